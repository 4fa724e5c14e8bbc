/** The arms as charts and pictures show them: named, in their places and colours, without the hidden ones. */
import type { ArrangedArm } from '../../experiment/arms-view.ts';
import type { CurveSource } from './source.ts';

export interface ShownArm extends ArrangedArm {
  name: string;
}

/** Of each shown arm its places among those that are trained. `times`: how often each arm is, in the session's order. */
export function trainedPlaces(shown: readonly Pick<ShownArm, 'index'>[], times: readonly number[]): number[][] {
  return shown.map(({ index }) => {
    const first = times.slice(0, index).reduce((sum, one) => sum + one, 0);
    return Array.from({ length: times[index] ?? 0 }, (_, i) => first + i);
  });
}

/** The source of these arms alone, in their order. `times`: how often the source has every arm; with a sweep once for every value. */
export function arrangedSource(source: CurveSource, shown: readonly ShownArm[], times: readonly number[]): CurveSource {
  const places = trainedPlaces(shown, times).flat();
  const place = (arm: number): number => places[arm] ?? -1;
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
