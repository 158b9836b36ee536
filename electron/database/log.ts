import type { AccountName } from '../../shared/domain/account.ts';
import type { DeviceId, OperationId, OperatorId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { areSound, type Cover, type Posting } from '../../shared/domain/posting.ts';
import { assert } from '../../shared/domain/result.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import {
  CHAIN_START,
  canonicalText,
  commitmentOf,
  hashOf,
  MAX_BODY_BYTES,
  type Operation,
  type StreamName,
} from '../../shared/operations/operation.ts';
import { type Db, type Query, query, type SqlParameters, type Tx } from './database.ts';
import { sha256 } from './hashing.ts';
import { project } from './project.ts';
import { findLatestEdit } from './register-edits.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

/** What a service hands in; the log gives number, chain and salt. */
export type Draft<Body> = {
  readonly id: OperationId;
  readonly kind: OperationKind<Body>;
  readonly body: NoInfer<Body>;
  readonly operatorId?: OperatorId;
  readonly causeId?: OperationId;
  readonly reversesId?: OperationId;
  /** What an edit of a register was made upon; the newest edit that is here where the caller does not say. */
  readonly basedOn?: OperationId;
  readonly businessOn: LocalDate;
  /** What lets household accounts be spent, by the name of the account (design, section 5); none where it stands alone. */
  readonly covers?: Covers;
};

export type Covers = ReadonlyMap<AccountName, Cover>;

export type Recorded = { readonly n: number; readonly operation: Operation };

/** Appends one operation, projects it and moves its balances, all in the caller's transaction. */
export type RecordOperation = <Body>(tx: Tx, draft: Draft<Body>) => Recorded;

export type RecorderOptions = {
  readonly now: () => number;
  /** 32 random bytes in hex. */
  readonly newSalt: () => string;
  /** Told after each commit, so that a lost tail of the database is noticed at the next start. */
  readonly appendHead: (deviceId: DeviceId, seq: number, hash: string) => void;
};

export function createRecorder({ now, newSalt, appendHead }: RecorderOptions): RecordOperation {
  let newest: Operation | null = null;
  return (tx, draft) => {
    const head = chainEndIn(tx);
    const body = canonicalText(draft.kind.body.parse(draft.body));
    assert(
      Buffer.byteLength(body) <= MAX_BODY_BYTES,
      `a body of ${draft.kind.type} is at most ${MAX_BODY_BYTES} bytes; services refuse larger input before`,
    );
    const salt = newSalt();
    const postings = withCovers(draft.kind.postings(draft.body), draft.covers);
    assert(areSound(postings), `postings of ${draft.kind.type} are balanced`);
    const basedOn = draft.basedOn ?? findLatestEdit(tx, draft.kind, draft.body);
    const header = {
      id: draft.id,
      deviceId: head.deviceId,
      seq: head.seq + 1,
      stream: draft.kind.stream(draft.body),
      type: draft.kind.type,
      version: draft.kind.version,
      ...(draft.operatorId === undefined ? {} : { operatorId: draft.operatorId }),
      ...(draft.causeId === undefined ? {} : { causeId: draft.causeId }),
      ...(draft.reversesId === undefined ? {} : { reversesId: draft.reversesId }),
      ...(basedOn === null ? {} : { basedOn }),
      occurredAt: now(),
      businessOn: draft.businessOn,
      postings,
      commitment: commitmentOf(sha256, salt, body),
      prevHash: head.hash,
    };
    const postingsText = textOfPostings(postings);
    const operation: Operation = { ...header, hash: hashOf(sha256, header, postingsText), salt, body };
    const n = insertOperation(tx, head.device, operation, postingsText);
    project(tx, { n, device: head.device, operation, body: draft.body });
    chainEnds.set(tx, { ...head, seq: operation.seq, hash: operation.hash });
    newest = operation;
    // Of a transaction that recorded many, the last is the head: only that one is ever read.
    tx.afterCommit(() => {
      if (newest === operation) appendHead(operation.deviceId, operation.seq, operation.hash);
    });
    return { n, operation };
  };
}

const withCovers = (postings: readonly Posting[], covers: Covers | undefined): Posting[] =>
  postings.map((posting) => {
    const cover = posting.amount < 0 ? covers?.get(posting.account) : undefined;
    return cover === undefined ? posting : { ...posting, cover };
  });

type ChainEnd = Pick<OwnHead, 'device' | 'deviceId' | 'seq' | 'hash'>;

/** Where the own chain ends inside a transaction that goes on: a batch records hundreds in one. */
const chainEnds = new WeakMap<Tx, ChainEnd>();

