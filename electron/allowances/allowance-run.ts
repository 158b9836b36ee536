import type { AllowanceProgress, DueView } from '../../shared/contract/allowances-contract.ts';
import type { CounterEvent } from '../../shared/contract/events.ts';
import type { HouseholdId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { ensureAllowanceOn } from '../database/allowance-posting.ts';
import { type DayToGive, lastHouseholdNumber, listDaysToGive, listDue } from '../database/allowances-due.ts';
import type { Db, InTransaction, Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import type { RecordOperation } from '../database/log.ts';
import { isAllowanceAuthority } from '../database/sync.ts';

export type AllowanceRunContext = {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  readonly record: RecordOperation;
  readonly today: () => LocalDate;
  readonly announce: (event: CounterEvent) => void;
  /** Told of a household whose allowance could not be worked out: a bug. The run goes on with the others. */
  readonly onBug: (error: unknown) => void;
};

export type AllowanceRun = {
  readonly countDue: () => Promise<DueView>;
  /** Resolves when the run, or the one that was going on, has ended. */
  readonly start: (siteId: SiteId) => Promise<AllowanceProgress>;
  readonly cancel: () => void;
  /** Ends the run and waits for its last slice: before the database is closed. */
  readonly close: () => Promise<void>;
  readonly progress: () => AllowanceProgress;
};

/** Numbers of households that are looked through at a time. */
const PAGE_HOUSEHOLDS = 500;

/** What the till may have to wait for: one slice and its commit. */
const SLICE_MS = 12;

/** So many faults one after the other are the machine's and not a household's. */
const MOST_FAULTS_IN_A_ROW = 5;

const ANNOUNCE_EVERY_MS = 300;

const NO_RUN: AllowanceProgress = { state: 'none', day: null, done: 0, total: 0, recorded: 0, faulty: 0 };

const TOPICS = ['allowances', 'till', 'households', 'statements'];

type Due = { readonly householdId: HouseholdId; readonly day: LocalDate };

/**
 * Gives all households what is due, in slices of one short transaction each, with the event loop free between them.
 * What is due is read from what was given, so a run that was killed at any moment is simply started again; the keys of
 * allowances (`ensureAllowance`) let two runs at once do no harm.
 */
export function createAllowanceRun(context: AllowanceRunContext): AllowanceRun {
  let progress = NO_RUN;
  let isCancelled = false;
  let running: Promise<AllowanceProgress> | null = null;
  let announcedAt = 0;

  const announce = () => {
    announcedAt = performance.now();
    const { done, total } = progress;
    context.announce({ type: 'progress', task: 'allowances', done, total });
    context.announce({ type: 'changed', topics: ['allowances'] });
  };
  const advance = (changes: Partial<AllowanceProgress>) => {
    progress = { ...progress, ...changes };
    if (performance.now() - announcedAt >= ANNOUNCE_EVERY_MS) announce();
  };

  async function run(siteId: SiteId): Promise<AllowanceProgress['state']> {
    const due = await listAllDue(context);
    advance({ total: due.length });
    let [next, faultsInARow] = [0, 0];
    while (next < due.length && !isCancelled) {
      const slice = giveSlice(context, due, next, siteId);
      next += slice.done;
      faultsInARow = slice.isFault ? faultsInARow + 1 : 0;
      const { recorded, faulty } = progress;
      advance({
        done: next,
        recorded: recorded + slice.recorded,
        faulty: faulty + (slice.isFault ? 1 : 0),
      });
      if (faultsInARow >= MOST_FAULTS_IN_A_ROW) return 'failed';
      await othersFirst();
    }
    return next < due.length ? 'cancelled' : 'finished';
  }

  return {
    countDue: () => countDue(context),
    start: (siteId) => {
      if (running !== null) return running;
      isCancelled = false;
      progress = { ...NO_RUN, state: 'running', day: context.today() };
      running = run(siteId)
        .catch((error: unknown) => {
          context.onBug(error);
          return 'failed' as const;
        })
        .then((state) => {
          running = null;
          progress = { ...progress, state };
          announce();
          if (progress.recorded > 0) context.announce({ type: 'changed', topics: TOPICS });
          return progress;
        });
      announce();
      return running;
    },
    cancel: () => {
      isCancelled = true;
    },
    close: async () => {
      isCancelled = true;
      await running;
    },
    progress: () => progress,
  };
}

/** Lets commands that wait be answered. */
const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* pagesOf(db: Db, { today }: Pick<AllowanceRunContext, 'today'>) {
  for (const dayToGive of listDaysToGive(db, today())) {
    for (let above = 0; above < lastHouseholdNumber(db); above += PAGE_HOUSEHOLDS) {
      yield { dayToGive, households: listDue(db, dayToGive, above, above + PAGE_HOUSEHOLDS) };
      await othersFirst();
    }
  }
}

async function listAllDue(context: AllowanceRunContext): Promise<Due[]> {
  if (!isAllowanceAuthority(context.db)) return []; // the hub gives the points
  const due: Due[] = [];
  for await (const { dayToGive, households } of pagesOf(context.db, context)) {
    for (const { householdId } of households) due.push({ householdId, day: dayToGive.day });
  }
  return due;
}

async function countDue(context: AllowanceRunContext): Promise<DueView> {
  if (!isAllowanceAuthority(context.db)) return { isGivenByHub: true, lines: [] };
  const counts = new Map<DayToGive, number>();
  for await (const { dayToGive, households } of pagesOf(context.db, context)) {
    const ungiven = households.filter(({ isGiven }) => isGiven === 0).length;
    counts.set(dayToGive, (counts.get(dayToGive) ?? 0) + ungiven);
  }
  const lines = [...counts]
    .filter(([, households]) => households > 0)
    .map(([{ schemeId, schemeName, day, isAhead }, households]) => ({
      schemeId,
      schemeName,
      day,
      isAhead,
      households,
    }));
  return { isGivenByHub: false, lines };
}

type Slice = { readonly done: number; readonly recorded: number; readonly isFault: boolean };

/** As many households as fit into a slice of time; of a fault one alone, so that it holds up nobody else. */
function giveSlice(context: AllowanceRunContext, due: readonly Due[], from: number, siteId: SiteId): Slice {
  const endsAt = performance.now() + SLICE_MS;
  const mayGoOn = () => performance.now() < endsAt;
  try {
    return giveFrom(context, due, from, siteId, mayGoOn);
  } catch {
    // The transaction took all of the slice back: again, one by one up to whose it is.
    return giveFirst(context, due, from, siteId);
  }
}

function giveFirst(context: AllowanceRunContext, due: readonly Due[], from: number, siteId: SiteId): Slice {
  try {
    return giveFrom(context, due, from, siteId, () => false);
  } catch (error) {
    context.onBug(error);
    return { done: 1, recorded: 0, isFault: true };
  }
}

const giveFrom = (
  context: AllowanceRunContext,
  due: readonly Due[],
  from: number,
  siteId: SiteId,
  mayGoOn: () => boolean,
): Slice =>
  context.inTransaction((tx) => {
    let [done, recorded] = [0, 0];
    const today = context.today();
    const counting = {
      today: () => today,
      record: <Body>(within: Tx, draft: Parameters<typeof context.record<Body>>[1]) => {
        recorded += 1;
        return context.record(within, draft);
      },
    };
    for (const { householdId, day } of due.slice(from, from + MOST_IN_SLICE)) {
      const household = findHousehold(tx, householdId);
      if (household !== null) ensureAllowanceOn(counting, tx, household, siteId, day);
      done += 1;
      if (!mayGoOn()) break;
    }
    return { done, recorded, isFault: false };
  });

/** A bound that the time reaches first. */
const MOST_IN_SLICE = 200;
