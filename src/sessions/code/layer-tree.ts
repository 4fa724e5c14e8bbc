/** Layers in a list as the tree that their paths make: "hidden1/product" is the layer `product` of the group `hidden1`. */
import type { ArmDescription, PlacedLayer } from '../../experiment/arm-description.ts';

export type LayerTree = { name: string; layer: PlacedLayer } | { name: string; path: string; layers: LayerTree[] };

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
    found.push({ name, path: parts.slice(0, depth + 1).join('/'), layers: layerTree(layers.slice(at, end), depth + 1) });
    at = end;
  }
  return found;
}

/** Lines for one layer after the other, with lines around those that lie in a residual branch. */
export function layerLines(
  { layers, residuals = [] }: Pick<ArmDescription, 'layers' | 'residuals'>,
  linesOf: (layer: PlacedLayer) => readonly string[],
  around: { begin: (path: string) => string; end: (path: string) => string },
): string[] {
  const branchOf = (at: number): string | undefined => residuals.find((path) => layers[at]?.path.startsWith(`${path}/`));
  return layers.flatMap((layer, at) => {
    const branch = branchOf(at);
    if (branch === undefined) return linesOf(layer);
    return [
      ...(branchOf(at - 1) === branch ? [] : [around.begin(branch)]),
      ...linesOf(layer),
      ...(branchOf(at + 1) === branch ? [] : [around.end(branch)]),
    ];
  });
}

/** Whether the network looks at images, so that frameworks with channels first need another order. */
export const hasImages = (layers: readonly PlacedLayer[]): boolean => layers.some(({ kind }) => kind === 'image');

/** Whether examples become sequences on their way. */
export const hasSequences = (layers: readonly PlacedLayer[]): boolean => layers.some(({ kind }) => kind === 'patches');

/** Of activations of this shape a layer or root mean square norm knows so much: one token of a sequence, else all. */
export const normedShape = (shape: readonly number[]): readonly number[] => (shape.length === 2 ? shape.slice(1) : shape);
