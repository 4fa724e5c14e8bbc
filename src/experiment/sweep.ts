/**
 * Sweeps: one hyperparameter over several values. Every arm of the session is there once for each value; of a live hyperparameter they all
 * are one population. Written as `learningRate:0.01,0.1,1`, or as `learningRate:0.0001..1/9` for 9 values from end to end, spaced as the
 * hyperparameter's scale says.
 */
import type { Experiment } from './experiment.ts';
import type { Hyperparameter, NumberHyperparameter, Sweep, Values } from './hyperparameter.ts';
import { nearestName, type Problem } from './problem.ts';
import { resolveArms, type Configuration, type SessionArm } from './settings.ts';

export const sweepLimits = { min: 2, max: 25 } as const;

/** The id of an arm at the value with that index; no declared or chosen arm can be called so. */
export const sweptId = (arm: string, index: number): string => `${arm}@${index}`;

/** The arm that a swept one was made from, and the index of its value; of any other arm the arm itself and null. */
export function sweptFrom(id: string): { arm: string; index: number | null } {
  const [arm = id, index] = id.split('@');
  return { arm, index: index === undefined ? null : Number(index) };
}

/**
 * The arms that are really trained: those of the configuration, or each of them once for every value of its sweep, arm by arm; one that stands
 * outside the sweep is itself.
 */
export function sessionArms(
  experiment: Experiment,
  configuration: Pick<Configuration, 'preset' | 'values' | 'arms' | 'sweep'>,
): { id: string; values: Values }[] {
  const arms = resolveArms(experiment, configuration);
  const { sweep } = configuration;
  if (!sweep) return arms;
  return arms.flatMap((arm, place) =>
    configuration.arms[place]?.unswept
      ? [arm]
      : sweep.values.map((value, index) => ({ id: sweptId(arm.id, index), values: { ...arm.values, [sweep.hyperparameter]: value } })),
  );
}

/** A configuration whose sweep ends: what stood outside it, or parted from one of its arms, is an arm like any other and keeps its values. */
export function withoutSweep({ sweep: _, ...others }: Configuration): Configuration {
  const arms = others.arms.map(({ unswept: __, fork, ...arm }): SessionArm => {
    return { ...arm, ...(fork && sweptFrom(fork.of).index === null && { fork }) };
  });
  return { ...others, arms };
}

/** `count` values from `min` to `max`, four significant digits or whole, evenly spaced on the scale. */
export function spaced(min: number, max: number, count: number, scale: NumberHyperparameter['scale'], integer = false): number[] {
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const value = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
    return integer ? Math.round(value) : Number(value.toPrecision(4));
  });
}

export const sameSweep = (a: Sweep | undefined, b: Sweep | undefined): boolean =>
  a?.hyperparameter === b?.hyperparameter && a?.values.join() === b?.values.join();

/** Whether arms can be made of values of a hyperparameter. */
export const sweepable = (hyperparameter: Hyperparameter): hyperparameter is NumberHyperparameter =>
  hyperparameter.kind === 'number' && hyperparameter.scope === 'arm';

/** As in a link: a range where the values are one, else a list. */
export function sweepText(experiment: Experiment, { hyperparameter, values }: Sweep): string {
  const { scale = 'linear', integer } = numberOfId(experiment, hyperparameter) ?? {};
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const isRange = values.length > 2 && spaced(first, last, values.length, scale, integer).join() === values.join();
  return `${hyperparameter}:${isRange ? `${first}..${last}/${values.length}` : values.join(',')}`;
}

/** Reads what `sweepText` wrote and people typed, for `checkSweep` to judge. */
export function sweepFromText(experiment: Experiment, text: string): unknown {
  const [, hyperparameter = text, list = ''] = /^([^:=]*)[:=](.*)$/.exec(text.trim()) ?? [];
  const range = /^(.+)\.\.(.+)\/(\d+)$/.exec(list);
  if (!range) return { hyperparameter, values: list.split(',').map((value) => number(value)) };
  const [low, high, count] = [number(range[1] ?? ''), number(range[2] ?? ''), Number(range[3])];
  const { scale = 'linear', integer } = numberOfId(experiment, hyperparameter) ?? {};
  const isRange = typeof low === 'number' && typeof high === 'number' && count > 1 && (scale === 'linear' || low > 0);
  // Longer ones are refused for their length, whatever it is.
  return { hyperparameter, values: isRange ? spaced(low, high, Math.min(count, 1000), scale, integer) : [low, high].slice(0, count) };
}

/** A sweep from anywhere: checked, its values ascending and without repetition; or what is wrong with it. */
export function checkSweep(experiment: Experiment, input: unknown): { sweep: Sweep; problems: [] } | { sweep: null; problems: Problem[] } {
  const wrong = (problem: Problem): { sweep: null; problems: Problem[] } => ({ sweep: null, problems: [problem] });
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return wrong({ path: 'sweep', code: 'wrongType', id: 'sweep', expected: 'object', got: typeof input });
  }
  const { hyperparameter: id, values } = input as { hyperparameter?: unknown; values?: unknown };
  const found = typeof id === 'string' ? numberOfId(experiment, id) : undefined;
  if (!found) {
    const possible = experiment.hyperparameters.filter((one) => one.kind === 'number' && one.scope === 'arm').map((one) => one.id);
    const got = typeof id === 'string' ? id.slice(0, 60) : typeof id;
    return wrong({ path: 'sweep', code: 'unknownName', kind: 'hyperparameter', got, possible, nearest: nearestName(got, possible) });
  }
  if (!Array.isArray(values)) return wrong({ path: 'sweep', code: 'wrongType', id: 'sweep', expected: 'list', got: typeof values });
  const problems = (values as unknown[]).flatMap((value) => problemOf(found, value));
  if (problems.length > 0) return { sweep: null, problems };
  const ascending = [...new Set(values as number[])].sort((a, b) => a - b);
  const { min, max } = sweepLimits;
  if (ascending.length < min || ascending.length > max)
    return wrong({ path: 'sweep', code: 'sweepCount', min, max, got: ascending.length });
  return { sweep: { hyperparameter: found.id, values: ascending }, problems: [] };
}

function problemOf({ id, min, max, integer }: NumberHyperparameter, value: unknown): Problem[] {
  const path = 'sweep';
  if (typeof value !== 'number' || Number.isNaN(value)) return [{ path, code: 'notNumber', id, min, max, got: String(value).slice(0, 60) }];
  if (value < min || value > max) return [{ path, code: 'range', id, min, max, got: value }];
  return integer === true && !Number.isInteger(value) ? [{ path, code: 'notInteger', id, min, max, got: value }] : [];
}

function numberOfId(experiment: Experiment, id: string): NumberHyperparameter | undefined {
  const found = experiment.hyperparameters.find((one) => one.id === id);
  return found?.kind === 'number' && found.scope === 'arm' ? found : undefined;
}

function number(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? text : value;
}
