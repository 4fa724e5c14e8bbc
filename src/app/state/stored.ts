/** Small values kept in localStorage. Storage that is closed or full never breaks the page: the value then lives until the reload. */

export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows and full disks: nothing to be done, nothing to be lost but the preference.
  }
}
