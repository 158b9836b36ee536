import { z } from 'zod';
import type { DeviceId, OperationId } from './ids.ts';
import { addDays, type LocalDate } from './local-date.ts';
import { assert, err, ok, type Result } from './result.ts';

/**
 * What a line of a statement says it is. `expiry` and `expiry-correction` are no operations: they show that the
 * account of a period closes (design, section 4). `other` is a kind that a newer version made.
 */
export const movementKindSchema = z.enum([
  'sale',
  'return',
  'void',
  'allowance',
  'top-up',
  'top-up-back',
  'adjustment',
  'merge',
  'merge-undone',
  'carry-over',
  'wash',
  'wash-refund',
  'expiry',
  'expiry-correction',
  'other',
]);
export type MovementKind = z.infer<typeof movementKindSchema>;

/** The purses that a statement is made of. What counts against limits has none: it is no value of the household. */
export const statementPurseSchema = z.enum(['points', 'points-baby', 'cents', 'washes']);
export type StatementPurse = z.infer<typeof statementPurseSchema>;

/**
 * One change of one purse of a household, as far as its place in a statement goes by it. `n` is the order in which it
 * reached this device, which decides the order within a day: the clocks of two counters, or one clock in the night it
 * changes, do not.
 */
export type PlacedMovement = {
  readonly n: number;
  readonly deviceId: DeviceId;
  readonly seq: number;
  readonly businessOn: LocalDate;
  /** Of the account that it moved; null where the purse has no periods. */
  readonly periodStartsOn: LocalDate | null;
  readonly kind: MovementKind;
  /** Whole units of the purse: more than zero in, less out. */
  readonly amount: number;
};

/** What a line tells of a movement beside its day and amount. */
export type MovementTold = {
  readonly operationId: OperationId;
  /** UTC milliseconds by the PC that wrote it: printed, never an order. */
  readonly occurredAt: number;
  readonly kind: MovementKind;
  /** Receipt number, or name of the programme, as printed; null where there is none. */
  readonly reference: string | null;
  /** Null where only the header is held here. */
  readonly siteName: string | null;
};

export type Movement = PlacedMovement & MovementTold;

/** First and last day of one account of the purse. */
export type PursePeriod = { readonly startsOn: LocalDate; readonly endsOn: LocalDate };

/**
 * A statement that was printed before: what it had seen it has told, what it had not seen goes to the next one.
 * It says so by device and sequence, so that every office draws the same line.
 */
export type IssuedMark = {
  readonly to: LocalDate;
  readonly issuedOn: LocalDate;
  readonly hasSeen: (movement: Pick<Movement, 'deviceId' | 'seq'>) => boolean;
};

export type StatementLine = Pick<Movement, 'kind' | 'reference' | 'siteName' | 'amount'> & {
  /** Null where the line is no operation. */
  readonly operationId: OperationId | null;
  readonly occurredAt: number | null;
  /** The day that the line counts on. */
  readonly on: LocalDate;
  /** The day it belongs to, where a statement of that day was printed before it was known. */
  readonly lateFrom: LocalDate | null;
  readonly balance: number;
};

/** Laws: `closing = opening + totalIn - totalOut`; the last line's balance is `closing`. */
export type Statement = {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly opening: number;
  readonly lines: readonly StatementLine[];
  readonly totalIn: number;
  /** Not negative. */
  readonly totalOut: number;
  readonly closing: number;
  /** What the period that runs on the last day loses if it is not spent. */
  readonly expiring: { readonly amount: number; readonly on: LocalDate } | null;
};

export type StatementRequest<Moved extends PlacedMovement = Movement> = {
  /** All movements of the purse, in any order. */
  readonly movements: readonly Moved[];
  /** Of every account of the purse that ends; empty for prepaid euro and washes. */
  readonly periods: readonly PursePeriod[];
  /** Statements of the same purse that were printed. */
  readonly issued: readonly IssuedMark[];
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly today: LocalDate;
};

