/** The part of ConvNetJS 0.3 that the benchmark uses; it has no types of its own. */
declare module 'convnetjs' {
  export class Vol {
    constructor(width: number, height: number, depth: number, fill?: number);
    w: Float64Array;
  }
  export class Net {
    makeLayers(definitions: readonly object[]): void;
  }
  export class Trainer {
    constructor(net: Net, options: object);
    train(x: Vol, label: number): { loss: number };
  }
  const convnetjs: { Vol: typeof Vol; Net: typeof Net; Trainer: typeof Trainer };
  export default convnetjs;
}
