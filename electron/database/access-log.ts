import type { OperatorId } from '../../shared/domain/ids.ts';
import { CHAIN_START, canonicalText } from '../../shared/operations/operation.ts';
import { type Db, query, type Tx } from './database.ts';
import { sha256 } from './hashing.ts';

/** What was read of somebody, or opened to be read. */
export type AccessAction =
  | 'household.searched'
  | 'household.read'
  | 'household.exported'
  | 'register.read'
  | 'register.conditionsRead'
  | 'cards.listed'
  | 'entitlement.read'
  | 'entitlement.listed'
  | 'statement.read'
  | 'statement.printed'
  | 'statement.exported'
  | 'retention.listed'
  /** Data of an older day were opened before the network's erasures were read; the subject is what stood in the way. */
  | 'outOfDate.opened';

export type Access = {
  readonly readAt: number;
  readonly operatorId: OperatorId;
  readonly action: AccessAction;
  /** Which record, by id: `household:<uuid>`. Never what was typed. */
  readonly subject: string;
};

export type LoggedAccess = Omit<Access, 'action'> & { readonly n: number; readonly action: string };

/** Kept at least six months (domain facts, section 6), with a margin for two times that a clock jumped ahead. */
const LEAST_KEPT_DAYS = 200;
const MS_PER_DAY = 86_400_000;

/** Of a time without any entry so much is believed: it may have been long, or the clock was put ahead. */
const LONGEST_SILENCE_MS = 7 * MS_PER_DAY;

/** Screens ask again after every change: the same reading within a minute is one reading. */
const SAME_READING_MS = 60_000;

/** More than any screen shows at once. */
const MOST_LOOKED_BACK = 500;

/** Writes who read what. A table of its own beside the log of operations, chained so that no row can be changed. */
export function logAccess(tx: Tx, access: Access): void {
  const last = tx.one(findLastSql);
  if (last === undefined || !isLoggedLately(tx, last, access)) append(tx, last, access);
}

/** Screens that show several records read them one after the other, again and again: each is compared with its own last entry. */
function isLoggedLately(tx: Tx, last: Row, { operatorId, action, subject, readAt }: Access): boolean {
  for (const entry of tx.iterate(listBackSql, last.n - MOST_LOOKED_BACK)) {
    if (Math.abs(readAt - entry.readAt) >= SAME_READING_MS) return false;
    if (entry.operatorId === operatorId && entry.action === action && entry.subject === subject) return true;
  }
  return false;
}

/** Entries older than so many days by this PC's clock, UTC milliseconds. */
export type Pruning = { readonly nowMs: number; readonly keptDays: number };

/** How many entries are older than the time that they are kept. */
export function countPrunableAccesses(db: Db, pruning: Pruning): number {
  const last = db.one(findLastSql);
  return last === undefined ? 0 : (db.one(countUpToSql, lastPrunable(db, last, pruning))?.count ?? 0);
}

/**
 * Removes what is older than the time it is kept, and says in the chain who did. Whatever the clock says, nothing is
 * removed before the log itself has seen the time go by for which it must be kept by law.
 */
export function pruneAccessLog(tx: Tx, pruning: Pruning & { readonly operatorId: OperatorId }): number {
  const last = tx.one(findLastSql);
  if (last === undefined) return 0;
  const upTo = lastPrunable(tx, last, pruning);
  const { changes } = tx.run(deleteUpToSql, upTo);
  if (changes > 0) {
    const { nowMs: readAt, operatorId } = pruning;
    append(tx, last, { readAt, operatorId, action: PRUNED, subject: `${UP_TO}${upTo}` });
  }
  return changes;
}

/** Up to the first that must stay: rows written under a clock set back stay with those before them. */
function lastPrunable(db: Db, last: Row, { nowMs, keptDays }: Pruning): number {
  const before = nowMs - Math.max(keptDays, LEAST_KEPT_DAYS) * MS_PER_DAY;
  const upTo = (db.one(findFirstKeptSql, before)?.n ?? last.n) - 1;
  const isAny = upTo >= (db.one(findFirstSql)?.n ?? last.n);
  return isAny ? Math.min(upTo, lastOldByItself(db, nowMs)) : 0;
}

/**
 * The newest entry since which the log saw the time by law go by; 0 where there is none. A clock that was put ahead adds
 * no more than one silence, however many entries were written under it, and one put back adds nothing.
 */
function lastOldByItself(db: Db, nowMs: number): number {
  let seenMs = 0;
  let laterMs = nowMs;
  for (const { n, readAt } of db.iterate(listTimesBackSql)) {
    seenMs += Math.min(Math.max(laterMs - readAt, 0), LONGEST_SILENCE_MS);
    if (seenMs > LEAST_KEPT_DAYS * MS_PER_DAY) return n;
    laterMs = readAt;
  }
  return 0;
}

