import type { Purse } from '../../shared/domain/account.ts';
import type { DeviceId, OperationId, ProgrammeId } from '../../shared/domain/ids.ts';
import type { IssuedHead, StatementBody } from '../../shared/domain/issued-statement.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { PaperLanguage } from '../../shared/domain/paper-language.ts';
import { receiptNumber } from '../../shared/domain/receipt.ts';
import { limitPeriodOn, type Period } from '../../shared/domain/scheme-period.ts';
import {
  type IssuedMark,
  issuedMark,
  type MovementKind,
  type MovementTold,
  type PlacedMovement,
  type PursePeriod,
  type StatementPurse,
} from '../../shared/domain/statement.ts';
import { siteOfStream } from '../../shared/operations/kind.ts';
import { statementIssued } from '../../shared/operations/statement-operations.ts';
import { type Db, query } from './database.ts';
import { findSite, listProgrammes, type SiteRow } from './network.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

type RawMovement = Omit<PlacedMovement, 'kind' | 'periodStartsOn'> & {
  id: Uint8Array;
  account: string;
  type: string;
  stream: string;
  occurredAt: number;
};

const listMovementsSql = query<readonly [number, string, string], RawMovement>(
  'listPurseMovements',
  `SELECT n, operation_id AS id, device_id AS deviceId, seq, type, business_on AS businessOn, account, amount,
     stream.name AS stream, operation_at AS occurredAt
   FROM movement JOIN device USING (device) JOIN kind USING (kind) JOIN stream USING (stream)
   WHERE household = ? AND account >= ? AND account < ?`,
);

/** A movement as it lies beside the others of its household; what only its body says is read where it is told. */
export type StoredMovement = PlacedMovement & Pick<RawMovement, 'id' | 'type' | 'stream' | 'occurredAt'>;

/** Every movement of one purse of a household, of whatever period. */
export function listPurseMovements(db: Db, household: number, purse: Purse): StoredMovement[] {
  const [first, beyond] = accountsOf(purse);
  return db.all(listMovementsSql, household, first, beyond).map(({ account, ...movement }) => ({
    ...movement,
    kind: kindOf(movement.type, false),
    // The rest of an account's name is the first day of its period: it was parsed when it was posted to.
    periodStartsOn: account === purse ? null : (account.slice(purse.length + 1) as LocalDate),
  }));
}

type InBody = { isVoid: number | null; programmeId: ProgrammeId | null };

const findInBodySql = query<readonly [number], InBody>(
  'findMovementInBody',
  `SELECT body ->> '$.isVoid' AS isVoid, body ->> '$.programmeId' AS programmeId FROM operation WHERE n = ?`,
);

/** Kinds that a line tells something of which only the body says. */
const TOLD_BY_BODY: ReadonlySet<MovementKind> = new Set(['return', 'top-up', 'top-up-back']);

/** Tells of movements what is printed of them; names are looked up once. */
export function movementTeller(db: Db): (movement: StoredMovement) => MovementTold {
  const siteById = new Map<string, SiteRow | null>();
  const siteOf = (stream: string): SiteRow | null => {
    const siteId = siteOfStream(stream);
    if (siteId === null) return null;
    const known = siteById.get(stream);
    if (known !== undefined) return known;
    const site = findSite(db, siteId);
    siteById.set(stream, site);
    return site;
  };
  const programmes = new Map<string, string>();
  const programmeOf = (programmeId: ProgrammeId): string | null => {
    if (programmes.size === 0) {
      for (const each of listProgrammes(db)) programmes.set(each.programmeId, each.name.it);
    }
    return programmes.get(programmeId) ?? null;
  };
  return ({ n, id, seq, type, stream, occurredAt, kind: byType }) => {
    const inBody = TOLD_BY_BODY.has(byType) ? db.one(findInBodySql, n) : undefined;
    const site = siteOf(stream);
    const kind = kindOf(type, byType === 'return' && inBody?.isVoid === 1);
    const hasReceipt = kind === 'sale' || kind === 'return' || kind === 'void';
    const receipt = hasReceipt && site !== null ? receiptNumber(site.shortName, seq) : null;
    const programmeId = hasReceipt ? null : (inBody?.programmeId ?? null);
    return {
      operationId: idFromBytes(id),
      occurredAt,
      kind,
      siteName: site?.name ?? null,
      reference: programmeId === null ? receipt : programmeOf(programmeId),
    };
  };
}

/** From which account up to before which: all periods of this purse, and none of another that begins like it. */
export function accountsOf(purse: Purse): readonly [string, string] {
  const isWithoutPeriods = purse === 'cents' || purse === 'washes';
  // '0' is the character after '/'.
  return [isWithoutPeriods ? purse : `${purse}/`, `${purse}0`];
}

