import { describe, expect, it } from 'vitest';
import { pauseAfter } from './showing.ts';

describe('how often a page shows what is new', () => {
  it('ten times a second where frames are cheap, less often the dearer they are, at least twice a second', () => {
    expect(pauseAfter(0)).toBe(100);
    expect(pauseAfter(3)).toBe(100);
    expect(pauseAfter(10)).toBe(320);
    expect(pauseAfter(100)).toBe(500);
  });
});
