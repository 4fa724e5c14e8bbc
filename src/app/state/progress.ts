import type { SessionProgress } from '../../worker/session.ts';

/** Of a session before its workers have said anything. */
export const notStarted: SessionProgress = {
  step: 0,
  steps: 0,
  stepsPerSecond: 0,
  runStepsPerSecond: 0,
  secondsLeft: null,
  state: 'starting',
};
