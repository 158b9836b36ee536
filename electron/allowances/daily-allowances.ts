import type { SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { AllowanceRun } from './allowance-run.ts';

const LOOK_EVERY_MS = 60_000;

export type DailyAllowances = {
  /** Looks whether a day has begun whose points are to be given; called by a timer of its own. */
  readonly tick: () => void;
  /** What came from the hub may be a right of today: the day is looked at again. */
  readonly lookAgain: () => void;
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

/**
 * Gives each day what falls due on it, the first time a minute after the start, so that a counter that opens has its
 * screen first. `today` is null while nobody has said which day it is and the PC's is not to be believed. A day whose
 * run did not end well is tried again at the next look; a clock that is set to another day is another day.
 */
export function createDailyAllowances(
  run: AllowanceRun,
  { today, findSiteId }: { readonly today: () => LocalDate | null; readonly findSiteId: () => SiteId | null },
): DailyAllowances {
  let givenOn: LocalDate | null = null;
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const [day, siteId] = [today(), findSiteId()];
    if (day === null || siteId === null || day === givenOn || run.progress().state === 'running') return;
    void run.start(siteId).then(({ state }) => {
      // What the office cancelled is not begun again behind its back.
      if (state === 'finished' || state === 'cancelled') givenOn = day;
    });
  };
  return {
    tick,
    lookAgain: () => {
      givenOn = null;
    },
    start: () => {
      timer = setInterval(tick, LOOK_EVERY_MS);
      timer.unref();
    },
    close: async () => {
      clearInterval(timer);
      await run.close();
    },
  };
}