/** By name, whatever its version: a kind that this counter does not know yet is an `other`. */
const kindByType: Readonly<Record<string, MovementKind>> = {
  'sale.completed': 'sale',
  'sale.returned': 'return',
  'allowance.posted': 'allowance',
  'allowance.carriedOver': 'carry-over',
  'credit.toppedUp': 'top-up',
  'credit.takenBack': 'top-up-back',
  'account.adjusted': 'adjustment',
  'cycle.started': 'wash',
  'cycle.stopped': 'wash-refund',
  'household.merged': 'merge',
  'household.mergeSwept': 'merge',
  'household.mergeUndone': 'merge-undone',
};

export const kindOf = (type: string, isVoid: boolean): MovementKind =>
  isVoid ? 'void' : (kindByType[type] ?? 'other');

const listPeriodsSql = query<readonly [number, string], PursePeriod>(
  'listPursePeriods',
  `SELECT period_starts_on AS startsOn, max(period_ends_on) AS endsOn FROM allowance
   WHERE household = ? AND purse = ? GROUP BY period_starts_on`,
);

/**
 * The periods of a purse: those that were given, and those that only a movement names because goods were sold without a
 * right. Such a one ends as the scheme has it, or with its calendar month (as the till opened it).
 */
export function listPursePeriods(
  db: Db,
  household: number,
  purse: Purse,
  movements: readonly Pick<PlacedMovement, 'periodStartsOn'>[],
  schemePeriodOn: (day: LocalDate) => Period | null,
): PursePeriod[] {
  const given = db.all(listPeriodsSql, household, purse);
  const known = new Set(given.map(({ startsOn }) => startsOn));
  const named = new Set(movements.flatMap(({ periodStartsOn }) => periodStartsOn ?? []));
  const ungiven = [...named].filter((startsOn) => !known.has(startsOn));
  return [
    ...given,
    ...ungiven.map((startsOn) => {
      const own = schemePeriodOn(startsOn);
      return own?.startsOn === startsOn ? own : { startsOn, endsOn: limitPeriodOn(startsOn).endsOn };
    }),
  ];
}

type RawMark = { to: LocalDate; issuedOn: LocalDate; heads: string };

const listMarksSql = query<readonly [number, string], RawMark>(
  'listStatementMarks',
  'SELECT to_on AS "to", issued_on AS issuedOn, heads FROM statement WHERE household = ? AND purse = ?',
);

/** What the printed statements of a purse had seen. */
export const listIssuedMarks = (db: Db, household: number, purse: Purse): IssuedMark[] =>
  db.all(listMarksSql, household, purse).map(
    ({ heads, ...mark }) => issuedMark({ ...mark, heads: JSON.parse(heads) as IssuedHead['heads'] }), // written by the projector
  );

const listHeadsSql = query<readonly [number, string, string], { deviceId: DeviceId; seq: number }>(
  'listMovementHeads',
  `SELECT device_id AS deviceId, max(seq) AS seq FROM movement JOIN device USING (device)
   WHERE household = ? AND account >= ? AND account < ? GROUP BY device_id ORDER BY device_id`,
);

/**
 * The newest movement of a purse that is here, of each device. Of a chain a counter has parts, and not always in their order:
 * how far the chain itself is known says nothing of the movements before that.
 */
export const listMovementHeads = (db: Db, household: number, purse: Purse) =>
  db.all(listHeadsSql, household, ...accountsOf(purse));

type StatementRow = {
  readonly statementId: OperationId;
  readonly purse: StatementPurse;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly language: PaperLanguage;
  readonly issuedOn: LocalDate;
  readonly printedAt: number;
  readonly printedBy: string | null;
};

const listStatementsSql = query<
  readonly [number, number],
  Omit<StatementRow, 'statementId'> & { id: Uint8Array }
>(
  'listStatements',
  `SELECT statement_id AS id, purse, from_on AS "from", to_on AS "to", language, issued_on AS issuedOn,
     occurred_at AS printedAt, display_name AS printedBy
   FROM statement JOIN operation USING (n) LEFT JOIN operator USING (operator_id)
   WHERE household = ? ORDER BY n DESC LIMIT ?`,
);

/** The newest printed statements of a household, newest first. */
export const listStatements = (db: Db, household: number, most: number): StatementRow[] =>
  db
    .all(listStatementsSql, household, most)
    .map(({ id, ...row }) => ({ statementId: idFromBytes(id), ...row }));

const listPartsSql = query<readonly [Uint8Array], { body: string | null }>(
  'listStatementParts',
  'SELECT body FROM statement_part JOIN operation USING (n) WHERE statement_id = ? ORDER BY part',
);

/** The parts of a printed statement that are here and were not erased. Null where no such statement is known. */
export function findStatementParts(db: Db, statementId: OperationId): StatementBody[] | null {
  const rows = db.all(listPartsSql, idToBytes(statementId));
  if (rows.length === 0) return null;
  return rows.flatMap(({ body }) => (body === null ? [] : [statementIssued.body.parse(JSON.parse(body))]));
}
