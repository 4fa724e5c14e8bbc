/** Text of one run out of a text probe. */
import type { TextProbe } from '../../worker/protocol.ts';

/** The prompt and what the run at a place among the probe's runs has written after it; null when it has written nothing. */
export function writtenText(
  probe: Pick<TextProbe, 'characters' | 'prompt' | 'values' | 'runs'>,
  index: number,
): { prompt: string; written: string } | null {
  const length = probe.values.length / probe.runs.length;
  const tokens = probe.values.subarray(index * length, (index + 1) * length);
  if (tokens.length === 0 || tokens[0] === -1) return null;
  const characters = [...probe.characters];
  const text = Array.from(tokens, (token) => characters[token] ?? '');
  return { prompt: text.slice(0, probe.prompt).join(''), written: text.slice(probe.prompt).join('') };
}