/**
 * The statement of one purse from one day to another, both included; a last day to come is today.
 *
 * A movement counts on its own day, but never before the account it moves is open, and never on a day that a
 * statement was printed for without it: then it counts on the day after, as a late one. The account of a period is
 * empty after its last day: what is left shows as expired at the end of that day, and what reaches it later
 * expires at once. A carry-over out of it belongs to its last day.
 *
 * Laws: the opening is the closing of the day before; statements of consecutive periods joined are the statement of
 * the whole; a statement that was printed is never changed by what arrives later.
 */
export const buildStatement = (request: StatementRequest): Result<Statement, StatementPeriodError> =>
  buildStatementOf(request, (movement) => movement);

/** The same, where only the movements of the period itself are told of: `tell` is asked for those alone. */
export function buildStatementOf<Moved extends PlacedMovement>(
  request: StatementRequest<Moved>,
  tell: (movement: Moved) => MovementTold,
): Result<Statement, StatementPeriodError> {
  const { from, today } = request;
  if (from > request.to) return err({ type: 'PeriodReversed', from, to: request.to });
  if (from > today) return err({ type: 'PeriodInFuture', from, today });
  const to = request.to < today ? request.to : today;
  const entries = toEntries(request);
  const first = entries[0];
  if (first !== undefined && to < first.on) return err({ type: 'BeforeFirstMovement', firstOn: first.on });
  const opening = entries.reduce((sum, { on, amount }) => (on < from ? sum + amount : sum), 0);
  const lines = toLines(
    entries.filter(({ on }) => from <= on && on <= to),
    opening,
    tell,
  );
  const totalIn = lines.reduce((sum, { amount }) => sum + Math.max(0, amount), 0);
  const totalOut = lines.reduce((sum, { amount }) => sum + Math.max(0, -amount), 0);
  const closing = lines.at(-1)?.balance ?? opening;
  assert(Number.isSafeInteger(closing), 'a balance is a whole number that adds up exactly');
  const expiring = findExpiring(entries, request.periods, to);
  return ok({ from, to, opening, lines, totalIn, totalOut, closing, expiring });
}

export type StatementPeriodError =
  | { type: 'PeriodReversed'; from: LocalDate; to: LocalDate }
  | { type: 'PeriodInFuture'; from: LocalDate; today: LocalDate }
  /** The account did not exist yet. */
  | { type: 'BeforeFirstMovement'; firstOn: LocalDate };

/** What a mark has seen, from the newest movement of each device when the statement was printed. */
export function issuedMark(
  printed: Pick<IssuedMark, 'to' | 'issuedOn'> & {
    heads: readonly { deviceId: DeviceId; seq: number }[];
  },
): IssuedMark {
  const seqByDevice = new Map(printed.heads.map(({ deviceId, seq }) => [deviceId, seq]));
  return {
    to: printed.to,
    issuedOn: printed.issuedOn,
    hasSeen: ({ deviceId, seq }) => seq <= (seqByDevice.get(deviceId) ?? 0),
  };
}

type Entry<Moved> = Pick<StatementLine, 'kind' | 'amount' | 'on' | 'lateFrom'> & {
  readonly periodStartsOn: LocalDate | null;
  /** Null where the line is no operation. */
  readonly movement: Moved | null;
};

/** Every line there is up to today and beyond, in its order. */
function toEntries<Moved extends PlacedMovement>({
  movements,
  periods,
  issued,
  today,
}: StatementRequest<Moved>): Entry<Moved>[] {
  const periodByStart = new Map(periods.map((period) => [period.startsOn, period]));
  const placed = movements
    .map((movement) => ({ movement, ...placeMovement(movement, periodByStart, issued) }))
    .sort((a, b) => compare(a.on, b.on) || a.movement.n - b.movement.n);
  const closings = periods
    .filter(({ endsOn }) => endsOn < today)
    .map((period) => ({ period, ...placeClosing(period, issued) }))
    .sort((a, b) => compare(a.on, b.on) || compare(a.period.startsOn, b.period.startsOn));

  const entries: Entry<Moved>[] = [];
  const leftByPeriod = new Map<LocalDate, number>();
  const closed = new Set<LocalDate>();
  let at = 0;
  const closeBefore = (day: LocalDate | null) => {
    for (let next = closings[at]; next !== undefined; next = closings[at]) {
      if (day !== null && next.on >= day) return;
      at += 1;
      const { startsOn } = next.period;
      closed.add(startsOn);
      const left = leftByPeriod.get(startsOn) ?? 0;
      if (left !== 0) entries.push(expiryOf('expiry', -left, startsOn, next.on, next.lateFrom));
    }
  };
  for (const { movement, on, lateFrom } of placed) {
    closeBefore(on);
    const { periodStartsOn, kind, amount } = movement;
    entries.push({ movement, kind, amount, on, lateFrom, periodStartsOn });
    if (periodStartsOn === null) continue;
    if (closed.has(periodStartsOn)) {
      entries.push(expiryOf('expiry-correction', -amount, periodStartsOn, on, null));
    } else {
      leftByPeriod.set(periodStartsOn, (leftByPeriod.get(periodStartsOn) ?? 0) + amount);
    }
  }
  closeBefore(null);
  return entries;
}

