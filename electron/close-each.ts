/**
 * Closes one after the other, whatever becomes of those before: what one leaves open, as the lock of the folder, would keep the
 * counter from opening again. Throws the first failure once all are done; the others are told alone.
 */
export async function closeEach(
  closes: readonly (() => void | Promise<void>)[],
  onFailure: (error: unknown) => void,
): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closes) {
    try {
      await close();
    } catch (error) {
      onFailure(error);
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
