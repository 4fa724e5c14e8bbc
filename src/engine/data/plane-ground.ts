/** What a picture shows of the plane through a network's loss surface: heights that were computed beforehand, without the network. */
import recorded from './plane-heights.json' with { type: 'json' };

const { x, y, side, heights, minima } = recorded;

const pair = ([a = 0, b = 0]: readonly number[]): readonly [number, number] => [a, b];

/** Where a coordinate lies between nodes of the grid: the lower one, and the share of the way to the next. */
function between(value: number, [low = 0, high = 1]: readonly number[]): [node: number, share: number] {
  const place = Math.min(side - 1, Math.max(0, ((value - low) / (high - low)) * (side - 1)));
  const node = Math.min(side - 2, Math.floor(place));
  return [node, place - node];
}

/** The loss on the plane between the nodes of the recorded grid; beyond it that of its edge. */
function heightAt(u: number, v: number): number {
  const [column, right] = between(u, x);
  const [row, up] = between(v, y);
  const at = (i: number, j: number): number => heights[(row + j) * side + column + i] ?? 0;
  return (1 - up) * ((1 - right) * at(0, 0) + right * at(1, 0)) + up * ((1 - right) * at(0, 1) + right * at(1, 1));
}

/** `minima` are the two trained networks. */
export const planeGround = { x: pair(x), y: pair(y), minima: minima.map(pair), heightAt };
