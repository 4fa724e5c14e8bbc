/** What is said of adding, renaming and removing arms, in English. */
export const arms = {
  add: 'Add an arm',
  declared: 'As declared',
  copyOf: 'A copy of',
  rename: (name: string) => `Rename ${name}`,
  nameOf: (name: string) => `Name of ${name}`,
  remove: (name: string) => `Remove ${name}`,
};
