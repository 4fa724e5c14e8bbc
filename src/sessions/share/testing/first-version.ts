/** Results as links held them in the first version of their format, before it had seconds. */
export const firstVersion = {
  text: 'AQAU0C7bvPpQJy8LKxPjHW5GPiOFcMdgX4Xy_KLs1KJiRibGCiYGZkaWnPziYgZGZgYWBiCwB2LLRocGh_-CTAyMbCA5BUNGRiYGhgY7BgYHeyZGZhaQKWzhqUnuAaEA',
  settings: 'seeds=2',
};
