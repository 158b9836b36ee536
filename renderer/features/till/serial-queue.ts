/**
 * Runs one task after the other, in the order in which they were given: scan, scan, F9 typed fast stay scan, scan, F9, and no answer
 * overtakes an earlier one. A task that fails stops nobody behind it.
 */
export function createSerialQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task);
    last = mine.catch(() => undefined); // whoever gave the task hears of its failure by `mine`
    return mine;
  };
}
