/** What was changed in an arm while it trained, as descriptions of the arm from a step on. */
import { sweptFrom } from '../../experiment/configuration.ts';
import type { Described, Description } from '../../experiment/arm-description.ts';
import { valuesAfter, type LiveEvent } from '../../experiment/events.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import { withUsedNumbers } from './optimizer-use.ts';
import type { ArmChange } from './run-of-arm.ts';

export interface DescribedArm {
  described: Described;
  changes: ArmChange[];
}

/** What is told of an arm, without what its optimizer does not use. */
const told = (arm: Description): Description => (arm.task === 'adaptation' ? arm : { ...arm, optimizer: withUsedNumbers(arm.optimizer) });

const undescribed: Described = { ok: false, reason: 'undescribed' };

/** An arm of a session by its values, and what its events made of it; changes that change nothing that is described are left out. */
export async function describedArm(
  { describe, hyperparameters }: Pick<Experiment, 'describe' | 'hyperparameters'>,
  { id, values }: { id: string; values: Values },
  events: readonly LiveEvent[],
): Promise<DescribedArm> {
  const described = (await describe?.(values)) ?? undescribed;
  if (!described.ok) return { described, changes: [] };
  const { arm } = sweptFrom(id);
  // What has one value for all arms changes in all of them.
  const everywhere = new Set(hyperparameters.filter(({ scope }) => scope === 'session').map((one) => one.id));
  const own = events.filter((event) => everywhere.has(event.id) || event.arms.includes(arm)).map((event) => ({ ...event, arms: [arm] }));
  const changes: ArmChange[] = [];
  let before: Description = described.arm;
  let begun: Described = described;
  for (const step of new Set(own.map((event) => event.step))) {
    const now = await describe?.(valuesAfter(values, arm, own, step));
    if (!now?.ok) return { described: now ?? undescribed, changes: [] };
    // What was changed before the first step is what it began with.
    if (step <= 0) [begun, before] = [{ ok: true, arm: now.arm }, now.arm];
    if (JSON.stringify(told(now.arm)) === JSON.stringify(told(before))) continue;
    changes.push({ step, description: now.arm });
    before = now.arm;
  }
  return { described: begun, changes };
}
