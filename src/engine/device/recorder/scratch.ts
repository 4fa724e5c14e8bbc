/**
 * Memory for intermediates: blocks that values of one recording take in turn and that all recordings of a device share, since only
 * one of them runs at a time.
 */

/** When a value is needed, in positions of a recording: written at `first`, last used at `last`. */
export interface Lifetime {
  bytes: number;
  first: number;
  last: number;
}

export interface Block<Place> {
  bytes: number;
  place: Place;
}

export interface ScratchPool<Place> {
  /**
   * A block for every value, in the order given: values of overlapping lifetimes never share one. Blocks that other recordings made
   * are used again before new ones are allocated.
   */
  assign(lifetimes: readonly Lifetime[]): Block<Place>[];
  readonly bytes: number;
  /** Frees all blocks; recordings that use them must not run any more. */
  dispose(): void;
}

/** @param device - allocates and frees a block of a number of bytes */
export function createScratchPool<Place>(device: { allocate(bytes: number): Place; free(place: Place): void }): ScratchPool<Place> {
  let blocks: Block<Place>[] = [];
  return {
    assign(lifetimes) {
      const taken = new Map<Block<Place>, Lifetime[]>();
      const assigned = new Map<Lifetime, Block<Place>>();
      // The largest first, each into the oldest block that is free all its life: so the same recording finds the same blocks again.
      for (const lifetime of [...lifetimes].sort((a, b) => b.bytes - a.bytes)) {
        let block = blocks.find(
          (candidate) =>
            candidate.bytes >= lifetime.bytes &&
            !(taken.get(candidate) ?? []).some(({ first, last }) => first <= lifetime.last && lifetime.first <= last),
        );
        if (!block) {
          block = { bytes: lifetime.bytes, place: device.allocate(lifetime.bytes) };
          blocks.push(block);
        }
        taken.set(block, [...(taken.get(block) ?? []), lifetime]);
        assigned.set(lifetime, block);
      }
      return lifetimes.map((lifetime) => {
        const block = assigned.get(lifetime);
        if (!block) throw new Error('an intermediate has no memory');
        return block;
      });
    },
    get bytes() {
      return blocks.reduce((sum, block) => sum + block.bytes, 0);
    },
    dispose() {
      for (const { place } of blocks) device.free(place);
      blocks = [];
    },
  };
}