type Place = { readonly on: LocalDate; readonly lateFrom: LocalDate | null };

function placeMovement(
  movement: PlacedMovement,
  periodByStart: ReadonlyMap<LocalDate, PursePeriod>,
  issued: readonly IssuedMark[],
): Place {
  const own = ownDay(movement, periodByStart);
  return placeAfter(
    own,
    issued.filter((mark) => !mark.hasSeen(movement)),
  );
}

function ownDay(movement: PlacedMovement, periodByStart: ReadonlyMap<LocalDate, PursePeriod>): LocalDate {
  const { businessOn, periodStartsOn, kind, amount } = movement;
  if (periodStartsOn === null) return businessOn;
  const period = periodByStart.get(periodStartsOn);
  assert(period !== undefined, 'the period of every movement is among the periods');
  if (businessOn < period.startsOn) return period.startsOn;
  const isCarriedOut = kind === 'carry-over' && amount < 0;
  return isCarriedOut && businessOn > period.endsOn ? period.endsOn : businessOn;
}

/** Whoever printed a statement on the last day could still spend: that paper knew of no expiry. */
const placeClosing = ({ endsOn }: PursePeriod, issued: readonly IssuedMark[]): Place =>
  placeAfter(
    endsOn,
    issued.filter(({ issuedOn }) => issuedOn <= endsOn),
  );

function placeAfter(own: LocalDate, unaware: readonly IssuedMark[]): Place {
  let toldUpTo: LocalDate | null = null;
  for (const { to } of unaware) if (to >= own && (toldUpTo === null || to > toldUpTo)) toldUpTo = to;
  return toldUpTo === null ? { on: own, lateFrom: null } : { on: addDays(toldUpTo, 1), lateFrom: own };
}

const expiryOf = (
  kind: 'expiry' | 'expiry-correction',
  amount: number,
  periodStartsOn: LocalDate,
  on: LocalDate,
  lateFrom: LocalDate | null,
): Entry<never> => ({ kind, amount, periodStartsOn, on, lateFrom, movement: null });

const noAct = { operationId: null, occurredAt: null, reference: null, siteName: null } as const;

function toLines<Moved>(
  entries: readonly Entry<Moved>[],
  opening: number,
  tell: (movement: Moved) => MovementTold,
): StatementLine[] {
  let balance = opening;
  return entries.map(({ movement, kind, amount, on, lateFrom }) => {
    balance += amount;
    if (movement === null) return { ...noAct, kind, amount, on, lateFrom, balance };
    const told = tell(movement);
    const { operationId, occurredAt, reference, siteName } = told;
    return { operationId, occurredAt, kind: told.kind, reference, siteName, amount, on, lateFrom, balance };
  });
}

function findExpiring(
  entries: readonly Entry<PlacedMovement>[],
  periods: readonly PursePeriod[],
  to: LocalDate,
): Statement['expiring'] {
  const running = periods
    .filter(({ startsOn, endsOn }) => startsOn <= to && to <= endsOn)
    .map(({ startsOn, endsOn }) => ({
      on: endsOn,
      amount: entries.reduce(
        (sum, entry) => (entry.periodStartsOn === startsOn && entry.on <= to ? sum + entry.amount : sum),
        0,
      ),
    }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => compare(a.on, b.on));
  return running[0] ?? null;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
