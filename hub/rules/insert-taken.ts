import { isHouseholdAccount } from '../../shared/domain/account.ts';
import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import { toldBy } from '../../shared/operations/brought-operations.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { floorSet } from '../../shared/operations/floor-operations.ts';
import { beneficiariesStream, networkStream } from '../../shared/operations/kind.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import { householdOfOperation, withoutBody } from '../../shared/operations/personal.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import type { AccountChange, HubDeviceRow, HubTx, NewOperation, QuarantineRow } from '../store/hub-store.ts';
import { findAllowanceFacts } from './find-allowance-facts.ts';
import { findEffects } from './find-effects.ts';
import type { Came } from './floor-book.ts';
import { meetsErasures } from './keep-aside.ts';
import { type Numbered, takeAllowanceFacts } from './save-allowance-facts.ts';
import { type HubPen, writeAsHub } from './write-as-hub.ts';

export type Taking = {
  readonly taken: readonly Operation[];
  /** In the order of the accounts' names. */
  readonly changes: readonly AccountChange[];
  /** What the same transaction keeps aside afterwards. */
  readonly aside?: readonly Operation[];
  /** Hands over what else is written under the locks on accounts. */
  readonly saveBesides?: () => void;
  /** UTC milliseconds of the hub. */
  readonly now: number;
};

/**
 * Numbers and stores what is taken, with what it changes on accounts: accounts first, then stream heads by name, then the
 * rows. What is personal of a household that was erased is stored without its body; an order to erase is carried out.
 *
 * Whoever stores something personal, and whoever takes an order to erase, holds the head of `beneficiaries` until it is
 * stored: so nothing slips in beside an order.
 *
 * Every head that is held holds up all others that write to its stream: nothing in here waits for the database between
 * that and the end of the transaction, but where an order or a number has to be known.
 */
export async function insertTaken(
  tx: HubTx,
  { taken, changes, aside = [], saveBesides, now }: Taking,
): Promise<void> {
  if (changes.length > 0) tx.lastly(tx.holdAccounts(changes));
  saveBesides?.();
  const isHeld = [...taken, ...aside].some(meetsErasures);
  if (taken.length === 0 && changes.length === 0 && !isHeld) return;
  const raising = raise(tx, taken, changes, isHeld ? [beneficiariesStream] : []);
  tx.lastly(raising);

  const subjects = [...new Set(taken.flatMap((operation) => householdOfOperation(operation) ?? []))];
  const erased = subjects.length === 0 ? NOBODY : await raising.then(() => tx.findErased(subjects));
  const rows = placed(
    taken.map((operation) => (isErased(operation, erased) ? withoutBody(operation) : operation)),
  );
  tx.lastly(tx.insertOperations(rows));
  tx.lastly(tx.changeAccounts(changes, 'numbered'));
  const bringers = rows.flatMap(({ operation }) => bringersOf(operation));
  if (bringers.length > 0) tx.lastly(tx.noteBringers(bringers));

  const isTold = ({ operation }: NewOperation) =>
    operation.type === householdErased.type ||
    operation.type === floorSet.type ||
    findAllowanceFacts(operation).length > 0;
  const toTell = rows.filter(isTold);
  if (toTell.length === 0) return;
  const heads = await raising;
  const totals = countByStream(taken);
  const told = toTell.map(({ operation, fromEnd }): Numbered => {
    const { stream } = operation;
    return { operation, number: (heads.get(stream) ?? 0) + (totals.get(stream) ?? 0) - fromEnd };
  });
  await takeAllowanceFacts(tx, told);
  for (const { operation, number } of told) {
    if (operation.type === floorSet.type && operation.body !== undefined) {
      const limit = floorSet.body.parse(JSON.parse(operation.body));
      await tx.insertFloorRule({ number, limit, setBy: operation.deviceId, setAt: now });
    }
    if (operation.type !== householdErased.type || operation.body === undefined) continue;
    const { householdId } = householdErased.body.parse(JSON.parse(operation.body));
    await tx.eraseHousehold({ householdId, number, erasedAt: now });
  }
}

