import { MOST_DUE_LISTED, type retentionContract } from '../../shared/contract/retention-contract.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { localDateAt } from '../../shared/domain/local-date.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { accessLogDays, dueBefore } from '../../shared/domain/retention.ts';
import { retentionSet } from '../../shared/operations/retention-operations.ts';
import { countPrunableAccesses, logAccess, pruneAccessLog } from '../database/access-log.ts';
import type { Db } from '../database/database.ts';
import { balanceOf, findHousehold } from '../database/households.ts';
import { findOperation } from '../database/log.ts';
import { listQuietHouseholds, retentionRulesOf } from '../database/retention.ts';
import { findMembership } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import { eraseHousehold, orderAndKeep, type RegisterOptions } from '../households/erase-household.ts';
import type { ServiceContext } from './service-context.ts';

/** How long data are kept, what of them is due, and its deletion by a person: nothing goes by itself. */
export function createRetentionService(
  context: ServiceContext,
  registers: RegisterOptions,
): { handlers: Handlers<typeof retentionContract> } {
  const { inTransaction, now, today } = context;
  const pruning = (db: Db) => ({ nowMs: now(), keptDays: accessLogDays(retentionRulesOf(db)) });
  return {
    handlers: {
      'retention.view': ({ operator }) =>
        inTransaction((tx) => {
          const { operatorId } = operator();
          const rules = retentionRulesOf(tx);
          const before = dueBefore(rules, today());
          const due = listQuietHouseholds(tx, before);
          if (due.length > 0) {
            logAccess(tx, {
              readAt: now(),
              operatorId,
              action: 'retention.listed',
              subject: `before:${before}`,
            });
          }
          return ok({
            rules,
            isInNetwork: findMembership(tx) !== null,
            dueHouseholds: due.length,
            households: due
              .slice(0, MOST_DUE_LISTED)
              .map(({ household, householdId, displayName, lastOn }) => ({
                householdId,
                displayName,
                lastOn,
                cents: balanceOf(tx, household, 'cents'),
                washes: balanceOf(tx, household, 'washes'),
              })),
            dueAccesses: countPrunableAccesses(tx, pruning(tx)),
          });
        }),
      'retention.saveRules': ({ operator }, { rules }) =>
        inTransaction((tx) => {
          const before = retentionRulesOf(tx);
          const isSame =
            before.householdMonths === rules.householdMonths &&
            before.accessLogMonths === rules.accessLogMonths;
          if (isSame) return ok(null);
          context.record(tx, {
            id: operationIdSchema.parse(context.newId()),
            kind: retentionSet,
            body: { rules },
            operatorId: operator().operatorId,
            businessOn: today(),
          });
          tx.afterCommit(() =>
            context.announce({ type: 'changed', topics: ['retention', 'administration'] }),
          );
          return ok(null);
        }),
      'retention.eraseHouseholds': ({ operator }, { orders, typed }) =>
        orderAndKeep(context, registers, (tx, tell) => {
          const open = orders.filter(({ operationId }) => findOperation(tx, operationId) === null);
          if (open.length === 0) return ok({ erased: orders.length }); // Enter was pressed twice
          if (findMembership(tx) !== null) return err({ type: 'ErasedOneByOne' });
          if (typed.trim() !== String(orders.length)) return err({ type: 'CountDiffers' });
          const due = new Map(
            listQuietHouseholds(tx, dueBefore(retentionRulesOf(tx), today())).map((each) => [
              each.householdId,
              each,
            ]),
          );
          const other = open.find(({ householdId }) => !due.has(householdId));
          if (other !== undefined) {
            return err({
              type: 'NotDue',
              displayName: findHousehold(tx, other.householdId)?.displayName ?? '?',
            });
          }
          const { operatorId } = operator();
          for (const { operationId, householdId } of open) {
            eraseHousehold(context, tx, householdId, { operationId, reason: 'noLongerNeeded', operatorId });
          }
          tell();
          return ok({ erased: orders.length });
        }),
      'retention.pruneAccessLog': ({ operator }) =>
        inTransaction((tx) => {
          const { operatorId } = operator();
          if (localDateAt(now()) !== today()) return err({ type: 'ClockDiffers' });
          const deleted = pruneAccessLog(tx, { ...pruning(tx), operatorId });
          tx.afterCommit(() => context.announce({ type: 'changed', topics: ['retention'] }));
          return ok({ deleted });
        }),
    },
  };
}
