import { parseAccount } from '../../shared/domain/account.ts';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import { type Checksum, NOTHING } from '../../shared/sync/checksum.ts';
import type { SeenHead } from '../../shared/sync/declaration.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import type { AccountState, QuarantineReason } from '../../shared/sync/protocol.ts';
import { type Db, query, type Tx } from './database.ts';
import { numberOfHousehold } from './households.ts';
import { getOperationByNumber, numberOfDevice } from './log.ts';
import { forgetWordsOfGone } from './register-edits.ts';

/** The hub that this counter has joined. */
export type Membership = {
  readonly address: string;
  readonly deviceId: DeviceId;
  /** Ed25519 private key, PKCS #8 in base64. The database that holds it is encrypted. */
  readonly privateKey: string;
  readonly place: DevicePlace;
  readonly epoch: number;
  readonly joinedAt: number;
  readonly heardAt: number | null;
  readonly stoppedBecause: string | null;
};

const findMembershipSql = query<readonly [], Omit<Membership, 'place'> & { place: string }>(
  'findMembership',
  `SELECT address, device_id AS deviceId, private_key AS privateKey, place, epoch, joined_at AS joinedAt,
     heard_at AS heardAt, stopped_because AS stoppedBecause FROM hub_membership WHERE one = 1`,
);
const insertMembershipSql = query<readonly [string, string, string, string, number, number]>(
  'insertMembership',
  `INSERT INTO hub_membership (one, address, device_id, private_key, place, epoch, joined_at)
   VALUES (1, ?, ?, ?, ?, ?, ?)`,
);
const setHeardSql = query<readonly [number]>(
  'setHubHeard',
  'UPDATE hub_membership SET heard_at = ? WHERE one = 1',
);
const setStoppedSql = query<readonly [string | null]>(
  'setSyncStopped',
  'UPDATE hub_membership SET stopped_because = ? WHERE one = 1',
);

/** Null where the counter stands alone, which is a complete way to run. */
export function findMembership(db: Db): Membership | null {
  const row = db.one(findMembershipSql);
  if (row === undefined) return null;
  return { ...row, place: JSON.parse(row.place) as DevicePlace }; // written by insertMembership
}

/** The hub has taken this device out, or another PC goes on for it: what was set aside for it is others' again. */
export function isTakenOut(db: Db): boolean {
  const because = findMembership(db)?.stoppedBecause;
  return because === 'Revoked' || because === 'Replaced';
}

export function insertMembership(
  tx: Tx,
  membership: Omit<Membership, 'heardAt' | 'stoppedBecause'>,
  streams: readonly StreamName[],
): void {
  const { address, deviceId, privateKey, place, epoch, joinedAt } = membership;
  tx.run(insertMembershipSql, address, deviceId, privateKey, JSON.stringify(place), epoch, joinedAt);
  for (const stream of streams) saveCursor(tx, stream, { cursor: 0, checksum: NOTHING });
}

export const setHubHeard = (tx: Tx, at: number): void => {
  tx.run(setHeardSql, at);
};

const setEpochSql = query<readonly [number]>(
  'setHubEpoch',
  'UPDATE hub_membership SET epoch = ? WHERE one = 1',
);

export const setHubEpoch = (tx: Tx, epoch: number): void => {
  tx.run(setEpochSql, epoch);
};

const setPlaceSql = query<readonly [string]>(
  'setHubPlace',
  'UPDATE hub_membership SET place = ? WHERE one = 1',
);

export const setHubPlace = (tx: Tx, place: DevicePlace): void => {
  tx.run(setPlaceSql, JSON.stringify(place));
};

const setMemberSql = query<readonly [string, string, string]>(
  'setHubMember',
  'UPDATE hub_membership SET device_id = ?, private_key = ?, place = ?, stopped_because = NULL WHERE one = 1',
);

/** Another device of this counter is the member from now on. */
export const setMember = (
  tx: Tx,
  { deviceId, privateKey, place }: Pick<Membership, 'deviceId' | 'privateKey' | 'place'>,
): void => {
  tx.run(setMemberSql, deviceId, privateKey, JSON.stringify(place));
};

const deleteCursorSql = query<readonly [string]>(
  'deleteSyncCursor',
  'DELETE FROM sync_cursor WHERE stream = ?',
);
const deleteStreamSql = query<readonly [string]>(
  'deleteForeignOperations',
  `DELETE FROM operation WHERE stream = (SELECT stream FROM stream WHERE name = ?)
   AND device IN (SELECT device FROM foreign_device)`,
);

export const forgetCursor = (tx: Tx, stream: StreamName): void => {
  tx.run(deleteCursorSql, stream);
};

/**
 * Forgets a stream: its cursor, and every operation of it that came from the hub. What this device wrote itself stays.
 * Returns how many operations went; what was made of them is the caller's to rebuild.
 */
export function forgetStream(tx: Tx, stream: StreamName): number {
  forgetCursor(tx, stream);
  const gone = tx.run(deleteStreamSql, stream).changes;
  if (gone > 0) forgetWordsOfGone(tx);
  return gone;
}

