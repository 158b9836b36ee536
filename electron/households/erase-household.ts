import { existsSync } from 'node:fs';
import {
  type HouseholdId,
  type OperationId,
  type OperatorId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { type ErasureReason, householdErased } from '../../shared/operations/erasure-operations.ts';
import { cardBlocked, entitlementSuspended } from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import type { Tx } from '../database/database.ts';
import { keepErasures, readErasureRegister } from '../database/erasure-register.ts';
import { deletePapersOfErased, isHouseholdErased, listErasures } from '../database/erasures.ts';
import { findHouseholdNumber, listCards, listEntitlements } from '../database/households.ts';
import { listMergedInto } from '../database/merges.ts';
import type { ServiceContext } from '../services/service-context.ts';

export type EraseContext = Pick<ServiceContext, 'db' | 'inTransaction' | 'record' | 'newId' | 'today'>;

type Order = {
  readonly operationId: OperationId;
  readonly reason: ErasureReason;
  /** Null where the counter gives it by itself. */
  readonly operatorId: OperatorId | null;
};

/**
 * Orders a household erased, with those that were merged into it. Its cards are blocked and its rights suspended by acts
 * of their own, so that nobody shops as nobody, whatever version a counter is of. Everything in the caller's transaction.
 */
export function eraseHousehold(context: EraseContext, tx: Tx, householdId: HouseholdId, order: Order): void {
  const { operationId, reason, operatorId } = order;
  const newId = () => operationIdSchema.parse(context.newId());
  const write = <Body>(id: OperationId, kind: OperationKind<Body>, body: NoInfer<Body>) => {
    context.record(tx, {
      id,
      kind,
      body,
      businessOn: context.today(),
      ...(operatorId === null ? {} : { operatorId }),
      ...(id === operationId ? {} : { causeId: operationId }),
    });
  };
  const ids = [householdId, ...listMergedInto(tx, householdId).map((merge) => merge.householdId)];
  for (const id of ids) {
    write(id === householdId ? operationId : newId(), householdErased, { householdId: id, reason });
  }
  const today = context.today();
  for (const id of ids) {
    const household = findHouseholdNumber(tx, id);
    if (household === null) continue;
    for (const { entitlementId, endsOn, state } of listEntitlements(tx, household)) {
      if (endsOn < today || state === 'suspended') continue;
      write(newId(), entitlementSuspended, { entitlementId, householdId: id });
    }
    for (const { cardId, replacedByCardId, blockId } of listCards(tx, household)) {
      if (replacedByCardId !== null || blockId !== null) continue;
      write(newId(), cardBlocked, { cardId, householdId: id, reason: 'other' });
    }
  }
}

/**
 * At each start: what the register beside the database orders and the log does not know, as after a restore from an older
 * backup, is ordered again before any window opens; and what the log orders, from here or from a hub, is in the register.
 * Returns how many orders were given again.
 */
export function settleErasures(
  context: EraseContext,
  folders: readonly string[],
  dataFolder: string,
): number {
  const again = context.inTransaction((tx) => {
    const missing = [...new Set(folders.flatMap(readErasureRegister))].filter(
      (id) => findHouseholdNumber(tx, id) !== null && !isHouseholdErased(tx, id),
    );
    for (const id of missing) {
      // One that was merged into another of them went with it.
      if (isHouseholdErased(tx, id)) continue;
      const operationId = operationIdSchema.parse(context.newId());
      eraseHousehold(context, tx, id, { operationId, reason: 'restored', operatorId: null });
    }
    deletePapersOfErased(tx);
    return missing.length;
  });
  const erased = listErasures(context.db).map(({ householdId }) => householdId);
  // Beside the backups too: on another PC they come without this folder.
  for (const folder of new Set([dataFolder, ...folders])) {
    if (erased.length > 0 && existsSync(folder)) keepErasures(folder, erased);
  }
  return again;
}
