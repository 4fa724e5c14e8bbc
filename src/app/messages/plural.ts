/** Counted things in English. */
import { formatCount } from '../format.ts';

/** "1 seed", "8 seeds", with thousands separated. */
export const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;
