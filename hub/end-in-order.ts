/** SIGHUP: its terminal was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the process in order when it is asked to, with 0 as its exit code; asked again it goes on ending. The package of the
 * embedded PostgreSQL listens too, from where it is imported: it ends the process as soon as its PostgreSQL is down, at once
 * where it started none, with requests under way. So nobody else listens any more. Returns whether it is ending.
 */
export function endInOrder(stop: () => Promise<void>): () => boolean {
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await stop();
    process.exit(0);
  };
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => void end());
  }
  return () => isEnding;
}
