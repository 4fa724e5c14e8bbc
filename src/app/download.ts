/** Hands a file to the browser's downloads. */

/** @param parts - text, or bytes; texts are written as UTF-8 */
export function download(name: string, type: string, ...parts: (string | Uint8Array<ArrayBuffer>)[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // After the click has been followed.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
