/** Virtual time: what is due next happens next, and nothing waits for a real clock. */
export type Schedule = {
  readonly now: () => number;
  readonly after: (delayMs: number, act: () => Promise<void> | void) => void;
  /** Does what is due first; false where nothing is left. */
  readonly step: () => Promise<boolean>;
};

export function createSchedule(startAt: number): Schedule {
  let now = startAt;
  let order = 0;
  const due: { at: number; order: number; act: () => Promise<void> | void }[] = [];
  return {
    now: () => now,
    after: (delayMs, act) => {
      const entry = { at: now + Math.max(0, delayMs), order: order++, act };
      let low = 0;
      let high = due.length;
      // Latest first, so that the next one is taken off the end.
      while (low < high) {
        const middle = (low + high) >> 1;
        const other = due[middle];
        const isLater =
          other !== undefined &&
          (other.at > entry.at || (other.at === entry.at && other.order > entry.order));
        if (isLater) low = middle + 1;
        else high = middle;
      }
      due.splice(low, 0, entry);
    },
    step: async () => {
      const entry = due.pop();
      if (entry === undefined) return false;
      now = Math.max(now, entry.at);
      await entry.act();
      return true;
    },
  };
}
