export type ScanHandler = (text: string) => void | Promise<void>;

export type ScanFailure =
  | { readonly type: 'HandlerFailed'; readonly error: unknown }
  /** So many scans wait that the handler must be stuck: this one was not taken. */
  | { readonly type: 'QueueFull'; readonly text: string };

/** More than a hand scans while one sale is being saved. */
export const LONGEST_SCAN_QUEUE = 200;

/**
 * Serves scans one at a time and in order, however fast they come: the next one waits until the handler of the one before is done. A
 * handler that fails stops nobody behind it.
 */
export function createScanQueue(
  onScan: ScanHandler,
  onFailure: (failure: ScanFailure) => void,
): (text: string) => void {
  const waiting: string[] = [];
  let isServing = false;

  async function serve(): Promise<void> {
    isServing = true;
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      try {
        await onScan(text);
      } catch (error) {
        onFailure({ type: 'HandlerFailed', error });
      }
    }
    isServing = false;
  }

  return (text) => {
    if (waiting.length >= LONGEST_SCAN_QUEUE) {
      onFailure({ type: 'QueueFull', text });
      return;
    }
    waiting.push(text);
    if (!isServing) void serve();
  };
}
