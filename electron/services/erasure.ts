import type { erasureContract } from '../../shared/contract/erasure-contract.ts';
import { LONGEST_KEPT_DAYS } from '../../shared/domain/backup-rotation.ts';
import { isErasureConfirmed } from '../../shared/domain/erasure-confirmation.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { logAccess } from '../database/access-log.ts';
import type { Db } from '../database/database.ts';
import { countForErasure, findErasure, isHouseholdErased } from '../database/erasures.ts';
import { countStatementFiles } from '../database/files-to-destroy.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import { findOperation } from '../database/log.ts';
import { headOf, listMergedInto } from '../database/merges.ts';
import { listDeviceNames } from '../database/network.ts';
import type { Handlers } from '../handlers.ts';
import { eraseHousehold, orderAndKeep, type RegisterOptions } from '../households/erase-household.ts';
import { exportHousehold } from '../households/export-household.ts';
import { organisationOf } from '../households/organisation-of.ts';
import type { NoLine } from '../sync/sync-desk-types.ts';
import type { SyncLine } from '../sync/sync-line.ts';
import type { ServiceContext } from './service-context.ts';

type ErasureOptions = RegisterOptions & {
  readonly findLine: () => Result<Pick<SyncLine, 'ask'>, NoLine>;
  /** Ends once everything was looked through for what was missed. */
  readonly searchMissed: () => Promise<void>;
};

/** Gives a household everything that is held on it, and erases it for good. */
export function createErasureService(
  context: ServiceContext,
  { findLine, searchMissed, ...options }: ErasureOptions,
): { handlers: Handlers<typeof erasureContract> } {
  const { inTransaction } = context;
  return {
    handlers: {
      'erasure.preview': (_caller, { householdId }) => {
        const found = findErasable(context.db, householdId);
        if (!found.ok) return found;
        const merged = listMergedInto(context.db, householdId);
        const ids = [householdId, ...merged.map((each) => each.householdId)];
        return ok({
          householdId,
          displayName: found.value.displayName,
          code: householdShortCode(householdId),
          mergedNames: merged.map((each) => findHousehold(context.db, each.householdId)?.displayName ?? null),
          ...countForErasure(context.db, ids),
          files: countStatementFiles(context.db, ids),
          backupDays: LONGEST_KEPT_DAYS,
        });
      },
      'erasure.erase': (caller, { operationId, householdId, reason, typed }) =>
        orderAndKeep(context, options, (tx, tell) => {
          if (findOperation(tx, operationId) !== null) return ok(null); // Enter was pressed twice
          const found = findErasable(tx, householdId);
          if (!found.ok) return found;
          if (!isErasureConfirmed(typed, found.value)) return err({ type: 'NotConfirmed' });
          const { operatorId } = caller.operator();
          eraseHousehold(context, tx, householdId, { operationId, reason, operatorId });
          tell();
          return ok(null);
        }),
      'erasure.repeat': async (caller, { operationId, householdId }) => {
        const ordered = await orderAndKeep(context, options, (tx, tell) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const before = findErasure(tx, householdId);
          if (before === null) return err({ type: 'NotErased' });
          const { operatorId } = caller.operator();
          const { reason } = before;
          eraseHousehold(context, tx, householdId, { operationId, reason, operatorId, isAgain: true });
          tell();
          return ok(null);
        });
        if (ordered.ok) await searchMissed();
        return ordered;
      },
      'erasure.progress': async (_caller, { householdId }) => {
        const line = findLine();
        if (!line.ok) return ok({ type: line.error.type === 'NotJoined' ? 'alone' : 'goingOn' });
        const answer = await line.value.ask('erasureProgress', { protocol: PROTOCOL_VERSION, householdId });
        if (answer.type !== 'answered') return err({ type: 'HubUnreachable' });
        const { progress } = answer.value;
        if (progress === null) return ok({ type: 'notSent' });
        const { devices, doneAt } = progress;
        const names = listDeviceNames(context.db);
        const waitingFor = progress.waitingFor.map((deviceId) => names.get(deviceId) ?? null);
        return ok({ type: 'network', devices, doneAt, waitingFor });
      },
      'erasure.export': ({ operator }, { householdId }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const signedIn = operator();
          const { operatorId } = signedIn;
          const subject = `household:${householdId}`;
          logAccess(tx, { readAt: context.now(), operatorId, action: 'household.exported', subject });
          const { bytes, parts } = exportHousehold(
            tx,
            household,
            organisationOf(tx, signedIn),
            context.now(),
          );
          return ok({
            base64: Buffer.from(bytes).toString('base64'),
            code: householdShortCode(householdId),
            parts,
          });
        }),
    },
  };
}

function findErasable(
  db: Db,
  householdId: HouseholdId,
): Result<
  HouseholdRow,
  | { type: 'HouseholdUnknown' }
  | { type: 'HouseholdErased' }
  | { type: 'ErasedWithAnother'; householdId: HouseholdId }
> {
  const household = findHousehold(db, householdId);
  if (household === null) return err({ type: 'HouseholdUnknown' });
  if (isHouseholdErased(db, householdId)) return err({ type: 'HouseholdErased' });
  const head = headOf(db, householdId);
  return head === householdId ? ok(household) : err({ type: 'ErasedWithAnother', householdId: head });
}
