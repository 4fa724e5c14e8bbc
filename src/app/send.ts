/** Handing something to other applications by the browser's own list of ways, and to the clipboard. */

/** Whether the browser hands this on; without a list of ways nothing is offered. */
export function canSend(data: ShareData): boolean {
  if (typeof navigator.share !== 'function') return false;
  return typeof navigator.canShare !== 'function' || navigator.canShare(data);
}

/** `dismissed`: whoever was asked has changed their mind. */
export async function send(data: ShareData): Promise<'sent' | 'dismissed' | 'refused'> {
  try {
    await navigator.share(data);
    return 'sent';
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'dismissed' : 'refused';
  }
}

/**
 * Copies what a field holds. Without permission, or at an address that is not secure, the browser's older way is tried; false where that is
 * refused too: the text then stands selected.
 */
export async function copy(field: HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way where the clipboard is refused
    return document.execCommand('copy');
  }
}
