/**
 * How to divide work between threads: for each way the loads, products and stores of a thread are counted, and the way with the least
 * time is taken. It depends on the sizes of one run and on the device, and never changes the order in which numbers are added.
 */
import { target } from './target.ts';

/** What one thread does. */
export interface Work {
  /** Threads of one run. */
  threads: number;
  /** Turns of the innermost loop. */
  turns: number;
  /** In each turn: array elements loaded, multiplications with addition, and sums that these are added to. */
  loads: number;
  products: number;
  sums: number;
  /** Array elements written at the end. */
  stores: number;
}

/**
 * What software takes, in nanoseconds of one core for four threads at once (SwiftShader, 3 GHz): to load or store an element, to
 * multiply and add, to read and write a sum between two turns, to turn a loop.
 */
const cost = { access: 10, product: 0.5, sum: 1.6, turn: 12 };
/** What it takes to compile a shader, in nanoseconds: at all, for each load and product in its text, and the products at which it takes twice that. */
const compiling = { shader: 8e6, load: 0.5e6, product: 0.4e6, doubled: 1000 };
/** Steps of a training that share the time to compile. */
const trainingSteps = 200;
/** Threads that software runs at once, and those of a workgroup, which one core runs. */
const together = 4;
const workgroup = 64;
/** Threads that keep a graphics card busy, and sums that a thread there keeps in registers. */
const busyThreads = 1024;
const registers = 16;

/** Nanoseconds in software, with a share of the time to compile. */
function softwareTime({ threads, turns, loads, products, sums, stores }: Work): number {
  const turn = cost.access * loads + cost.product * products + cost.sum * sums + cost.turn;
  const rounds = Math.min(Math.ceil(threads / workgroup / target().cores) * (workgroup / together), Math.ceil(threads / together));
  const text = compiling.shader + (compiling.load * loads + compiling.product * products) * (1 + products / compiling.doubled);
  return rounds * (turns * turn + cost.access * stores) + text / trainingSteps;
}

/** The best way of all; in hardware the one with most sums to a thread that fit its registers and leave enough threads. */
export function cheapest<Way extends object>(ways: readonly Way[], workOf: (way: Way) => Work): Way {
  const [first] = ways;
  if (first === undefined) throw new Error('there is no way to do this work');
  const works = ways.map((way) => ({ way, work: workOf(way) }));
  let best = { way: first, work: workOf(first) };
  if (target().software) {
    for (const one of works) if (softwareTime(one.work) < softwareTime(best.work)) best = one;
    return best.way;
  }
  const fits = ({ threads, sums }: Work): boolean => sums <= registers && threads >= busyThreads;
  for (const one of works) {
    const better = fits(one.work)
      ? !fits(best.work) || one.work.sums > best.work.sums || (one.work.sums === best.work.sums && one.work.products > best.work.products)
      : !fits(best.work) &&
        (one.work.threads > best.work.threads || (one.work.threads === best.work.threads && one.work.products > best.work.products));
    if (better) best = one;
  }
  return best.way;
}
