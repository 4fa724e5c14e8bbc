/** What a contender's step is made of: dispatches, JavaScript time, memory, and how long its first step took. */
import { roundsFor } from './compare.ts';
import type { Started } from './compare.ts';
import type { Device } from './options.ts';
import type { PeerName } from './contender.ts';
import { median, row } from './rows.ts';
import type { Row, Subject } from './rows.ts';

/** Steps over which dispatches are counted at most: what happens once per block of steps is shared out. */
const mostCounted = 64;
const busySlices = 5;

export interface Details {
  rowsAgainst(subject: Subject, peerName: PeerName | null, peer: Details | null): Row[];
  values: ReadonlyMap<Row['metric'], number>;
}

export async function details({ workers, first, steps, sliceMilliseconds }: Started, { device }: { device: Device }): Promise<Details> {
  const values = new Map<Row['metric'], number>([['ms to first step', first]]);
  const [held] = await workers.ask({ do: 'held' });
  if (held?.held && held.held.bytes > 0) values.set('bytes held', held.held.bytes);
  if (device === 'webgpu' && workers.name !== 'ConvNetJS') {
    const countedSteps = Math.min(mostCounted, steps);
    const [counted] = await workers.ask({ do: 'count', steps: countedSteps });
    if (counted?.count) values.set('dispatches per step', counted.count / countedSteps);
    const busy: number[] = [];
    for (let i = 0; i < roundsFor(busySlices, sliceMilliseconds); i++) {
      const [answer] = await workers.ask({ do: 'busy', steps });
      if (answer) busy.push(answer.milliseconds / steps);
    }
    values.set('JavaScript ms per step', median(busy));
  }
  return {
    values,
    rowsAgainst: (subject, peerName, peer) =>
      [...values].flatMap(([metric, own]) => {
        const theirs = peer?.values.get(metric) ?? null;
        return peer !== null && theirs === null ? [] : [row({ ...subject, metric }, own, peerName, theirs)];
      }),
  };
}
