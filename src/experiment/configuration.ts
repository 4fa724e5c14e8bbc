/** The door to a session's configuration: its type, its default, its check, its link form, and what it departs from. */
export {
  armValues,
  armsOf,
  defaultConfiguration,
  resolveArms,
  resolveSteps,
  runCount,
  sessionValues,
  timesTrained,
  deviceChoices,
} from './settings.ts';
export type { Configuration, SessionArm } from './settings.ts';
export { parseConfiguration, limits } from './schema.ts';
export { describeProblem, nearestName } from './problem.ts';
export type { Problem } from './problem.ts';
export { absentArms, withCopy, withDeclared, withName, withOwn, withoutArm } from './arms.ts';
export { departures } from './departures.ts';
export type { Departure } from './departures.ts';
export { liveChanges } from './events.ts';
export { sameSweep, sessionArms, spaced, sweepLimits, sweptFrom, sweptId, withoutSweep } from './sweep.ts';
export { forkOf, forkable, withFork } from './fork.ts';
export type { WantedFork } from './fork.ts';
export { decodeConfiguration, encodeConfiguration } from './link.ts';
