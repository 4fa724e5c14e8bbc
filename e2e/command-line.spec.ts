/** The command line as a person calls it: what stands on standard output, and the exit code. */
import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';

function call(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'src/cli/experiment.ts', ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

test('--json prints one document and nothing else; exchanged arms stand in their order; --event changes one arm from its step on', async () => {
  const args = [
    'dropout',
    '--arms',
    'dropout,nothing,late',
    '--set',
    'late.dropout=0.5',
    '--event',
    '6:late.labelSmoothing=0.3',
    '--steps',
    '12',
    '--seeds',
    '3',
    '--seed',
    '5',
    '--set',
    'width=8',
    '--device',
    'wasm',
    '--json',
  ];
  const { code, out, err } = await call(...args);
  expect(code).toBe(0);
  expect(err).toContain('100 %');
  const document: unknown = JSON.parse(out);
  expect(document).toMatchObject({
    experiment: 'dropout',
    device: { kind: 'wasm', software: true },
    seed: 5,
    steps: 12,
    events: [{ step: 6, arms: ['late'], id: 'labelSmoothing', value: 0.3 }],
    arms: [
      {
        id: 'dropout',
        hyperparameters: { width: 8, dropout: 0.5 },
        measures: { trainingLoss: { steps: Array.from({ length: 12 }, (_, i) => i + 1) } },
      },
      { id: 'nothing', hyperparameters: { width: 8, dropout: 0 } },
      { id: 'late', hyperparameters: { width: 8, dropout: 0.5, labelSmoothing: 0 } },
    ],
    verdicts: [
      { id: 'gap', status: 'inconclusive', kind: 'exploratory', seeds: 3, look: 1 },
      { id: 'decay', status: 'inconclusive', reason: 'armMissing' },
    ],
  });
  // The seventh step is the first with the new value.
  const { arms } = document as { arms: { measures: { trainingLoss: { mean: number[] } } }[] };
  const [whole, late] = [arms[0], arms[2]].map((arm) => arm?.measures.trainingLoss.mean ?? []);
  expect(late?.slice(0, 6)).toEqual(whole?.slice(0, 6));
  expect(late?.slice(6).every((loss, index) => loss !== whole?.[6 + index])).toBe(true);
});

test('without --json it speaks in sentences', async () => {
  const { code, out } = await call('dropout', '--steps', '10', '--seeds', '3', '--set', 'width=8');
  expect(code).toBe(0);
  expect(out).toContain('inconclusive: Dropout narrows the gap');
  expect(out).toContain('3 paired seeds');
});

test('--list --json holds the whole declaration', async () => {
  const { code, out } = await call('--list', '--json');
  expect(code).toBe(0);
  const list: unknown = JSON.parse(out);
  const named = (...ids: string[]): unknown => expect.arrayContaining(ids.map((id): unknown => expect.objectContaining({ id })));
  const dropout: unknown = expect.objectContaining({
    id: 'dropout',
    arms: named('nothing', 'dropout', 'ensemble'),
    claims: named('gap', 'decay'),
  });
  expect(list).toMatchObject({ experiments: expect.arrayContaining([dropout]) });
});

for (const [args, sentence] of [
  [['dropuot'], 'did you mean "dropout"'],
  [['dropout', '--device', 'webgl'], 'There is no device "webgl"'],
  [['dropout', '--set', 'learningRate=7'], 'must be from 0.00001 to 1'],
] as const) {
  test(`"${args.join(' ')}" is a mistake: exit code 2 and what would be right`, async () => {
    const { code, out, err } = await call(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(sentence);
  });
}
