/** Trains the runs assigned to this worker: one population per structure, advanced in lock step, commands taken between blocks. */
import { catalogue } from '../../experiments/catalogue.ts';
import { fetchAmong, fetchFrom } from '../engine/data/fetch-bytes.ts';
import { startDevice } from '../engine/device/device.ts';
import type { WasmPaths } from '../engine/device/device.ts';
import { memory } from '../engine/device/read.ts';
import { createPopulation } from '../engine/training/population.ts';
import type { Population } from '../engine/training/population.ts';
import { createTrainer } from '../engine/training/trainer.ts';
import type { Block, BlockRequest, Trainer } from '../engine/training/trainer.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { longestEndpoint } from '../experiment/claim.ts';
import { narrowed } from '../experiment/narrowed.ts';
import { adapterName, isSoftwareAdapter } from './adapter.ts';
import { describeFailure } from './failure.ts';
import { createChangeQueue } from './changes.ts';
import { stateOfRuns, stepOfRun } from './checkpoint.ts';
import type { ChangeQueue } from './changes.ts';
import { blocksOf } from './measures.ts';
import { createPictureBudget } from './picture-budget.ts';
import type { PictureBudget } from './picture-budget.ts';
import { createMemoryTeller } from './memory/held.ts';
import { populationsOf } from './populations.ts';
import type { FromWorker, LiveChange, PopulationState, StartRequest, ToWorker } from './protocol.ts';

type Post = (message: FromWorker, transfer?: Transferable[]) => void;

interface Member {
  trainer: Trainer;
  population: Population;
  /** Made at its first block, which is asked for like the others. */
  generator: AsyncGenerator<Block, void, BlockRequest | undefined> | null;
  changes: ChangeQueue;
  /** Session indices of the population's runs. */
  runs: number[];
  done: boolean;
  /** Seconds of work on it, evaluations included, without what other populations took. */
  seconds: number;
  pictures: PictureBudget;
}

/** Everything before it resolves has been handled: messages that arrived meanwhile come first. */
function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Indices of the arms that runs belong to. */
function armsOf({ runs: assigned }: StartRequest, runs: readonly number[]): number[] {
  return [...new Set(assigned.filter(({ run }) => runs.includes(run)).map(({ arm }) => arm))];
}

