/** The device memory that a session will take, worker by worker, from the sizes of its programs: nothing is loaded, no device is started. */
import type { MemoryNeeds } from '../../engine/training/memory-needs.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { populationsOf } from '../populations.ts';
import type { DeviceKind } from '../protocol.ts';
import { assignRuns } from '../split-runs.ts';
import type { MemoryEstimate, MemoryQuestion } from './messages.ts';

/** What the memory of a WASM module begins with, which never shrinks; what the module itself takes of it, and by how much more it grows than it must. */
const wasm = { start: 16 * 2 ** 20, own: 4 * 2 ** 20, growth: 1.15 } as const;

/** Null where an experiment's program does not say what it needs. */
export async function estimateMemory(experiment: Experiment, question: MemoryQuestion): Promise<MemoryEstimate | null> {
  const parts = assignRuns(question, question.workers);
  const bytes: number[] = [];
  let largest = 0;
  for (const runs of parts) {
    const needs: MemoryNeeds[] = [];
    for (const { structural, settings } of populationsOf(experiment, { ...question, runs })) {
      const { memory } = await experiment.program(structural);
      if (!memory) return null;
      needs.push(memory({ runs: settings.length, seeds: new Set(settings.map(({ seed }) => seed)).size }));
    }
    bytes.push(ofWorker(needs, question.device));
    largest = Math.max(largest, ...needs.map((one) => one.largest));
  }
  return { workers: parts.length, perWorker: Math.max(...bytes), total: bytes.reduce((sum, own) => sum + own, 0), largest };
}

/** All populations are held. One at a time takes a step, for which WASM frees what the last one made; recordings on WebGPU keep it. */
function ofWorker(needs: readonly MemoryNeeds[], device: DeviceKind): number {
  const sum = (of: (one: MemoryNeeds) => number): number => needs.reduce((total, one) => total + of(one), 0);
  const held = sum((one) => one.held);
  if (device === 'webgpu') return held + sum(({ recorded }) => recorded);
  const all = held + Math.max(0, ...needs.map(({ passing }) => passing));
  return device === 'wasm' ? Math.max(wasm.start, wasm.own + wasm.growth * all) : all;
}
