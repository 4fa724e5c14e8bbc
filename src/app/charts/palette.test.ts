import { describe, expect, it } from 'vitest';
import { armStyle, markerPath, markers } from './palette.ts';

describe('armStyle', () => {
  it('tells the first 24 arms apart', () => {
    const seen = new Set(Array.from({ length: 24 }, (_, arm) => JSON.stringify(armStyle(arm))));
    expect(seen.size).toBe(24);
  });

  it('gives the first six arms different markers and dashes, so that colour is never needed', () => {
    const styles = Array.from({ length: 6 }, (_, arm) => armStyle(arm));
    expect(new Set(styles.map(({ marker }) => marker)).size).toBe(6);
    expect(new Set(styles.map(({ dash }) => dash.join())).size).toBe(6);
    expect(new Set(styles.map(({ token }) => token)).size).toBe(6);
  });
});

describe('markerPath', () => {
  it.each(markers)('closes the path of a %s', (marker) => {
    expect(markerPath(marker, 10, 10, 4)).toMatch(/^M.*Z$/);
    expect(markerPath(marker, 10, 10, 4)).not.toContain('NaN');
  });
});
