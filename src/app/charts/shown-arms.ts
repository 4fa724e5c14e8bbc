/** The arms as charts and pictures show them: named, in their places and colours, without the hidden ones. */
import type { ArrangedArm } from '../../experiment/arms-view.ts';
import type { CurveSource } from './source.ts';

export interface ShownArm extends ArrangedArm {
  name: string;
}

/** The source of these arms alone, in their order. `each`: how often the source has every arm; with a sweep once for every value. */
export function arrangedSource(source: CurveSource, shown: readonly ShownArm[], each = 1): CurveSource {
  const place = (arm: number): number => (shown[Math.floor(arm / each)]?.index ?? -1) * each + (arm % each);
  return {
    ...source,
    arms: shown.map(({ name }) => name),
    styles: shown.map(({ style }) => style),
    curve: (measure, arm) => source.curve(measure, place(arm)),
    single: (measure, arm, seed) => source.single(measure, place(arm), seed),
    divergences: (arm) => source.divergences(place(arm)),
    startsAt: (arm) => source.startsAt?.(place(arm)) ?? 0,
    secondsAt: (arm, step) => source.secondsAt?.(place(arm), step) ?? NaN,
    work: (arm) => source.work?.(place(arm)) ?? null,
  };
}
