/** That the kept sessions changed, told to the other pages of this browser: IndexedDB itself tells nobody. */

export interface StoreChanges {
  /** Something was written here. */
  tell(): void;
  close(): void;
}

/** `heard` is called when another page has written, once for each time. Where there is no way to hear of that, it is never called. */
export function openStoreChanges(heard: () => void, name = 'ablate-sessions'): StoreChanges {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = () => {
    heard();
  };
  return {
    tell: () => {
      channel.postMessage(null);
    },
    close: () => {
      channel.close();
    },
  };
}