export type AccessLogFault =
  | { readonly type: 'EntryChanged'; readonly n: number }
  | { readonly type: 'EntriesMissing'; readonly n: number };

/** The first entry that is not as it was written, or is gone without its time. Null where nothing is wrong. */
export function verifyAccessLog(db: Db): AccessLogFault | null {
  let before: { n: number; hash: string } | null = null;
  let prunedUpTo = 0;
  let firstN: number | null = null;
  for (const row of db.iterate(listSql)) {
    const prevHash = Buffer.from(row.prevHash).toString('hex');
    const hash = Buffer.from(row.hash).toString('hex');
    firstN ??= row.n;
    if (before !== null && row.n !== before.n + 1) return { type: 'EntriesMissing', n: before.n + 1 };
    if (before !== null && prevHash !== before.hash) return { type: 'EntryChanged', n: row.n };
    if (hashOfEntry(row.n, row, prevHash) !== hash) return { type: 'EntryChanged', n: row.n };
    if (row.action === PRUNED) prunedUpTo = Number(row.subject.slice(UP_TO.length));
    before = { n: row.n, hash };
  }
  return firstN !== null && firstN !== prunedUpTo + 1 ? { type: 'EntriesMissing', n: prunedUpTo + 1 } : null;
}

/** The newest readings of one record, newest first. */
export const listAccesses = (db: Db, subject: string, most: number): LoggedAccess[] =>
  db.all(listOfSubjectSql, subject, most);

const PRUNED = 'access-log.pruned';
const UP_TO = 'up-to:';

type Entry = {
  readonly readAt: number;
  readonly operatorId: string;
  readonly action: string;
  readonly subject: string;
};
type Row = Entry & { readonly n: number; readonly prevHash: Uint8Array; readonly hash: Uint8Array };

function append(tx: Tx, last: Row | undefined, entry: Entry): void {
  const n = (last?.n ?? 0) + 1;
  const prevHash = last === undefined ? CHAIN_START : Buffer.from(last.hash).toString('hex');
  tx.run(
    insertSql,
    n,
    entry.readAt,
    entry.operatorId,
    entry.action,
    entry.subject,
    Buffer.from(prevHash, 'hex'),
    Buffer.from(hashOfEntry(n, entry, prevHash), 'hex'),
  );
}

function hashOfEntry(n: number, { readAt, operatorId, action, subject }: Entry, prevHash: string): string {
  return sha256([{ utf8: canonicalText({ n, readAt, operatorId, action, subject, prevHash }) }]);
}

const columns = `n, read_at AS readAt, operator_id AS operatorId, action, subject, prev_hash AS prevHash, hash
  FROM access_log`;

const findLastSql = query<readonly [], Row>('findLastAccess', `SELECT ${columns} ORDER BY n DESC LIMIT 1`);
const findFirstKeptSql = query<readonly [number], { n: number }>(
  'findFirstKeptAccess',
  'SELECT n FROM access_log WHERE read_at >= ? ORDER BY n LIMIT 1',
);
const findFirstSql = query<readonly [], { n: number }>(
  'findFirstAccess',
  'SELECT n FROM access_log ORDER BY n LIMIT 1',
);
const listTimesBackSql = query<readonly [], { n: number; readAt: number }>(
  'listAccessTimesBack',
  'SELECT n, read_at AS readAt FROM access_log ORDER BY n DESC',
);
const listBackSql = query<readonly [number], Row>(
  'listAccessesBack',
  `SELECT ${columns} WHERE n > ? ORDER BY n DESC`,
);
const listSql = query<readonly [], Row>('listAccessLog', `SELECT ${columns} ORDER BY n`);
const listOfSubjectSql = query<readonly [string, number], LoggedAccess>(
  'listAccessesOfSubject',
  `SELECT n, read_at AS readAt, operator_id AS operatorId, action, subject
   FROM access_log WHERE subject = ? ORDER BY n DESC LIMIT ?`,
);
const insertSql = query<readonly [number, number, string, string, string, Uint8Array, Uint8Array]>(
  'insertAccess',
  `INSERT INTO access_log (n, read_at, operator_id, action, subject, prev_hash, hash)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const countUpToSql = query<readonly [number], { count: number }>(
  'countAccessesUpTo',
  'SELECT count(*) AS count FROM access_log WHERE n <= ?',
);
const deleteUpToSql = query<readonly [number]>('deleteAccessesUpTo', 'DELETE FROM access_log WHERE n <= ?');