export const setSyncStopped = (tx: Tx, because: string | null): void => {
  tx.run(setStoppedSql, because);
};

/**
 * Whether this counter gives households what schemes give them, and brings along what comes late to merged ones: only while
 * it stands alone. Where there is a hub, the hub does both, or everybody would be given everything twice.
 */
export const isAllowanceAuthority = (db: Db): boolean => findMembership(db) === null;

export type Cursor = { readonly cursor: number; readonly checksum: Checksum };

const listCursorsSql = query<readonly [], Cursor & { stream: StreamName }>(
  'listSyncCursors',
  'SELECT stream, cursor, checksum FROM sync_cursor ORDER BY stream',
);
const findCursorSql = query<readonly [string], Cursor>(
  'findSyncCursor',
  'SELECT cursor, checksum FROM sync_cursor WHERE stream = ?',
);
const upsertCursorSql = query<readonly [string, number, string]>(
  'upsertSyncCursor',
  `INSERT INTO sync_cursor (stream, cursor, checksum) VALUES (?, ?, ?)
   ON CONFLICT (stream) DO UPDATE SET cursor = excluded.cursor, checksum = excluded.checksum`,
);

export const listCursors = (db: Db): Map<StreamName, Cursor> =>
  new Map(db.all(listCursorsSql).map(({ stream, ...cursor }) => [stream, cursor]));

export const findCursor = (db: Db, stream: StreamName): Cursor | null =>
  db.one(findCursorSql, stream) ?? null;

export const saveCursor = (tx: Tx, stream: StreamName, { cursor, checksum }: Cursor): void => {
  tx.run(upsertCursorSql, stream, cursor, checksum);
};

const setAcknowledgedSql = query<readonly [number]>(
  'setAcknowledgedSeq',
  'UPDATE own_head SET acknowledged_seq = ? WHERE one = 1',
);

/** What is pending is what comes after this number: one number, no flags. */
export const setAcknowledgedSeq = (tx: Tx, seq: number): void => {
  tx.run(setAcknowledgedSql, seq);
};

const insertForeignSql = query<readonly [number]>(
  'insertForeignDevice',
  'INSERT OR IGNORE INTO foreign_device (device) VALUES (?)',
);

/** The local number of a device whose operations come from the hub. */
export function numberOfForeignDevice(tx: Tx, { deviceId }: Operation): number {
  const device = numberOfDevice(tx, deviceId);
  tx.run(insertForeignSql, device);
  return device;
}

const isForeignSql = query<readonly [number], { found: number }>(
  'isForeignDevice',
  'SELECT 1 AS found FROM foreign_device WHERE device = ?',
);

export const isForeignDevice = (db: Db, device: number): boolean =>
  db.one(isForeignSql, device) !== undefined;

const listSeenSql = query<readonly [number], SeenHead>(
  'listSeenHeads',
  `SELECT device_id AS deviceId, seq, occurred_at AS writtenAt
   FROM foreign_device JOIN device USING (device) JOIN counter_device USING (device_id)
   JOIN operation ON operation.device = foreign_device.device
     AND seq = (SELECT max(seq) FROM operation AS own WHERE own.device = foreign_device.device)
   ORDER BY device_id LIMIT ?`,
);

/** The newest operation of each other counter that has come from the hub. The hub's own are no counter's. */
export const listSeenHeads = (db: Db, limit: number): SeenHead[] => db.all(listSeenSql, limit);

const upsertAccountSql = query<readonly [number, string, string, number, number, number, number, number]>(
  'upsertHubAccount',
  `INSERT INTO hub_account (household, account, unit, posted, reserved, leased, own_seq, epoch)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT (household, account, unit) DO UPDATE SET posted = excluded.posted,
     reserved = excluded.reserved, leased = excluded.leased, own_seq = excluded.own_seq,
     epoch = excluded.epoch`,
);
const sumOwnSinceSql = query<readonly [number, string, string, number], { amount: number | null }>(
  'sumOwnPostingsSince',
  `SELECT sum(amount) AS amount FROM movement JOIN operation USING (n)
   WHERE household = ? AND account = ? AND unit = ? AND operation.device = (SELECT device FROM own_head)
     AND operation.seq > ?`,
);
const setBalanceSql = query<readonly [number, string, string, number]>(
  'setHouseholdBalance',
  `INSERT INTO household_balance (household, account, unit, balance) VALUES (?, ?, ?, ?)
   ON CONFLICT (household, account, unit) DO UPDATE SET balance = excluded.balance`,
);

/**
 * Takes what the hub says of an account. What is left of it here is that, and this device's own postings that the hub
 * had not read when it said so (design, section 4): never what is merely unacknowledged, never other devices' postings.
 */
export function takeAccountState(tx: Tx, state: AccountState, yourHead: number, epoch: number): void {
  const parsed = parseAccount(state.account);
  assert(parsed?.kind === 'household', 'the hub tells of accounts of households');
  const household = numberOfHousehold(tx, parsed.householdId);
  const account = state.account.slice(state.account.indexOf('/') + 1);
  const { unit, posted, reserved, leased } = state;
  tx.run(upsertAccountSql, household, account, unit, posted, reserved, leased, yourHead, epoch);
  const own = tx.one(sumOwnSinceSql, household, account, unit, yourHead)?.amount ?? 0;
  tx.run(setBalanceSql, household, account, unit, posted + own);
}

