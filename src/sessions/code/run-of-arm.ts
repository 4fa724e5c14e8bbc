/** What a program is written for: one arm with one seed of a session, and what texts in programs need. */
import type { ArmDescription, Description } from '../../experiment/arm-description.ts';

/** When so many steps were done, the arm became this. */
export interface ArmChange {
  step: number;
  description: Description;
}

export interface RunOfArm<Of extends Description = ArmDescription> {
  experiment: string;
  /** The arm's id, and what it is called in English. */
  arm: string;
  name: string;
  seed: number;
  sessionSeed: number;
  description: Of;
  /** What it became while it trained, of the same task. */
  changes?: readonly ArmChange[];
}

/** A file of a program: its path in the folder, and text or bytes. */
export type ProgramFiles = Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;

/** What a comment may hold: names are the reader's, and must not end the comment they stand in. */
export const inComment = (text: string): string => text.replace(/[\\"*\r\n]/g, ' ');

/** The folder and the file in which a run is saved: "dropout-nothing-seed0". */
export const runName = ({ experiment, arm, seed }: Pick<RunOfArm, 'experiment' | 'arm' | 'seed'>): string =>
  `${experiment}-${arm}-seed${seed}`;