/** Reads commands and trains. Whatever goes wrong arrives as one `failed` message. */
export function createTraining(post: Post, wasmPaths: WasmPaths): { receive(message: ToWorker): void } {
  let members: Member[] = [];
  let experiment: Experiment | null = null;
  let paused = false;
  /** Standing still for a live change, whether paused or not. */
  let holding = false;
  let toldHeld = false;
  const changes: LiveChange[] = [];
  const tellMemory = createMemoryTeller(post);
  let toldPaused = false;
  let stopped = false;
  let failed = false;
  /** While stepping: pause when every member has reached this step. */
  let pauseAt: number | null = null;
  /** Other workers of the session are not there yet. */
  let limit = Infinity;
  let watched: string[] = [];
  let wake: (() => void) | null = null;
  /** The checkpoint under way: copies of the members that have come to its step. */
  let copying: { at: number; populations: Map<Member, PopulationState> } | null = null;
  /** Requests that need the device and must not run in the middle of a block. */
  const pending: (() => Promise<void>)[] = [];

  /** Where training begins: what `step` is until the populations are there, for commands that arrive before. */
  let firstStep = 0;
  const step = (): number => (members.length === 0 ? firstStep : Math.min(...members.map(({ trainer }) => trainer.step)));

  function fail(error: unknown): void {
    if (failed || stopped) return;
    failed = true;
    post({ type: 'failed', error: describeFailure(error) });
  }

  async function start(request: StartRequest): Promise<void> {
    const found = catalogue.find(({ id }) => id === request.experiment);
    if (!found) {
      fail({ code: 'badRequest', detail: `there is no experiment ${request.experiment}` });
      return;
    }
    experiment = narrowed(found, request.arms[0]?.values ?? {});
    const device = await startDevice(request.device, {
      wasmPaths,
      onLost: (reason) => {
        fail({ code: 'deviceLost', detail: reason });
      },
      onError: fail,
    });
    const splits = experiment.measures.flatMap(({ source }) => (source.kind === 'evaluation' ? [source.split] : []));
    const testEvaluations = longestEndpoint(found.claims);
    for (const group of populationsOf(found, request)) {
      const population = createPopulation(
        group.settings,
        group.live,
        fetchAmong(request.files ?? {}, fetchFrom(request.base)),
        request.steps,
      );
      const program = await found.program(group.structural);
      const bound = await program.init(population);
      const from = request.checkpoint && stateOfRuns(request.checkpoint, group.runs);
      const trainer = createTrainer(population, bound, { steps: request.steps, splits, testEvaluations, ...(from && { from }) });
      const arms = group.runs.map((run) => request.runs.find((assignment) => assignment.run === run)?.arm ?? -1);
      members.push({
        trainer,
        population,
        generator: null,
        changes: createChangeQueue(changes, population, arms),
        runs: group.runs,
        done: false,
        seconds: 0,
        pictures: createPictureBudget(),
      });
    }
    post({
      type: 'started',
      device: {
        kind: device.kind,
        description: device.info ? adapterName(device.info) : '',
        software: device.info ? isSoftwareAdapter(device.info) : true,
        workers: 1,
      },
      parameters: Math.max(...members.map(({ trainer }) => trainer.parameters)),
      work: members.flatMap(({ trainer: { work }, runs }) => (work ? armsOf(request, runs).map((arm) => ({ arm, ...work })) : [])),
      step: step(),
    });
    // What goes on from a state shows it at once: its next evaluation may be far, or none may come.
    if (step() > 0 && watched.length > 0) pending.push(() => computeProbes(members));
    await train();
  }

  /** A block ends where it is to pause, and where something changes. */
  function blockRequest({ trainer, changes: queue }: Member): BlockRequest {
    const upTo = [pauseAt, copying?.at, limit].flatMap((at) => (at != null && at > trainer.step ? [at - trainer.step] : []));
    const ahead = Math.min(queue.ahead(trainer.step), ...upTo);
    return ahead === Infinity ? {} : { maxSteps: Math.max(1, ahead) };
  }

  async function train(): Promise<void> {
    while (!isStopped()) {
      await yieldToMessages();
      for (let work = pending.shift(); work; work = pending.shift()) await work();
      if (isStopped()) break;
      if (holding) {
        if (!toldHeld) post({ type: 'held', step: Math.max(firstStep, ...members.map(({ trainer }) => trainer.step)) });
        toldHeld = true;
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      if (pauseAt !== null && step() >= pauseAt) {
        pauseAt = null;
        paused = true;
      }
      await copyDue();
      if (paused && !toldPaused) {
        await computeProbes(members.filter(({ pictures }) => pictures.behind));
        toldPaused = true;
        post({ type: 'paused', step: step() });
      }
      const next = members.filter(({ done }) => !done).sort((a, b) => a.trainer.step - b.trainer.step)[0];
      if (!next || paused || next.trainer.step >= limit) await new Promise<void>((resolve) => (wake = resolve));
      else await advance(next);
    }
    for (const { trainer, population } of members) {
      trainer.dispose();
      population.dispose();
    }
    members = [];
  }

  /** Copies members that have come to the step of the checkpoint, and sends it when it has them all. */
  async function copyDue(): Promise<void> {
    if (!copying) return;
    const { at, populations } = copying;
    for (const member of members) {
      const due = paused || member.done || member.trainer.step >= at;
      if (due && !populations.has(member)) populations.set(member, { ...(await member.trainer.checkpoint()), runs: member.runs });
    }
    if (populations.size < members.length) return;
    copying = null;
    const all = members.flatMap((member) => populations.get(member) ?? []);
    post({ type: 'checkpoint', checkpoint: { step: Math.min(...all.map((one) => one.step)), populations: all } });
  }

  // A function, since TypeScript would take `stopped` to be unchanged over an await.
  const isStopped = (): boolean => stopped;

  async function advance(member: Member): Promise<void> {
    member.changes.apply(member.trainer.step);
    const asked = blockRequest(member);
    member.generator ??= member.trainer.blocks(asked);
    const started = performance.now();
    const { value, done } = await member.generator.next(asked);
    member.seconds += (performance.now() - started) / 1000;
    if (done) {
      member.done = true;
      if (member.pictures.behind) await computeProbes([member]);
      if (members.every((other) => other.done)) post({ type: 'done', step: step() });
      return;
    }
    if (!experiment) return;
    const { blocks, transfer } = blocksOf(experiment, value.measures, member.runs, member.seconds);
    post({ type: 'measures', step: step(), blocks }, transfer);
    const evaluated = value.measures.some(({ measure }) => measure.includes('/'));
    if (evaluated) tellMemory();
    if (evaluated && watched.length > 0 && member.pictures.affords(member.seconds)) await computeProbes([member]);
  }

  async function computeProbes(of: Member[]): Promise<void> {
    for (const { trainer, runs, pictures } of of) {
      const started = performance.now();
      for (const id of watched) {
        const grid = await trainer.probe(id);
        post({ type: 'probe', id, result: { ...grid, step: trainer.step, runs } }, [grid.values.buffer]);
      }
      pictures.took((performance.now() - started) / 1000);
    }
  }

  function proceed(): void {
    wake?.();
    wake = null;
  }

  function handle(message: ToWorker): void {
    switch (message.type) {
      case 'start':
        firstStep = Math.min(...message.runs.map(({ run }) => stepOfRun(message.checkpoint, run)));
        changes.push(...(message.changes ?? []));
        limit = message.limit ?? Infinity;
        start(message).catch(fail);
        return;
      case 'pause':
        // Told once the block under way is finished, or the step reached: nothing arrives after it.
        if (message.at === undefined || message.at <= step()) {
          pauseAt = null;
          paused = true;
        } else {
          pauseAt = message.at;
          paused = toldPaused = false;
        }
        return;
      case 'resume':
        pauseAt = null;
        paused = toldPaused = false;
        post({ type: 'resumed', step: step() });
        return;
      case 'step':
        pauseAt = step() + message.count;
        paused = toldPaused = false;
        return;
      case 'stop':
        stopped = true;
        return;
      case 'limit':
        limit = message.step;
        return;
      case 'hold':
        holding = true;
        toldHeld = false;
        return;
      case 'release':
        holding = false;
        changes.push(...message.changes);
        return;
      case 'watch':
        watched = message.probes;
        // Before training has started, the first evaluation is still to come.
        if (members.length > 0 && (paused || members.every(({ done }) => done))) pending.push(() => computeProbes(members));
        return;
      case 'checkpoint':
        copying = { at: message.at ?? 0, populations: new Map() };
        return;
      case 'inspect':
        pending.push(async () => {
          const { tensors, bytes, gpuBuffers } = memory();
          const traces = members.map(({ trainer }) => [trainer.traceStep(), trainer.traceStep()] as const);
          post({
            type: 'inspection',
            inspection: {
              tensors,
              bytes,
              gpuBuffers,
              trace: [traces.flatMap(([first]) => first.lines), traces.flatMap(([, second]) => second.lines)],
              recordings: members.flatMap(({ trainer }) => trainer.recordings()),
              hostReads: traces.reduce((sum, [first, second]) => sum + first.hostReads + second.hostReads, 0),
            },
          });
          await Promise.resolve();
        });
        return;
    }
  }

  return {
    receive(message) {
      handle(message);
      proceed();
    },
  };
}
