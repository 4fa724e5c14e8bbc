/** What is read again when something changed: not more often than needed, never two at once, and by other pages' writing too. */
import { describe, expect, it } from 'vitest';
import { Following } from './following.ts';
import { openStoreChanges } from './store-changes.ts';

/** A reading that ends when it is told to. */
function reading(): { read: () => Promise<void>; end: () => Promise<void>; count: () => number } {
  let count = 0;
  let end: () => void = () => undefined;
  return {
    read: () =>
      new Promise((resolve) => {
        count++;
        end = resolve;
      }),
    end: async () => {
      end();
      await Promise.resolve();
      await Promise.resolve();
    },
    count: () => count,
  };
}

describe('what is followed', () => {
  it('is read at once, once more for all that changed meanwhile, and not when nothing did', async () => {
    const { read, end, count } = reading();
    const following = new Following(read);
    following.follow();
    expect(count()).toBe(1);
    for (let i = 0; i < 5; i++) following.changed();
    expect(count()).toBe(1);
    await end();
    expect(count()).toBe(2);
    await end();
    expect(count()).toBe(2);
    following.changed();
    expect(count()).toBe(3);
  });

  it('is not read while nobody follows it, nor after the last one left', async () => {
    const { read, end, count } = reading();
    const following = new Following(read);
    following.changed();
    expect(count()).toBe(0);
    const [first, second] = [following.follow(), following.follow()];
    await end();
    await end();
    first();
    const before = count();
    following.changed();
    expect(count()).toBe(before + 1);
    following.changed();
    second();
    await end();
    following.changed();
    expect(count()).toBe(before + 1);
  });
});

describe('what another page writes', () => {
  it('is heard of there and not here', async () => {
    const heard: string[] = [];
    const name = 'test-of-changes';
    await new Promise<void>((resolve) => {
      const here = openStoreChanges(() => heard.push('here'), name);
      const there = openStoreChanges(() => {
        heard.push('there');
        here.close();
        there.close();
        resolve();
      }, name);
      here.tell();
    });
    expect(heard).toEqual(['there']);
  });
});