// What others moved is most of an account, and came before the new device's first act: none of it is looked at.
const foldAccountsSql = query<readonly []>(
  'foldHubAccounts',
  `UPDATE hub_account SET own_seq = 0, posted = coalesce((
     SELECT balance FROM household_balance AS here
     WHERE here.household = hub_account.household AND here.account = hub_account.account AND here.unit = hub_account.unit
   ), 0) - coalesce((
     SELECT sum(amount) FROM movement JOIN operation USING (n)
     WHERE movement.household = hub_account.household AND movement.account = hub_account.account
       AND movement.unit = hub_account.unit AND operation.device = (SELECT device FROM own_head)
       AND movement.n >= (SELECT n FROM own_head JOIN operation USING (device) WHERE seq = 1)
   ), 0)`,
);

/**
 * A new device goes on: what the one before wrote is all at the hub, and counts as read there. What shows of each account
 * does not change by it; what the hub said of it is read again.
 */
export const foldHubAccounts = (tx: Tx): void => {
  tx.run(foldAccountsSql);
};

type HubAccountRow = {
  household: number;
  account: string;
  unit: string;
  posted: number;
  ownSeq: number;
};

const listAccountsSql = query<readonly [], HubAccountRow>(
  'listHubAccounts',
  'SELECT household, account, unit, posted, own_seq AS ownSeq FROM hub_account',
);

/** After a rebuild: balances of accounts that the hub knows start from what it said. */
export function restoreHubBalances(tx: Tx): void {
  for (const { household, account, unit, posted, ownSeq } of tx.all(listAccountsSql)) {
    const own = tx.one(sumOwnSinceSql, household, account, unit, ownSeq)?.amount ?? 0;
    tx.run(setBalanceSql, household, account, unit, posted + own);
  }
}

const listForgottenSql = query<readonly [number], HubAccountRow>(
  'listForgottenHubAccounts',
  'SELECT household, account, unit, posted, own_seq AS ownSeq FROM hub_account WHERE epoch < ?',
);
const deleteForgottenSql = query<readonly [number]>(
  'deleteForgottenHubAccounts',
  'DELETE FROM hub_account WHERE epoch < ?',
);

/**
 * Once every state of an epoch was read: what the hub does not know since it was restored is this device's own alone,
 * until whoever else moved it has told the hub again.
 */
export function forgetStatesBefore(tx: Tx, epoch: number): void {
  for (const { household, account, unit } of tx.all(listForgottenSql, epoch)) {
    const own = tx.one(sumOwnSinceSql, household, account, unit, 0)?.amount ?? 0;
    tx.run(setBalanceSql, household, account, unit, own);
  }
  tx.run(deleteForgottenSql, epoch);
}

const insertQuarantineSql = query<readonly [number, string]>(
  'insertHubQuarantine',
  'INSERT OR REPLACE INTO hub_quarantine (n, reason) VALUES (?, ?)',
);
const countQuarantineSql = query<readonly [], { operations: number }>(
  'countHubQuarantine',
  'SELECT count(*) AS operations FROM hub_quarantine',
);

export const insertQuarantine = (tx: Tx, n: number, reason: QuarantineReason): void => {
  tx.run(insertQuarantineSql, n, reason);
};

const deleteQuarantineSql = query<readonly [number]>(
  'deleteHubQuarantine',
  'DELETE FROM hub_quarantine WHERE n = ?',
);

/** An own operation came back numbered: the hub keeps it aside no longer. */
export const forgetQuarantined = (tx: Tx, n: number): void => {
  tx.run(deleteQuarantineSql, n);
};

export type QuarantinedAct = { readonly operation: Operation; readonly reason: QuarantineReason };

const listQuarantineSql = query<readonly [number], { n: number; reason: QuarantineReason }>(
  'listHubQuarantine',
  'SELECT n, reason FROM hub_quarantine ORDER BY n LIMIT ?',
);

/** What this counter wrote and the hub keeps aside, the oldest first. */
export const listQuarantined = (db: Db, limit: number): QuarantinedAct[] =>
  db.all(listQuarantineSql, limit).map(({ n, reason }) => ({
    operation: getOperationByNumber(db, n).operation,
    reason,
  }));
const insertOverruledSql = query<readonly [number]>(
  'insertOverruledOperation',
  'INSERT OR IGNORE INTO overruled_operation (n) VALUES (?)',
);
const isOverruledSql = query<readonly [number], { found: number }>(
  'isOverruled',
  'SELECT 1 AS found FROM overruled_operation WHERE n = ?',
);

/** The network has its own word on what this own operation says: it stays in the log and makes nothing. */
export const insertOverruled = (tx: Tx, n: number): void => {
  tx.run(insertOverruledSql, n);
};

export const isOverruled = (db: Db, n: number): boolean => db.one(isOverruledSql, n) !== undefined;

export const countQuarantine = (db: Db): number => db.one(countQuarantineSql)?.operations ?? 0;
