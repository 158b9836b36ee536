import {
  type HouseholdId,
  type OperationId,
  type OperatorId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { type ErasureReason, householdErased } from '../../shared/operations/erasure-operations.ts';
import { cardBlocked, entitlementSuspended } from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { findFolderFailure, readBackupFolder } from '../database/backup-files.ts';
import type { Db, Tx } from '../database/database.ts';
import { keepErasures, readErasureRegister } from '../database/erasure-register.ts';
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

/** After an order was committed: it is kept outside of the database too, and every screen asks again. */
export function keepAndTell(
  { db, announce }: Pick<ServiceContext, 'db' | 'announce'>,
  dataFolder: string,
  onBug: (error: unknown) => void,
): void {
  announce({ type: 'changed', topics: TOPICS });
  createRegisterKeeper(db, dataFolder, onBug)();
}

/**
 * Brings the registers up to what the log orders, where it orders more than before: called for whatever came from a hub. What
 * cannot be written is told and made good at the next call, the next backup or the next start: the order itself is done.
 */
export function createRegisterKeeper(
  db: Db,
  dataFolder: string,
  onBug: (error: unknown) => void,
): () => void {
  let kept = 0;
  return () => {
    const erased = listErasures(db).length;
    if (erased === kept) return;
    try {
      keepInRegisters(db, registerFolders(dataFolder));
      kept = erased;
    } catch (error) {
      onBug(error);
    }
  };
}

/** Where registers lie: beside the database, and beside the backups, which go to another PC without it. */
export const registerFolders = (dataFolder: string): string[] => [
  dataFolder,
  readBackupFolder(dataFolder).folder,
];

/** A folder of backups may be a stick that is out: it gets its register with the next backup. */
function keepInRegisters(db: Db, folders: readonly string[]): void {
  const erased = listErasures(db).map(({ householdId }) => householdId);
  for (const folder of new Set(folders)) {
    if (erased.length > 0 && findFolderFailure(folder) === null) keepErasures(folder, erased);
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

/** Households here whose erasure a register orders and the log does not know of. */
export const listMissingErasures = (db: Db, folders: readonly string[]): HouseholdId[] =>
  [...new Set(folders.flatMap(readErasureRegister))].filter(
    (id) => findHouseholdNumber(db, id) !== null && !isHouseholdErased(db, id),
  );

/**
 * At each start: what the register beside the database orders and the log does not know, as after a restore from an older
 * backup, is ordered again before any window opens; and what the log orders, from here or from a hub, is in the register.
 * Returns how many orders were given again.
 */
export function settleErasures(
  context: ErasePen & Pick<ServiceContext, 'db' | 'inTransaction'>,
  folders: readonly string[],
  dataFolder: string,
): number {
  const again = context.inTransaction((tx) => {
    const missing = listMissingErasures(tx, folders);
    for (const id of missing) {
      // One that was merged into another of them went with it.
      if (isHouseholdErased(tx, id)) continue;
      const operationId = operationIdSchema.parse(context.newId());
      eraseHousehold(context, tx, id, { operationId, reason: 'restored', operatorId: null });
    }
    deletePapersOfErased(tx);
    return missing.length;
  });
  keepInRegisters(context.db, [dataFolder, ...folders]);
  return again;
}
