import { describe, expect, it } from 'vitest';
import { sample } from '../experiment/sample.ts';
import { readCommand, UsageError } from './options.ts';

const read = (...args: string[]) => readCommand(args, [sample]);
function complaint(...args: string[]): string {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no complaint';
}

describe('the command line', () => {
  it('reads everything that can be set', () => {
    const args =
      '--arms half,none --preset large --set learningRate=0.1 --set half.rate=0.3 --seeds 3 --seed 7 --steps 50 --device wasm --json';
    expect(read('sample', ...args.split(' '))).toMatchObject({
      do: 'run',
      json: true,
      configuration: {
        experiment: 'sample',
        arms: [
          { id: 'half', values: { rate: 0.3 } },
          { id: 'none', values: {} },
        ],
        preset: 'large',
        values: { learningRate: 0.1 },
        seeds: 3,
        sessionSeed: 7,
        steps: 50,
        device: 'wasm',
      },
    });
  });

  it('reads live changes, which replay in the order of their steps', () => {
    expect(read('sample', '--event', '200:half/none.rate=0.2', '--event', '120:learningRate=0.03')).toMatchObject({
      configuration: {
        events: [
          { step: 120, arms: ['none', 'half', 'adam'], id: 'learningRate', value: 0.03 },
          { step: 200, arms: ['none', 'half'], id: 'rate', value: 0.2 },
        ],
      },
    });
  });

  it('takes the declaration where nothing is said', () => {
    expect(read('sample')).toMatchObject({ json: false, configuration: { preset: 'small', seeds: 8, steps: null, device: 'auto' } });
  });

  it('sets a value for the whole session in arms that set it themselves, but for those named', () => {
    expect(read('sample', '--set', 'rate=0.2', '--set', 'half.rate=0.4')).toMatchObject({
      configuration: {
        arms: [
          { id: 'none', values: { rate: 0.2 } },
          { id: 'half', values: { rate: 0.4 } },
          { id: 'adam', values: {} },
        ],
        values: { rate: 0.2 },
      },
    });
    expect(read('sample', '--set', 'rate=0.2', '--arms', 'none')).toMatchObject({
      configuration: { arms: [{ id: 'none', values: { rate: 0.2 } }] },
    });
  });

  it('lists and helps', () => {
    expect(read('--list')).toEqual({ do: 'list', json: false });
    expect(read('--json', '--list')).toEqual({ do: 'list', json: true });
    expect(read('-h')).toEqual({ do: 'help' });
  });

  it.each([
    [[], 'Name an experiment: sample'],
    [['smaple'], 'did you mean "sample"?'],
    [['sample', 'other'], 'Name one experiment'],
    [['sample', '--sede', '1'], 'did you mean "--seed"?'],
    [['sample', '--seeds'], '--seeds needs a value'],
    [['sample', '--seeds', '0'], '--seeds must be'],
    [['sample', '--seed', '-1'], '--seed must be from 0'],
    [['sample', '--toString'], 'There is no flag "--toString"'],
    [['sample', '--constructor=1'], 'There is no flag "--constructor"'],
    [['sample', '--set', 'constructor=1'], 'There is no hyperparameter "constructor"'],
    [['sample', '--set', '__proto__=1'], 'There is no hyperparameter "__proto__"'],
    [['sample', '--seeds', 'many'], 'must be a number'],
    [['sample', '--steps', '1.5'], 'whole number'],
    [['sample', '--steps', '5', '--steps', '6'], 'given twice'],
    [['sample', '--device', 'webgl'], 'There is no device "webgl"'],
    [['sample', '--preset', 'smal'], 'did you mean "small"?'],
    [['sample', '--arms', 'none,hlaf'], 'did you mean "half"?'],
    [['sample', '--set', 'learningrate'], 'name=value'],
    [['sample', '--set', 'learningrate=1'], 'did you mean "learningRate"?'],
    [['sample', '--set', 'learningRate=5'], 'must be from 0.00001 to 1'],
    [['sample', '--set', 'optimizer=adma'], 'did you mean "adam"?'],
    [['sample', '--event', '120:learningrate=0.1'], 'did you mean "learningRate"?'],
    [['sample', '--event', '120:optimizer=adam'], 'There is no live hyperparameter'],
    [['sample', '--event', '120:hafl.rate=0.1'], 'did you mean "half"?'],
    [['sample', '--event', '120:rate=2'], 'rate must be from 0 to 0.9, not 2.'],
    [['sample', '--event', 'rate=0.2'], 'is written step:name=value'],
    [['sample', '--json=yes'], 'takes no value'],
    [['--list', '--seeds', '3'], '--list stands alone'],
  ])('%j is refused with what would be right', (args, sentence) => {
    expect(complaint(...args)).toContain(sentence);
  });

  it('says the same thing once', () => {
    expect(complaint('sample', '--set', 'rate=1')).toBe('rate must be from 0 to 0.9, not 1.');
    expect(complaint('sample', '--arms', 'half,')).toBe('--arms needs a name on each side of a comma, as in --arms a,b, not "half,".');
  });
});
