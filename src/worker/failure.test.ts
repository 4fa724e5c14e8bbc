/** What page and command line are told about whatever was thrown. */
import { expect, it } from 'vitest';
import { DataError } from '../engine/data/data-error.ts';
import { DeviceError } from '../engine/device/device.ts';
import { UnfitStateError } from '../engine/training/state-form.ts';
import { describeFailure } from './failure.ts';

it('tells a missing device, missing data and memory that ran out from defects', () => {
  expect(describeFailure(new DeviceError('no graphics card'))).toEqual({ code: 'deviceMissing', detail: 'no graphics card' });
  expect(describeFailure(new UnfitStateError('it lacks w'))).toEqual({ code: 'checkpointUnfit', detail: 'it lacks w' });
  expect(describeFailure(new DataError('mnist.bin is missing'))).toEqual({ code: 'dataMissing', detail: 'mnist.bin is missing' });
  expect(describeFailure(new RangeError('Array buffer allocation failed')).code).toBe('outOfMemory');
  expect(describeFailure({ message: 'Out of memory: 4 GB' })).toEqual({ code: 'outOfMemory', detail: 'Out of memory: 4 GB' });
  expect(describeFailure(new Error('undefined is not a function'))).toEqual({ code: 'internal', detail: 'undefined is not a function' });
});

it('passes on an error that is described already', () => {
  const lost = { code: 'deviceLost' as const, detail: 'the driver was reset' };
  expect(describeFailure(lost)).toEqual(lost);
});

it('makes something of anything that can be thrown', () => {
  expect(describeFailure('a text')).toEqual({ code: 'internal', detail: 'a text' });
  expect(describeFailure(undefined)).toEqual({ code: 'internal', detail: 'undefined' });
  expect(describeFailure(null).code).toBe('internal');
});
