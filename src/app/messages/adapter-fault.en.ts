/** Why an adapter of a person's own cannot be used here, in English: as the error says it, on the command line too. */
import type { AdapterFault } from '../../sessions/own-adapters.ts';

export const adapterFault = (_fault: AdapterFault, english: string): string => english;