const chainEndIn = (tx: Tx): ChainEnd => chainEnds.get(tx) ?? getOwnHead(tx);

const insertOperationSql = query<
  readonly [
    Uint8Array,
    number,
    number,
    number,
    number,
    string | null,
    Uint8Array | null,
    Uint8Array | null,
    Uint8Array | null,
    number,
    string,
    string,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array | null,
    string | null,
  ]
>(
  'insertOperation',
  `INSERT INTO operation (id, device, seq, stream, kind, operator_id, cause_id, reverses_id, based_on, occurred_at,
     business_on, postings, commitment, prev_hash, hash, salt, body)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);

/** Appends an operation made here or received. Returns its local number `n`, the order of arrival. */
export function insertOperation(
  tx: Tx,
  device: number,
  operation: Operation,
  postingsText = textOfPostings(operation.postings),
): number {
  const { salt, body } = operation;
  const { lastRowId } = tx.run(
    insertOperationSql,
    idToBytes(operation.id),
    device,
    operation.seq,
    numberOfStream(tx, operation.stream),
    numberOfKind(tx, operation.type, operation.version),
    operation.operatorId ?? null,
    operation.causeId === undefined ? null : idToBytes(operation.causeId),
    operation.reversesId === undefined ? null : idToBytes(operation.reversesId),
    operation.basedOn === undefined ? null : idToBytes(operation.basedOn),
    operation.occurredAt,
    operation.businessOn,
    postingsText,
    Buffer.from(operation.commitment, 'hex'),
    Buffer.from(operation.prevHash, 'hex'),
    Buffer.from(operation.hash, 'hex'),
    salt === undefined ? null : Buffer.from(salt, 'hex'),
    body ?? null,
  );
  return lastRowId;
}

const textOfPostings = (postings: readonly Posting[]): string =>
  postings.length === 0 ? '[]' : canonicalText(postings);

export type OwnHead = {
  readonly device: number;
  readonly deviceId: DeviceId;
  readonly seq: number;
  readonly hash: string;
  readonly acknowledgedSeq: number;
  /** Day of the trade of the last operation; null before the first. */
  readonly lastBusinessOn: LocalDate | null;
};

type OwnHeadRow = {
  device: number;
  deviceId: DeviceId;
  seq: number | null;
  hash: Uint8Array | null;
  acknowledgedSeq: number;
  lastBusinessOn: LocalDate | null;
};

const findOwnHeadSql = query<readonly [], OwnHeadRow>(
  'findOwnHead',
  `SELECT own_head.device, device_id AS deviceId, seq, hash, acknowledged_seq AS acknowledgedSeq,
     business_on AS lastBusinessOn
   FROM own_head JOIN device USING (device)
   LEFT JOIN operation ON operation.device = own_head.device
     AND seq = (SELECT max(seq) FROM operation WHERE operation.device = own_head.device)
   WHERE one = 1`,
);

/** Null before the first start has given this PC its device id. */
export function findOwnHead(db: Db): OwnHead | null {
  const row = db.one(findOwnHeadSql);
  if (row === undefined) return null;
  const hash = row.hash === null ? CHAIN_START : Buffer.from(row.hash).toString('hex');
  return { ...row, seq: row.seq ?? 0, hash };
}

export function getOwnHead(db: Db): OwnHead {
  const head = findOwnHead(db);
  assert(head !== null, 'the device has its id from the first start');
  return head;
}

const replaceOwnHead = query<readonly [number]>(
  'replaceOwnHead',
  `INSERT INTO own_head (one, device) VALUES (1, ?)
   ON CONFLICT (one) DO UPDATE SET device = excluded.device, acknowledged_seq = 0`,
);

/** Gives this PC its id, at its first start or after a restore, with an empty chain of its own. */
export function startChain(tx: Tx, deviceId: DeviceId): void {
  chainEnds.delete(tx);
  tx.run(replaceOwnHead, numberOfDevice(tx, deviceId));
}

const findDevice = query<readonly [string], { device: number }>(
  'findDevice',
  'SELECT device FROM device WHERE device_id = ?',
);
const insertDevice = query<readonly [string]>('insertDevice', 'INSERT INTO device (device_id) VALUES (?)');

export const numberOfDevice = (tx: Tx, deviceId: DeviceId): number =>
  tx.one(findDevice, deviceId)?.device ?? tx.run(insertDevice, deviceId).lastRowId;

const findStream = query<readonly [string], { stream: number }>(
  'findStream',
  'SELECT stream FROM stream WHERE name = ?',
);
const insertStream = query<readonly [string]>('insertStream', 'INSERT INTO stream (name) VALUES (?)');

const numberOfStream = (tx: Tx, name: StreamName): number =>
  rememberIn(tx, name, () => tx.one(findStream, name)?.stream ?? tx.run(insertStream, name).lastRowId);

/** Numbers of streams and kinds inside a transaction: rolled back, what was inserted for them is gone with it. */
const numbersByTx = new WeakMap<Tx, Map<string, number>>();

function rememberIn(tx: Tx, name: string, find: () => number): number {
  const numbers = numbersByTx.get(tx) ?? new Map<string, number>();
  numbersByTx.set(tx, numbers);
  const number = numbers.get(name) ?? find();
  numbers.set(name, number);
  return number;
}

const findKind = query<readonly [string, number], { kind: number }>(
  'findKind',
  'SELECT kind FROM kind WHERE type = ? AND version = ?',
);
const insertKind = query<readonly [string, number]>(
  'insertKind',
  'INSERT INTO kind (type, version) VALUES (?, ?)',
);

const numberOfKind = (tx: Tx, type: string, version: number): number =>
  rememberIn(
    tx,
    `${type}@${version}`,
    () => tx.one(findKind, type, version)?.kind ?? tx.run(insertKind, type, version).lastRowId,
  );

const operationColumns = `n, id, device.device, device_id AS deviceId, seq, stream.name AS stream, type, version,
  operator_id AS operatorId, cause_id AS causeId, reverses_id AS reversesId, based_on AS basedOn, occurred_at AS occurredAt,
  business_on AS businessOn, postings, commitment, prev_hash AS prevHash, hash, salt, body
  FROM operation JOIN device USING (device) JOIN stream USING (stream) JOIN kind USING (kind)`;

type OperationRow = {
  n: number;
  id: Uint8Array;
  device: number;
  deviceId: DeviceId;
  seq: number;
  stream: StreamName;
  type: string;
  version: number;
  operatorId: OperatorId | null;
  causeId: Uint8Array | null;
  reversesId: Uint8Array | null;
  basedOn: Uint8Array | null;
  occurredAt: number;
  businessOn: LocalDate;
  postings: string;
  commitment: Uint8Array;
  prevHash: Uint8Array;
  hash: Uint8Array;
  salt: Uint8Array | null;
  body: string | null;
};

export type LoggedOperation = { readonly n: number; readonly device: number; readonly operation: Operation };

const findOperationSql = query<readonly [Uint8Array], OperationRow>(
  'findOperation',
  `SELECT ${operationColumns} WHERE id = ?`,
);
const getOperationByNumberSql = query<readonly [number], OperationRow>(
  'getOperationByNumber',
  `SELECT ${operationColumns} WHERE n = ?`,
);
const iterateOperationsSql = query<readonly [], OperationRow>(
  'iterateOperations',
  `SELECT ${operationColumns} ORDER BY n`,
);
const countBasedOnSql = query<readonly [], { columns: number }>(
  'countBasedOn',
  `SELECT count(*) AS columns FROM pragma_table_info('operation') WHERE name = 'based_on'`,
);

/** A file is read before it is migrated, to be backed up: below version 21 no operation says what it is based on. */
function ofAnyVersion<P extends SqlParameters>(
  name: string,
  rest: string,
): (db: Db) => Query<P, OperationRow> {
  const now = query<P, OperationRow>(name, `SELECT ${operationColumns} ${rest}`);
  const before = operationColumns.replace('based_on AS', 'NULL AS');
  const ofOld = query<P, OperationRow>(`${name}OfOld`, `SELECT ${before} ${rest}`);
  return (db) => (db.one(countBasedOnSql)?.columns === 0 ? ofOld : now);
}
const listOwnOperationsSql = ofAnyVersion<readonly [string, number]>(
  'listOwnOperations',
  'WHERE device_id = ? AND seq >= ? ORDER BY seq',
);
const listHistorySql = ofAnyVersion<readonly [string, number]>(
  'listHistory',
  'WHERE n IN (SELECT n FROM history WHERE subject = ?) ORDER BY n DESC LIMIT ?',
);

export function findOperation(db: Db, id: OperationId): LoggedOperation | null {
  const row = db.one(findOperationSql, idToBytes(id));
  return row === undefined ? null : rowToLogged(row);
}

const findInChainSql = query<readonly [string, number], OperationRow>(
  'findOperationInChain',
  `SELECT ${operationColumns} WHERE operation.device = (SELECT device FROM device WHERE device_id = ?) AND seq = ?`,
);

/** An operation by its number in a device's chain. */
export function findInChain(db: Db, deviceId: DeviceId, seq: number): LoggedOperation | null {
  const row = db.one(findInChainSql, deviceId, seq);
  return row === undefined ? null : rowToLogged(row);
}

export function findOperationByNumber(db: Db, n: number): LoggedOperation | null {
  const row = db.one(getOperationByNumberSql, n);
  return row === undefined ? null : rowToLogged(row);
}

export function getOperationByNumber(db: Db, n: number): LoggedOperation {
  const logged = findOperationByNumber(db, n);
  assert(logged !== null, `operation number ${n} is in the log`);
  return logged;
}

const listOperationsAfterSql = query<readonly [number, number], OperationRow>(
  'listOperationsAfter',
  `SELECT ${operationColumns} WHERE n > ? ORDER BY n LIMIT ?`,
);

/** A page of the log in the order of arrival: unlike an iterator it leaves the connection free to write. */
export const listOperationsAfter = (db: Db, n: number, limit: number): LoggedOperation[] =>
  db.all(listOperationsAfterSql, n, limit).map(rowToLogged);

const listOfTypesSql = query<readonly [number, string, number], OperationRow>(
  'listOperationsOfTypes',
  `SELECT ${operationColumns}
   WHERE n > ? AND kind IN (SELECT kind FROM kind WHERE type IN (SELECT value FROM json_each(?))) ORDER BY n LIMIT ?`,
);

/** The same of some types only, of whatever version. */
export const listOperationsOfTypes = (
  db: Db,
  types: readonly string[],
  n: number,
  limit: number,
): LoggedOperation[] => db.all(listOfTypesSql, n, JSON.stringify(types), limit).map(rowToLogged);

const findOlderChainSql = query<readonly [], { found: number }>(
  'findOlderChain',
  `SELECT 1 AS found FROM device JOIN own_head ON own_head.device <> device.device
   WHERE device.device NOT IN (SELECT device FROM foreign_device)
     AND EXISTS (SELECT 1 FROM operation WHERE operation.device = device.device) LIMIT 1`,
);

/** Whether this PC was restored from a backup: part of what it wrote is in a chain that it does not go on with. */
export const hasOlderChain = (db: Db): boolean => db.one(findOlderChainSql) !== undefined;

export function* iterateOperations(db: Db): Generator<LoggedOperation> {
  for (const row of db.iterate(iterateOperationsSql)) yield rowToLogged(row);
}

export type ChainHead = { readonly seq: number; readonly hash: string };

const findChainHeadSql = query<readonly [string], { seq: number; hash: Uint8Array }>(
  'findChainHead',
  `SELECT seq, hash FROM operation JOIN device USING (device) WHERE device_id = ? ORDER BY seq DESC LIMIT 1`,
);

/** Null before a device's first operation, which is what `findChainFault` takes for the start of a chain. */
export function findChainHead(db: Db, deviceId: DeviceId): ChainHead | null {
  const row = db.one(findChainHeadSql, deviceId);
  return row === undefined ? null : { seq: row.seq, hash: hexOf(row.hash) };
}

/** One device's chain from a number on, in order; of a file of an older version too. */
export function* iterateChain(db: Db, deviceId: DeviceId, fromSeq: number): Generator<LoggedOperation> {
  for (const row of db.iterate(listOwnOperationsSql(db), deviceId, fromSeq)) yield rowToLogged(row);
}

/** The newest acts on one register, e.g. `product:<id>`, newest first; of a file of an older version too. */
export const listHistory = (db: Db, subject: string, limit: number): LoggedOperation[] =>
  db.all(listHistorySql(db), subject, limit).map(rowToLogged);

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function rowToLogged(row: OperationRow): LoggedOperation {
  return {
    n: row.n,
    device: row.device,
    operation: {
      id: idFromBytes(row.id),
      deviceId: row.deviceId,
      seq: row.seq,
      stream: row.stream,
      type: row.type,
      version: row.version,
      ...(row.operatorId === null ? {} : { operatorId: row.operatorId }),
      ...(row.causeId === null ? {} : { causeId: idFromBytes(row.causeId) }),
      ...(row.reversesId === null ? {} : { reversesId: idFromBytes(row.reversesId) }),
      ...(row.basedOn === null ? {} : { basedOn: idFromBytes(row.basedOn) }),
      occurredAt: row.occurredAt,
      businessOn: row.businessOn,
      postings: JSON.parse(row.postings) as Posting[], // written by insertOperation from parsed postings
      commitment: hexOf(row.commitment),
      prevHash: hexOf(row.prevHash),
      hash: hexOf(row.hash),
      ...(row.salt === null ? {} : { salt: hexOf(row.salt) }),
      ...(row.body === null ? {} : { body: row.body }),
    },
  };
}
