/** The words of the room that sessions take, in English. */
import { formatNumber } from '../format.ts';

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

export const storageUse = {
  title: 'Room in this browser',
  bytes: (bytes: number) => {
    const [size, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB'];
    return bytes === 0 ? '0 kB' : `${formatNumber(size, 2)}\u00A0${unit}`;
  },
  use: (all: string, checkpoints: string) => `Sessions take ${all} here, of which checkpoints ${checkpoints}.`,
  quota: (quota: string) => `The browser allows this page about ${quota}.`,
  nearlyFull: 'There is hardly any room left.',
  notKeptTitle: 'This session is not kept',
  notKept: {
    full: 'The browser has no room left, so this session is not kept. It goes on, and is written as soon as there is room.',
    closed:
      'This browser keeps nothing for this page, as in a private window or where site data are blocked: this session lasts until the page is closed.',
    blocked:
      'An earlier version of this page is open in another tab and holds the sessions, so this one is not kept. Close that tab and reload.',
  },
  toSessions: 'All sessions, to delete some',
  drop: (bytes: string) => `Remove checkpoints (${bytes})`,
  dropHint: 'Sessions open as before; resuming and forking them then replays from the start.',
  removeOldest: (count: number, bytes: string) =>
    `Delete the ${plural(count, 'oldest session', `${count} oldest sessions`)} without a star (${bytes})`,
  deletedMany: (count: number) => `${plural(count, 'One session was', `${count} sessions were`)} deleted.`,
};
