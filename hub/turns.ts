/**
 * Lets so many pieces of work go on at once; the others wait for their turn, in the order in which they came. What waits here
 * holds no connection to the database: those are few, and a till whose family stands there needs one at once.
 */
export function createTurns(most: number): <Done>(work: () => Promise<Done>) => Promise<Done> {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async (work) => {
    if (underWay >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await work();
    } finally {
      // The turn goes on to whoever waits, so that nobody who comes meanwhile takes it.
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}
