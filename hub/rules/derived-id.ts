import { v5 } from 'uuid';
import { keyOfCarryOver, keyOfPosted } from '../../shared/domain/allowance-due.ts';
import { BATCH_TOP_UPS, keyOfBatchTopUp } from '../../shared/domain/credit.ts';
import { isDerivedId } from '../../shared/domain/ids.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import { householdMergeSwept } from '../../shared/operations/merge-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { allowanceCarriedOver } from '../../shared/operations/scheme-operations.ts';
import { idOfAllowance } from './allowance-id.ts';

/**
 * Whether an operation stands under the id of something else. An id of version 5 is only of what it derives from: every
 * counter can reckon the id of next month's allowance, and whoever wrote anything under it would keep the hub from giving it.
 * `body`: as its kind reads it.
 */
export function isIdOfAnother(
  { id, type, body }: Pick<Operation, 'id' | 'type' | 'body'>,
  wasAlone: boolean,
): boolean {
  if (!isDerivedId(id)) return false;
  // A counter that stood alone derives it from a number of its own, which nobody else can.
  if (type === householdMergeSwept.type) return !wasAlone;
  return body === undefined || deriveId(type, JSON.parse(body)) !== id;
}

/** The id that an operation of this type and body has; null where it derives from neither. */
function deriveId(type: string, body: unknown): string | null {
  switch (type) {
    case allowancePosted.type: {
      const { householdId, purse, periodStartsOn, revision } = allowancePosted.body.parse(body);
      return idOfAllowance(keyOfPosted(householdId, purse, periodStartsOn, revision));
    }
    case allowanceCarriedOver.type: {
      const { householdId, purse, fromPeriodStartsOn } = allowanceCarriedOver.body.parse(body);
      return idOfAllowance(keyOfCarryOver(householdId, purse, fromPeriodStartsOn));
    }
    case creditToppedUp.type: {
      const { batchId, householdId } = creditToppedUp.body.parse(body);
      return batchId === undefined ? null : v5(keyOfBatchTopUp(batchId, householdId), BATCH_TOP_UPS);
    }
    default:
      return null;
  }
}
