import { isHouseholdAccount } from '../../shared/domain/account.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { beneficiariesStream } from '../../shared/operations/kind.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import { householdOfOperation, withoutBody } from '../../shared/operations/personal.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import type {
  AccountChange,
  HubDeviceRow,
  HubTx,
  QuarantineRow,
  StoredOperation,
} from '../store/hub-store.ts';
import { findEffects } from './find-effects.ts';
import { meetsErasures } from './keep-aside.ts';
import { takeAllowanceFacts } from './save-allowance-facts.ts';
import { type HubPen, writeAsHub } from './write-as-hub.ts';

/**
 * Numbers and stores what is taken, with what it changes on accounts, which are in the order of their names: accounts
 * first, then stream heads by name, then the rows. What is personal of a household that was erased is stored without its
 * body.
 *
 * Whoever stores something personal, and whoever takes an order to erase, holds the head of `beneficiaries` until it is
 * stored: so nothing slips in beside an order. `aside` is what the same transaction keeps aside afterwards.
 */
export async function insertTaken(
  tx: HubTx,
  taken: readonly Operation[],
  changes: readonly AccountChange[],
  aside: readonly Operation[] = [],
): Promise<readonly StoredOperation[]> {
  const isHeld = [...taken, ...aside].some(meetsErasures);
  if (taken.length === 0 && changes.length === 0 && !isHeld) return [];
  const moving = taken.filter(movesHousehold);
  await tx.lockAccounts(changes);

  const byStream = Map.groupBy(taken, ({ stream }) => stream);
  const entries = [
    ...[...byStream].map(([name, operations]) => ({ name, hashes: operations.map(({ hash }) => hash) })),
    ...(moving.length === 0 ? [] : [{ name: ledgerStream, hashes: moving.map(({ hash }) => hash) }]),
  ].map(({ name, hashes }) => ({ name, hashes, count: hashes.length }));
  const held =
    isHeld && !byStream.has(beneficiariesStream) ? [{ name: beneficiariesStream, hashes: [], count: 0 }] : [];
  const balances = { name: balancesStream, hashes: [], count: changes.length };
  const heads = await tx.raiseStreams(
    [...entries, ...held, ...(changes.length === 0 ? [] : [balances])].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
  );

  const next = new Map([...heads].map(([name, { number }]) => [name, number]));
  const numberIn = (name: StreamName): number => {
    const number = (next.get(name) ?? 0) + 1;
    next.set(name, number);
    return number;
  };
  const subjects = [...new Set(taken.flatMap((operation) => householdOfOperation(operation) ?? []))];
  const erased = await tx.findErased(subjects);
  const stored: StoredOperation[] = taken.map((operation) => ({
    operation: isErased(operation, erased) ? withoutBody(operation) : operation,
    number: numberIn(operation.stream),
    ledgerNumber: movesHousehold(operation) ? numberIn(ledgerStream) : null,
  }));
  const firstNumber = (heads.get(balancesStream)?.number ?? 0) + 1;
  await Promise.all([
    tx.insertOperations(stored),
    ...(changes.length === 0 ? [] : [tx.changeAccounts(changes, firstNumber)]),
  ]);
  await takeAllowanceFacts(tx, stored);
  return stored;
}

/**
 * Stores what is taken of a device, with all that it does to accounts, leases and authorisations, and what the device is
 * told of it. `aside` is what the caller keeps aside of it afterwards.
 */
export async function takeOperations(
  tx: HubTx,
  pen: HubPen,
  device: HubDeviceRow,
  { taken, aside }: Judged,
  now: number,
): Promise<void> {
  const effects = await findEffects(tx, device, taken, now);
  const letters = await writeAsHub(tx, pen, effects.letters);
  const stored = await insertTaken(
    tx,
    [...taken, ...letters],
    effects.changes,
    aside.map(({ operation }) => operation),
  );
  for (const { operation, number } of stored) {
    if (operation.type !== householdErased.type || operation.body === undefined) continue;
    const { householdId } = householdErased.body.parse(JSON.parse(operation.body));
    await tx.eraseHousehold({ householdId, number, erasedAt: now });
  }
  await effects.save();
}

/** Operations of one device in its order, sorted. */
export type Judged = { readonly taken: readonly Operation[]; readonly aside: readonly QuarantineRow[] };

const isErased = (operation: Operation, erased: ReadonlySet<HouseholdId>): boolean => {
  const householdId = householdOfOperation(operation);
  return householdId !== null && erased.has(householdId);
};

const movesHousehold = ({ postings }: Operation): boolean =>
  postings.some(({ account }) => isHouseholdAccount(account));
