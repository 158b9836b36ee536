import { operationIdSchema } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import {
  basketAbandoned,
  leaseReturned,
  MOST_LEASES_IN_BODY,
  reversalCeded,
} from '../../shared/operations/lease-operations.ts';
import type { LeasesAnswer } from '../../shared/sync/protocol.ts';
import type { Tx } from '../database/database.ts';
import {
  closeAuthorisation,
  isAuthorisationKnown,
  listRecalledLeases,
  type OpenAuthorisation,
} from '../database/leases.ts';
import { findOperation, getOwnHead, type RecordOperation } from '../database/log.ts';
import { listReversalsToCede } from '../database/reversal-rights.ts';

/** What this counter writes into its own chain about leases and authorisations. */
export type Pen = {
  readonly record: RecordOperation;
  readonly newId: () => string;
  readonly today: () => LocalDate;
};

/** What was granted and is not needed is free again once the hub reads it in this device's chain. */
export function abandonAuthorisation(
  pen: Pen,
  tx: Tx,
  { authorisationId, operationId }: Pick<OpenAuthorisation, 'authorisationId' | 'operationId'>,
): void {
  pen.record(tx, {
    id: operationIdSchema.parse(pen.newId()),
    kind: basketAbandoned,
    body: { deviceId: getOwnHead(tx).deviceId, authorisationId, operationId },
    businessOn: pen.today(),
  });
  closeAuthorisation(tx, authorisationId);
}

/**
 * Gives up what was granted and this counter does not know: its disk was put back to before it asked, and it has written nothing
 * since by which anybody would have noticed. Answers whether there was something.
 */
export function giveUpForgotten(pen: Pen, tx: Tx, { unclosed }: Pick<LeasesAnswer, 'unclosed'>): boolean {
  const forgotten = unclosed.filter(
    ({ authorisationId, operationId }) =>
      !isAuthorisationKnown(tx, authorisationId) && findOperation(tx, operationId) === null,
  );
  for (const each of forgotten) abandonAuthorisation(pen, tx, each);
  return forgotten.length > 0;
}

/**
 * Gives up what the hub asked back: what is left of leases, and taking back without asking what this device wrote. It stands in
 * the device's own chain, so that whatever was done before is at the hub before. Answers whether there was something.
 */
export function giveBackRecalled(pen: Pen, tx: Tx): boolean {
  const leases = listRecalledLeases(tx, MOST_LEASES_IN_BODY);
  const operationIds = listReversalsToCede(tx, MOST_LEASES_IN_BODY);
  const { deviceId } = getOwnHead(tx);
  const draft = () => ({ id: operationIdSchema.parse(pen.newId()), businessOn: pen.today() });
  if (leases.length > 0) pen.record(tx, { ...draft(), kind: leaseReturned, body: { deviceId, leases } });
  if (operationIds.length > 0) {
    pen.record(tx, { ...draft(), kind: reversalCeded, body: { deviceId, operationIds } });
  }
  return leases.length > 0 || operationIds.length > 0;
}
