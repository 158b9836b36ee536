/** Long enough for a slow disk and for a person who is asked where to put it. */
const KEPT_MS = 10 * 60_000;

/**
 * Gives bytes to the person as a file: the browser puts it into its downloads, the window asks where. A frame or a
 * tab of its own is closed to both by their guards.
 */
export function saveFile(base64: string, fileName: string, type: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