const NOBODY: ReadonlySet<HouseholdId> = new Set();

/** Raises each stream by what enters it, `ledger` and `balances` too, and holds others as they are. */
function raise(
  tx: HubTx,
  taken: readonly Operation[],
  changes: readonly AccountChange[],
  held: readonly StreamName[],
): Promise<ReadonlyMap<StreamName, number>> {
  const hashes = new Map<StreamName, string[]>(held.map((name) => [name, []]));
  const enter = (name: StreamName, { hash }: Operation) => {
    const before = hashes.get(name);
    if (before === undefined) hashes.set(name, [hash]);
    else before.push(hash);
  };
  for (const operation of taken) {
    enter(operation.stream, operation);
    if (movesHousehold(operation)) enter(ledgerStream, operation);
  }
  const entries = [...hashes].map(([name, each]) => ({ name, hashes: each, count: each.length }));
  if (changes.length > 0) entries.push({ name: balancesStream, hashes: [], count: changes.length });
  return tx.raiseStreams(entries.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Where each comes in its stream, counted from the last: numbers themselves are the database's. */
function placed(taken: readonly Operation[]): NewOperation[] {
  const left = countByStream(taken);
  const next = (name: StreamName): number => {
    const fromEnd = (left.get(name) ?? 0) - 1;
    left.set(name, fromEnd);
    return fromEnd;
  };
  return taken.map((operation) => ({
    operation,
    fromEnd: next(operation.stream),
    ledgerFromEnd: movesHousehold(operation) ? next(ledgerStream) : null,
  }));
}

function countByStream(taken: readonly Operation[]): Map<StreamName, number> {
  const counts = new Map<StreamName, number>();
  const count = (name: StreamName) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const operation of taken) {
    count(operation.stream);
    if (movesHousehold(operation)) count(ledgerStream);
  }
  return counts;
}

/**
 * Stores what is taken of a device, with all that it does to accounts, leases and authorisations, and what the device is
 * told of it. `aside` is what the caller keeps aside of it afterwards.
 */
export async function takeOperations(
  tx: HubTx,
  pen: HubPen,
  device: HubDeviceRow,
  judged: Judged & Came,
  now: number,
): Promise<void> {
  const { taken, aside } = judged;
  const effects = await findEffects(tx, device, judged, now);
  const letters = await writeAsHub(tx, pen, effects.letters);
  await insertTaken(tx, {
    taken: [...taken, ...letters],
    changes: effects.changes,
    aside: aside.map(({ operation }) => operation),
    saveBesides: effects.save,
    now,
  });
}

/** Operations of one device in its order, sorted. */
export type Judged = { readonly taken: readonly Operation[]; readonly aside: readonly QuarantineRow[] };

const isErased = (operation: Operation, erased: ReadonlySet<HouseholdId>): boolean => {
  const householdId = householdOfOperation(operation);
  return householdId !== null && erased.has(householdId);
};

/** What an operation tells every device or counter of, and who tells it; empty where it is no such operation. */
function bringersOf(
  operation: Operation,
): readonly { readonly subject: string; readonly deviceId: DeviceId }[] {
  const { stream, type, version, deviceId, body } = operation;
  if (body === undefined || (stream !== networkStream && stream !== beneficiariesStream)) return [];
  const kind = findKind(type, version);
  if (kind === null) return [];
  // What was taken was checked: the body is of this very kind.
  return toldBy(kind, kind.body.parse(JSON.parse(body)), operation).map((subject) => ({ subject, deviceId }));
}

/** What enters the ledger too, which every counter reads. */
export const movesHousehold = ({ postings }: Operation): boolean =>
  postings.some(({ account }) => isHouseholdAccount(account));
