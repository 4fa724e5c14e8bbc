/** Facts of the packed files, which the loader checks. Written by `scripts/pack-data.ts`; do not edit. */

export interface PackedFile {
  /** Below the site's root. */
  path: string;
  examples: number;
  /** How many examples at the end are the original's test examples. */
  ownTest: number;
  /** Unpacked. */
  bytes: number;
  /** Of the unpacked bytes. */
  sha256: string;
}

export const packed = {
  mnist: {
    path: 'data/mnist.bin',
    examples: 12000,
    ownTest: 2000,
    bytes: 9420000,
    sha256: 'f3f863a392bbcbca1cf5c3d5026d33a77b060c8bda35d6daa165a418c4e3b85a',
  },
  fashionMnist: {
    path: 'data/fashion-mnist.bin',
    examples: 12000,
    ownTest: 2000,
    bytes: 9420000,
    sha256: 'b27160246f759addb54f492c639077be17d812979f923b94c507c84788f534f6',
  },
} as const satisfies Record<string, PackedFile>;
