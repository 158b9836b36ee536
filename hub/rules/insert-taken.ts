import { isHouseholdAccount } from '../../shared/domain/account.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import type { AccountChange, HubDeviceRow, HubTx, StoredOperation } from '../store/hub-store.ts';
import { findEffects } from './find-effects.ts';
import { takeAllowanceFacts } from './save-allowance-facts.ts';

/**
 * Numbers and stores what is taken, with what it changes on accounts, which are in the order of their names: accounts
 * first, then stream heads by name, then the rows.
 */
export async function insertTaken(
  tx: HubTx,
  taken: readonly Operation[],
  changes: readonly AccountChange[],
): Promise<void> {
  if (taken.length === 0 && changes.length === 0) return;
  const moving = taken.filter(movesHousehold);
  await tx.lockAccounts(changes);

  const byStream = Map.groupBy(taken, ({ stream }) => stream);
  const entries = [
    ...[...byStream].map(([name, operations]) => ({ name, hashes: operations.map(({ hash }) => hash) })),
    ...(moving.length === 0 ? [] : [{ name: ledgerStream, hashes: moving.map(({ hash }) => hash) }]),
  ].map(({ name, hashes }) => ({ name, hashes, count: hashes.length }));
  const balances = { name: balancesStream, hashes: [], count: changes.length };
  const heads = await tx.raiseStreams(
    [...entries, ...(changes.length === 0 ? [] : [balances])].sort((a, b) => (a.name < b.name ? -1 : 1)),
  );

  const next = new Map([...heads].map(([name, { number }]) => [name, number]));
  const numberIn = (name: StreamName): number => {
    const number = (next.get(name) ?? 0) + 1;
    next.set(name, number);
    return number;
  };
  const stored: StoredOperation[] = taken.map((operation) => ({
    operation,
    number: numberIn(operation.stream),
    ledgerNumber: movesHousehold(operation) ? numberIn(ledgerStream) : null,
  }));
  const firstNumber = (heads.get(balancesStream)?.number ?? 0) + 1;
  await Promise.all([
    tx.insertOperations(stored),
    ...(changes.length === 0 ? [] : [tx.changeAccounts(changes, firstNumber)]),
  ]);
  await takeAllowanceFacts(tx, stored);
}

/** Stores what is taken of a device, with all that it does to accounts, leases and authorisations. */
export async function takeOperations(
  tx: HubTx,
  device: HubDeviceRow,
  taken: readonly Operation[],
  now: number,
): Promise<void> {
  const effects = await findEffects(tx, device, taken, now);
  await insertTaken(tx, taken, effects.changes);
  await effects.save();
}

const movesHousehold = ({ postings }: Operation): boolean =>
  postings.some(({ account }) => isHouseholdAccount(account));
