import { afterEach, expect, test } from 'vitest';
import { assert } from '../../shared/domain/result.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { type CheckedPage, checkPage } from '../../shared/sync/checked-page.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import type { OperationPage, PullAnswer } from '../../shared/sync/protocol.ts';
import { sha256 } from '../database/hashing.ts';
import { findCursor, saveCursor } from '../database/sync.ts';
import { applyPage, bringsNothing } from './apply-page.ts';
import { aReplica, type Taken } from './replica-fixture.ts';

let replicas: ReturnType<typeof aReplica>[] = [];
afterEach(() => {
  for (const replica of replicas.splice(0)) replica.close();
});

/** A page that another counter wrote, and the counter that is to take it. */
function aPage() {
  const [author, reader] = [aReplica(), aReplica()];
  replicas = [author, reader];
  for (const value of [1, 2, 3]) author.write({ product: 0, field: 'name', value });
  const operations: Taken = [];
  author.push(operations);
  const hashes = operations.map(({ hash }) => hash);
  const page = {
    type: 'operations' as const,
    stream: networkStream,
    from: 0,
    to: 3,
    operations,
    headChecksum: addToChecksum(NOTHING, hashes),
    hasMore: false,
    epoch: 1,
  } satisfies OperationPage;
  return { page, operations, reader };
}

const checked = (page: PullAnswer): CheckedPage => {
  const outcome = checkPage(sha256, page);
  assert(outcome.ok, 'what each operation says of itself holds');
  return outcome.value;
};

test('a page without anything new is passed over only where it begins where this counter stands', () => {
  const { reader, page } = aPage();
  reader.inTransaction((tx) => saveCursor(tx, balancesStream, { cursor: 9, checksum: NOTHING }));
  const balancesAt = (cursor: number) =>
    checked({
      type: 'balances',
      from: cursor,
      to: cursor,
      accounts: [],
      hasMore: false,
      yourHead: 0,
      epoch: 1,
    });
  const networkAt = (cursor: number) =>
    checked({ ...page, from: cursor, to: cursor, operations: [], headChecksum: NOTHING });
  const isPassedOver = (stream: StreamName, answer: CheckedPage) =>
    bringsNothing(reader.db, 1, stream, answer);
  expect([isPassedOver(balancesStream, balancesAt(9)), isPassedOver(networkStream, networkAt(0))]).toEqual([
    true,
    true,
  ]);
  expect([isPassedOver(balancesStream, balancesAt(0)), isPassedOver(networkStream, networkAt(2))]).toEqual([
    false,
    false,
  ]);
});

test('a page that does not go on from what is here changes nothing, whatever its hashes say', () => {
  const { page, operations, reader } = aPage();
  const untouched = [findCursor(reader.db, networkStream), reader.tables()];
  const without = operations.slice(1);
  const balances = {
    type: 'balances',
    from: 0,
    to: 9,
    accounts: [],
    hasMore: false,
    yourHead: 0,
    epoch: 1,
  } as const;
  const faults = [
    [
      { ...page, from: 1, to: 4 },
      { type: 'NotWhereWeAre', cursor: 0 },
    ],
    [{ ...page, operations: without }, { type: 'HoleInNumbers' }],
    [{ ...page, to: 2, operations: without }, { type: 'ChecksumDiffers' }],
    [{ ...page, stream: ledgerStream }, { type: 'OtherStream' }],
    [balances, { type: 'OtherStream' }],
  ] as const;
  for (const [answer, error] of faults) {
    const taken = reader.inTransaction((tx) => applyPage(tx, networkStream, checked(answer)));
    expect(taken).toEqual({ ok: false, error });
  }
  reader.inTransaction((tx) => saveCursor(tx, balancesStream, { cursor: 0, checksum: NOTHING }));
  const operationsOfBalances = reader.inTransaction((tx) => applyPage(tx, balancesStream, checked(page)));
  expect(operationsOfBalances).toEqual({ ok: false, error: { type: 'OtherStream' } });
  expect([findCursor(reader.db, networkStream), reader.tables()]).toEqual(untouched);
  const taken = reader.inTransaction((tx) => applyPage(tx, networkStream, checked(page)));
  expect(taken).toEqual({ ok: true, value: { cursor: 3 } });
});

test('a page that says that there is more and brings nothing, or that leads back, changes nothing and is told', () => {
  const { page, reader } = aPage();
  const stands = { cursor: 9, checksum: NOTHING };
  for (const stream of [networkStream, balancesStream])
    reader.inTransaction((tx) => saveCursor(tx, stream, stands));
  const balances = {
    type: 'balances',
    from: 9,
    to: 9,
    accounts: [],
    hasMore: true,
    yourHead: 0,
    epoch: 1,
  } as const;
  const faults = [
    [networkStream, { ...page, from: 9, to: 9, operations: [], headChecksum: null, hasMore: true }],
    [balancesStream, balances],
    [balancesStream, { ...balances, to: 4 }],
    [balancesStream, { ...balances, to: 4, hasMore: false }],
  ] as const;
  for (const [stream, answer] of faults) {
    expect(bringsNothing(reader.db, 1, stream, checked(answer))).toBe(false);
    const taken = reader.inTransaction((tx) => applyPage(tx, stream, checked(answer)));
    expect(taken).toEqual({ ok: false, error: { type: 'LeadsNowhere' } });
    expect(findCursor(reader.db, stream)).toEqual(stands);
  }
});
