import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { expect } from 'vitest';
import {
  deviceIdSchema,
  operationIdSchema,
  operatorIdSchema,
  productIdSchema,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { assert } from '../../shared/domain/result.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { checkPage } from '../../shared/sync/checked-page.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import type { SqlValue } from '../database/database.ts';
import { sha256 } from '../database/hashing.ts';
import { createRecorder, type RecordOperation, startChain } from '../database/log.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { PROJECTION_TABLES } from '../database/rebuild.ts';
import { findCursor, saveCursor } from '../database/sync.ts';
import { applyPage } from './apply-page.ts';

export const today = localDateSchema.parse('2026-11-22');
export const products = [v7(), v7()].map((id) => productIdSchema.parse(id));
/** What a hub does of all this: it keeps the stream in the order in which it was told. */
export type Taken = Operation[];

/** A counter with the real log and projections. */
export function aReplica(operatorId = operatorIdSchema.parse(v7())) {
  const database = openMemoryDatabase();
  const { inTransaction, db, raw } = database;
  const newSalt = () => randomBytes(32).toString('hex');
  const record = createRecorder({ now: () => 1, newSalt, appendHead: () => undefined });
  inTransaction((tx) => {
    startChain(tx, deviceIdSchema.parse(v7()));
    saveCursor(tx, networkStream, { cursor: 0, checksum: NOTHING });
  });
  const unsent: Operation[] = [];
  const recordAndKeep: RecordOperation = (tx, draft) => {
    const recorded = record(tx, draft);
    unsent.push(recorded.operation);
    return recorded;
  };
  const write = (edit: Edit): void => {
    const header = { id: operationIdSchema.parse(v7()), operatorId, businessOn: today };
    inTransaction((tx) => {
      if (edit.field === 'programme') {
        const name = { it: `Dono ${edit.value}`, en: 'Gift' };
        const body = { programmeId: programmeIdSchema.parse('surplus'), name, isActive: true };
        return recordAndKeep(tx, { ...header, kind: programmeSet, body });
      }
      const productId = products[edit.product] ?? productIdSchema.parse(v7());
      const body =
        edit.field === 'name' ? { name: `Pasta ${edit.value}` } : { points: toPoints(edit.value + 1) };
      return recordAndKeep(tx, { ...header, kind: productSet, body: { productId, by: 'person', ...body } });
    });
  };
  const pull = (taken: Taken, limit: number, stream = networkStream): void => {
    const from = findCursor(db, stream)?.cursor ?? 0;
    const operations = taken.slice(from, from + limit);
    const to = from + operations.length;
    const sum = addToChecksum(
      NOTHING,
      taken.slice(0, to).map(({ hash }) => hash),
    );
    const page = { type: 'operations', stream, from, to, operations, epoch: 1 } as const;
    const headChecksum = to === taken.length ? sum : null;
    const checked = checkPage(sha256, { ...page, headChecksum, hasMore: to < taken.length });
    assert(checked.ok, 'a page holds together');
    const applied = inTransaction((tx) => applyPage(tx, stream, checked.value));
    expect(applied).toEqual({ ok: true, value: { cursor: to } });
  };
  const list = (sql: string): unknown[] => raw.prepare<SqlValue[], unknown>(sql).all();
  return {
    db,
    raw,
    operatorId,
    inTransaction,
    record: recordAndKeep,
    write,
    push: (taken: Taken) => taken.push(...unsent.splice(0)),
    pull,
    /** The hub was restored and says from where its stream goes on. */
    goBackTo: (taken: Taken) =>
      inTransaction((tx) => {
        const hashes = taken.map(({ hash }) => hash);
        saveCursor(tx, networkStream, { cursor: taken.length, checksum: addToChecksum(NOTHING, hashes) });
      }),
    close: () => raw.close(),
    /** What the registers show. */
    shown: () => ({
      products: list(
        'SELECT product_id, name, points FROM product JOIN product_key USING (product) ORDER BY product_id',
      ),
      programmes: list('SELECT document FROM programme'),
    }),
    /** Which edit wrote over which unseen, by their ids: two replicas number operations each in its own way. */
    conflicts: () =>
      list(
        `SELECT hex(edit.id) AS edit, hex(over.id) AS over FROM edit_conflict
         JOIN operation AS edit ON edit.n = edit_conflict.n JOIN operation AS over ON over.n = over_n ORDER BY 1, 2`,
      ),
    tables: () =>
      PROJECTION_TABLES.map((table) =>
        list(`SELECT * FROM ${table}`)
          .map((row) => JSON.stringify(row))
          .sort(),
      ),
  };
}

export type Edit = {
  readonly product: number;
  readonly field: 'name' | 'points' | 'programme';
  readonly value: number;
};
