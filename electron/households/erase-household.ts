import {
  type HouseholdId,
  type OperationId,
  type OperatorId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import type { Result } from '../../shared/domain/result.ts';
import { type ErasureReason, householdErased } from '../../shared/operations/erasure-operations.ts';
import { cardBlocked, entitlementSuspended } from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import type { Db, Tx } from '../database/database.ts';
import { type ErasureRegister, keepErasures, readErasureRegister } from '../database/erasure-register.ts';
import { deletePapersOfErased, isHouseholdErased, listErasures } from '../database/erasures.ts';
import { findHouseholdNumber, listCards, listEntitlements } from '../database/households.ts';
import { listMergedInto } from '../database/merges.ts';
import type { ServiceContext } from '../services/service-context.ts';

export type ErasePen = Pick<ServiceContext, 'record' | 'newId' | 'today'>;

type Order = {
  readonly operationId: OperationId;
  readonly reason: ErasureReason;
  /** Null where the counter gives it by itself. */
  readonly operatorId: OperatorId | null;
  /** Where an order is given again, what blocked and suspended may be lost to others as the order was. */
  readonly isAgain?: boolean;
};

/**
 * Orders a household erased, with those that were merged into it. Its cards are blocked and its rights suspended by acts
 * of their own, so that nobody shops as nobody, whatever version a counter is of. Everything in the caller's transaction.
 */
export function eraseHousehold(pen: ErasePen, tx: Tx, householdId: HouseholdId, order: Order): void {
  const ids = [householdId, ...listMergedInto(tx, householdId).map((merge) => merge.householdId)];
  orderErased(pen, tx, ids, order);
}

/** Orders that are known here and nowhere else any more are given again by this counter. */
export function eraseAgain(pen: ErasePen, tx: Tx, householdIds: readonly HouseholdId[]): void {
  for (const householdId of householdIds) {
    const operationId = operationIdSchema.parse(pen.newId());
    orderErased(pen, tx, [householdId], { operationId, reason: 'restored', operatorId: null, isAgain: true });
  }
}

const TOPICS = [
  'erasure',
  'filesToDestroy',
  'retention',
  'households',
  'registers',
  'merges',
  'till',
  'statements',
  'cards',
  'entitlements',
  'printing',
];

/** Orders in one transaction: `tell` is called where something was ordered. The answer comes when that is kept, too. */
export async function orderAndKeep<T extends Result<unknown, unknown>>(
  context: Pick<ServiceContext, 'db' | 'inTransaction' | 'announce'>,
  options: RegisterOptions,
  order: (tx: Tx, tell: () => void) => T,
): Promise<T> {
  let keeping: Promise<void> | null = null;
  const keep = () => {
    keeping = keepAndTell(context, options);
  };
  const answer = context.inTransaction((tx) => order(tx, () => tx.afterCommit(keep)));
  await keeping;
  return answer;
}

/**
 * After an order was committed: it is kept outside of the database too, and every screen asks again. Done once it lies beside the
 * backups as well: whoever reads that it is done may take the stick out.
 */
export async function keepAndTell(
  { db, announce }: Pick<ServiceContext, 'db' | 'announce'>,
  options: RegisterOptions,
): Promise<void> {
  announce({ type: 'changed', topics: TOPICS });
  await keepInRegisters(db, options);
}

export type RegisterOptions = {
  /** Beside the database. */
  readonly own: ErasureRegister;
  /** Who was noted beside the backups when this counter opened: they go to another PC without it. */
  readonly besideBackups: readonly HouseholdId[];
  /** Notes orders beside the backups, where these are now and can be reached: it may be a share that is off. */
  readonly keepBeside: (householdIds: readonly HouseholdId[]) => Promise<void>;
  /** Told of what could not be read or written. */
  readonly onBug: (error: unknown) => void;
};

/**
 * Brings the registers up to what the log orders, where it orders more than before: called for whatever came from a hub. What
 * cannot be written is told and made good at the next call, the next backup or the next start: the order itself is done.
 */
export function createRegisterKeeper(db: Db, options: RegisterOptions): () => Promise<void> {
  let kept = 0;
  return async () => {
    const erased = listErasures(db).length;
    if (erased !== kept && (await keepInRegisters(db, options))) kept = erased;
  };
}

/**
 * A folder of backups may be a stick that is out: it gets its register with the next backup. One that is full or broken must not
 * stop anything either: the orders stand in the log. False where something is still to be written.
 */
async function keepInRegisters(db: Db, { own, keepBeside, onBug }: RegisterOptions): Promise<boolean> {
  const erased = listErasures(db).map(({ householdId }) => householdId);
  if (erased.length === 0) return true;
  let isKept = true;
  try {
    keepErasures(own, erased);
  } catch (error) {
    onBug(error);
    isKept = false;
  }
  try {
    await keepBeside(erased);
  } catch (error) {
    onBug(error);
    isKept = false;
  }
  return isKept;
}

/** Whether a register lacks an order that the log holds: whoever brings back a backup from there brings back who was erased. */
export function isRegisterBehind(db: Db, noted: readonly HouseholdId[]): boolean {
  const kept = new Set(noted);
  return listErasures(db).some(({ householdId }) => !kept.has(householdId));
}

/** What cannot be read is told, and says nothing. */
function readIfReadable(register: ErasureRegister, onBug: RegisterOptions['onBug']): HouseholdId[] {
  try {
    return readErasureRegister(register);
  } catch (error) {
    onBug(error);
    return [];
  }
}

/** The first of them under the order's id, all else because of it. */
function orderErased(
  pen: ErasePen,
  tx: Tx,
  ids: readonly HouseholdId[],
  { operationId, reason, operatorId, isAgain = false }: Order,
): void {
  const newId = () => operationIdSchema.parse(pen.newId());
  const today = pen.today();
  const write = <Body>(id: OperationId, kind: OperationKind<Body>, body: NoInfer<Body>) => {
    pen.record(tx, {
      id,
      kind,
      body,
      businessOn: today,
      ...(operatorId === null ? {} : { operatorId }),
      ...(id === operationId ? {} : { causeId: operationId }),
    });
  };
  for (const [index, householdId] of ids.entries()) {
    write(index === 0 ? operationId : newId(), householdErased, { householdId, reason });
  }
  for (const id of ids) {
    const household = findHouseholdNumber(tx, id);
    if (household === null) continue;
    for (const { entitlementId, endsOn, state } of listEntitlements(tx, household)) {
      if (endsOn < today || (state === 'suspended' && !isAgain)) continue;
      write(newId(), entitlementSuspended, { entitlementId, householdId: id });
    }
    for (const { cardId, replacedByCardId, blockId } of listCards(tx, household)) {
      if (replacedByCardId !== null || (blockId !== null && !isAgain)) continue;
      write(newId(), cardBlocked, { cardId, householdId: id, reason: 'other' });
    }
  }
}

/** Households here whose erasure a register of this counter orders and the log does not know of. */
export const listMissingErasures = (db: Db, { own, besideBackups, onBug }: RegisterOptions): HouseholdId[] =>
  [...new Set([...readIfReadable(own, onBug), ...besideBackups])].filter(
    (id) => findHouseholdNumber(db, id) !== null && !isHouseholdErased(db, id),
  );

/**
 * At each start: what the register beside the database orders and the log does not know, as after a restore from an older
 * backup, is ordered again before any window opens; and what the log orders, from here or from a hub, is in the register.
 * A register that cannot be read or written is told, and tried again at the next order, backup or start.
 * Returns how many orders were given again.
 */
export function settleErasures(
  context: ErasePen & Pick<ServiceContext, 'db' | 'inTransaction'>,
  options: RegisterOptions,
): number {
  const again = context.inTransaction((tx) => {
    const missing = listMissingErasures(tx, options);
    for (const id of missing) {
      // One that was merged into another of them went with it.
      if (isHouseholdErased(tx, id)) continue;
      const operationId = operationIdSchema.parse(context.newId());
      eraseHousehold(context, tx, id, { operationId, reason: 'restored', operatorId: null });
    }
    deletePapersOfErased(tx);
    return missing.length;
  });
  void keepInRegisters(context.db, options);
  return again;
}
