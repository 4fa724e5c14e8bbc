/** The part of a link that says how a page is to be shown to others, and putting it together with what the address bar holds. */
import { encodeConfiguration, type Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';

/** The parameter that holds results. */
export const resultsKey = 'r';

/** What a teacher chooses for those who open the link. */
export interface LinkOptions {
  /** Without settings: question, run bar, charts and verdict only. */
  hidden: boolean;
  /** Arms stay as they are sent: none is added, forked, swept, removed or changed. */
  locked: boolean;
  /** Where arms are locked: live values change in the session that trains all the same. */
  live: boolean;
  /** Larger type, to be read from afar. */
  large: boolean;
  /** For a frame in another page: without header and notes. */
  embed: boolean;
}

export const noOptions: LinkOptions = { hidden: false, locked: false, live: false, large: false, embed: false };

/** Names have no dot, and none is that of a field of the configuration. */
const parameters: Readonly<Record<keyof LinkOptions, readonly [key: string, value: string]>> = {
  hidden: ['controls', 'hidden'],
  locked: ['lock', 'arms'],
  live: ['live', 'yes'],
  large: ['size', 'large'],
  embed: ['embed', 'yes'],
};
const optionNames = ['hidden', 'locked', 'live', 'large', 'embed'] as const;

/** Keys of a link that are no settings of the experiment. */
export const shareKeys: readonly string[] = [resultsKey, ...optionNames.map((name) => parameters[name][0])];

/** Values that nobody knows are as good as none: the page then shows everything. */
export function readOptions(query: URLSearchParams): LinkOptions {
  const has = (name: keyof LinkOptions): boolean => query.get(parameters[name][0]) === parameters[name][1];
  return { hidden: has('hidden'), locked: has('locked'), live: has('live'), large: has('large'), embed: has('embed') };
}

/** A query of the options that are chosen; empty when none is. */
export function writeOptions(options: LinkOptions): string {
  return optionNames
    .filter((name) => options[name])
    .map((name) => parameters[name].join('='))
    .join('&');
}

/**
 * An address with these options and results in place of its own; everything else that it holds stays as it is.
 *
 * @param address - with "#" and the query behind it
 * @param results - null: none
 */
export function sharedLink(address: string, options: LinkOptions, results: string | null): string {
  const [path = '', query = ''] = splitOnce(address, '?');
  const own = new Set([...shareKeys, 'run']);
  const others = query.split('&').filter((part) => part !== '' && !own.has(part.split('=', 1)[0] ?? ''));
  const added = [writeOptions(options), results === null ? '' : `${resultsKey}=${results}`].filter((part) => part !== '');
  const parts = [...others, ...added];
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** What results depend on, as one text: the configuration without the device and without what arms are called. */
export function settingsOf(experiment: Experiment, configuration: Configuration): string {
  const arms = configuration.arms.map(({ name: _, ...arm }) => arm);
  return encodeConfiguration({ ...configuration, arms, device: 'auto' }, experiment);
}

/** HTML that shows an address in a frame of another page. */
export function frameOf(address: string, title: string): string {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="720" loading="lazy"></iframe>`;
}
