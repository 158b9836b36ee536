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

/**
 * Lets each of many go on with one piece of work at a time; what else it brings meanwhile waits, up to so many pieces. Null at
 * once where more would wait: whoever asks so much at a time asks again later.
 */
export function createOwnTurns<Whose>(
  mostWaiting: number,
): <Done>(whose: Whose, work: () => Promise<Done>) => Promise<Done> | null {
  const lines = new Map<Whose, { readonly inTurn: ReturnType<typeof createTurns>; pieces: number }>();
  return (whose, work) => {
    const line = lines.get(whose) ?? { inTurn: createTurns(1), pieces: 0 };
    if (line.pieces > mostWaiting) return null;
    lines.set(whose, line);
    line.pieces += 1;
    return line.inTurn(work).finally(() => {
      line.pieces -= 1;
      if (line.pieces === 0) lines.delete(whose);
    });
  };
}
