import { expect, it } from 'vitest';
import { writtenText } from './written-text.ts';

const probe = { characters: 'abñ', prompt: 1, runs: [4, 7], values: Float32Array.of(0, 1, 2, -1, -1, -1) };

it('parts the prompt from what a run has written', () => {
  expect(writtenText(probe, 0)).toEqual({ prompt: 'a', written: 'bñ' });
});

it('has nothing for a run that has written nothing, or that is not there', () => {
  expect(writtenText(probe, 1)).toBeNull();
  expect(writtenText(probe, 2)).toBeNull();
});
