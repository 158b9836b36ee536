import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { deviceIdSchema, operationIdSchema, organisationIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { err } from '../../shared/domain/result.ts';
import { organisationSet } from '../../shared/operations/network-operations.ts';
import { createRecorder, findOperation, getOwnHead, startChain } from './log.ts';
import { listOrganisations } from './network.ts';
import { openMemoryDatabase, verifyChain } from './open.ts';

function aLog() {
  const database = openMemoryDatabase();
  const heads: number[] = [];
  const record = createRecorder({
    now: () => 1_790_000_000_000,
    newSalt: () => randomBytes(32).toString('hex'),
    appendHead: (_device, seq) => heads.push(seq),
  });
  const deviceId = deviceIdSchema.parse(v7());
  database.inTransaction((tx) => startChain(tx, deviceId));
  const draft = (name: string) => ({
    id: operationIdSchema.parse(v7()),
    kind: organisationSet,
    body: { organisationId: organisationIdSchema.parse('019a0000-0000-7000-8000-000000000001'), name },
    businessOn: localDateSchema.parse('2026-11-22'),
  });
  return { ...database, heads, record, deviceId, draft };
}

describe('the operation log', () => {
  test('numbers operations from 1 without holes and chains them', () => {
    const log = aLog();
    const first = log.inTransaction((tx) => log.record(tx, log.draft('Caritas')));
    const second = log.inTransaction((tx) => log.record(tx, log.draft('Gulliver')));
    expect([first.operation.seq, second.operation.seq]).toEqual([1, 2]);
    expect(second.operation.prevHash).toBe(first.operation.hash);
    expect(getOwnHead(log.db)).toMatchObject({ seq: 2, hash: second.operation.hash });
    expect(findOperation(log.db, second.operation.id)?.operation).toEqual(second.operation);
    expect(verifyChain(log.db, log.deviceId, 1)).toBeNull();
    expect(listOrganisations(log.db).map(({ name }) => name)).toEqual(['Gulliver']);
    expect(log.heads).toEqual([1, 2]);
  });

  test('leaves nothing behind, neither number nor head, when a transaction ends in an error value', () => {
    const log = aLog();
    const outcome = log.inTransaction((tx) => {
      log.record(tx, log.draft('Caritas'));
      return err({ type: 'Refused' });
    });
    expect(outcome.ok).toBe(false);
    expect(getOwnHead(log.db).seq).toBe(0);
    expect(listOrganisations(log.db)).toEqual([]);
    expect(log.heads).toEqual([]);
  });

  test('goes on where it was after a transaction that recorded many and was taken back', () => {
    const log = aLog();
    log.inTransaction((tx) => log.record(tx, log.draft('Caritas')));
    log.inTransaction((tx) => {
      for (let i = 0; i < 3; i++) log.record(tx, log.draft('Gulliver'));
      return err({ type: 'Refused' });
    });
    log.inTransaction((tx) => {
      for (let i = 0; i < 3; i++) log.record(tx, log.draft('Croce Rossa'));
    });
    expect(getOwnHead(log.db).seq).toBe(4);
    expect(verifyChain(log.db, log.deviceId, 1)).toBeNull();
    // The head of a transaction is its last operation: the others are never asked for.
    expect(log.heads).toEqual([1, 4]);
  });

  test('begins a new chain in the transaction that recorded the end of the one before', () => {
    const log = aLog();
    const newDeviceId = deviceIdSchema.parse(v7());
    log.inTransaction((tx) => {
      log.record(tx, log.draft('Caritas'));
      startChain(tx, newDeviceId);
      log.record(tx, log.draft('Gulliver'));
    });
    expect(getOwnHead(log.db)).toMatchObject({ deviceId: newDeviceId, seq: 1 });
    expect(verifyChain(log.db, newDeviceId, 1)).toBeNull();
  });

  test('refuses the same operation twice', () => {
    const log = aLog();
    const draft = log.draft('Caritas');
    log.inTransaction((tx) => log.record(tx, draft));
    expect(() => log.inTransaction((tx) => log.record(tx, draft))).toThrow(/UNIQUE/);
    expect(getOwnHead(log.db).seq).toBe(1);
  });

  test.each([
    [
      'body',
      'CommitmentDiffers',
      `UPDATE operation SET body = replace(body, 'Caritas', 'Caritax') WHERE seq = 2`,
    ],
    ['day', 'HashDiffers', `UPDATE operation SET business_on = '2026-11-23' WHERE seq = 2`],
    ['presence', 'SeqMissing', 'DELETE FROM operation WHERE seq = 2'],
  ])('notices a changed %s anywhere in the chain', (_what, fault, sql) => {
    const log = aLog();
    for (let i = 0; i < 3; i++) log.inTransaction((tx) => log.record(tx, log.draft('Caritas')));
    log.raw.exec(sql);
    expect(verifyChain(log.db, log.deviceId, 1)).toEqual({ type: fault, seq: 2 });
  });

  test('stays valid when a body is erased', () => {
    const log = aLog();
    for (let i = 0; i < 3; i++) log.inTransaction((tx) => log.record(tx, log.draft('Caritas')));
    log.raw.exec('UPDATE operation SET body = NULL, salt = NULL WHERE seq = 2');
    expect(verifyChain(log.db, log.deviceId, 1)).toBeNull();
  });
});
