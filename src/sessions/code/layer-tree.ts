/** Layers in a list as the tree that their paths make: "hidden1/product" is the layer `product` of the group `hidden1`. */
import type { PlacedLayer } from '../../experiment/arm-description.ts';

export type LayerTree = { name: string; layer: PlacedLayer } | { name: string; layers: LayerTree[] };

/** Neighbours that begin alike become a group. */
export function layerTree(layers: readonly PlacedLayer[], depth = 0): LayerTree[] {
  const found: LayerTree[] = [];
  for (let at = 0; at < layers.length;) {
    const layer = layers[at];
    if (!layer) break;
    const parts = layer.path.split('/');
    const name = parts[depth] ?? '';
    if (parts.length === depth + 1) {
      found.push({ name, layer });
      at++;
      continue;
    }
    const others = layers.slice(at).findIndex((one) => one.path.split('/')[depth] !== name);
    const end = others < 0 ? layers.length : at + others;
    found.push({ name, layers: layerTree(layers.slice(at, end), depth + 1) });
    at = end;
  }
  return found;
}

/** Whether the network looks at images, so that frameworks with channels first need another order. */
export const hasImages = (layers: readonly PlacedLayer[]): boolean => layers.some(({ kind }) => kind === 'image');
