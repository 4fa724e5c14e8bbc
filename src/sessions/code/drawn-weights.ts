/** What of a layer is drawn at the start: under which paths, from which streams, in which shapes. All else starts at 0 or at 1. */
import type { Initial, PlacedLayer } from '../../experiment/arm-description.ts';

export interface DrawnWeights {
  /** Of the layer that has them; beside them lie as many biases as their last axis is long, but beside a table. */
  path: string;
  /** Its name in the layer, with which the name of its stream begins. */
  leaf: 'weights' | 'kernels' | 'table';
  /** [in, out], [height, width, in, out], or the rows of a table. */
  shape: readonly number[];
  /** Tables are normal with a standard deviation of 0.02. */
  initial: Initial | 'tableNormal';
}

const projections = ['query', 'key', 'value', 'output'];

export function drawnWeights(layer: PlacedLayer): DrawnWeights[] {
  const { path } = layer;
  switch (layer.kind) {
    case 'dense':
      return [{ path, leaf: 'weights', shape: [layer.inputs, layer.outputs], initial: layer.initial }];
    case 'convolution':
    case 'patches':
      return [{ path, leaf: 'kernels', shape: [layer.size, layer.size, layer.inputs, layer.outputs], initial: layer.initial }];
    case 'positions':
      return [{ path, leaf: 'table', shape: layer.shape, initial: 'tableNormal' }];
    case 'attention':
      return projections.map((name) => ({
        path: `${path}/${name}`,
        leaf: 'weights',
        shape: [layer.width, layer.width],
        initial: 'glorotUniform',
      }));
    default:
      return [];
  }
}

/** The function of the generators in Python that draws it. */
export const pythonDraw: Readonly<Record<DrawnWeights['initial'], string>> = {
  heNormal: 'he_normal',
  glorotUniform: 'glorot_uniform',
  tableNormal: 'table_normal',
};
