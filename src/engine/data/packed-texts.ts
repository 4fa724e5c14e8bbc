/** Facts of the packed texts, which the loader checks. Written by `scripts/pack-texts.ts`; do not edit. */

export const packedTexts = {
  english: {
    path: 'texts/english.bin',
    train: 1081217,
    validation: 118784,
    bytes: 1200001,
    sha256: 'ff10087c2fb9d6d0853eb5dc5785ca651c17ec7f911b491698a7cf0cc54332e3',
  },
  spanish: {
    path: 'texts/spanish.bin',
    train: 540608,
    validation: 59392,
    bytes: 600000,
    sha256: '20ab07aa28221906c15179c0fb7d39210b28181efe0bc793fe5b044577e82143',
  },
} as const;
