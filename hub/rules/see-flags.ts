import type { OperationId, OperatorId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { actFlagSeen } from '../../shared/operations/flag-operations.ts';
import type { NetworkActAnswer, NetworkActFailure } from '../../shared/sync/network-questions.ts';
import type { HubTx } from '../store/hub-store.ts';
import { insertTaken } from './insert-taken.ts';
import { type HubPen, hubDraft, writeAsHub } from './write-as-hub.ts';

/** An administrator has looked at an act that was flagged: it is open no longer, and its device is told by whom. */
export async function seeFlags(
  tx: HubTx,
  pen: HubPen,
  seenBy: OperatorId,
  operationId: OperationId,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const deviceId = await tx.markFlagsSeen(operationId, seenBy, pen.now());
  if (deviceId === null) return err({ type: 'NothingToDo' });
  const letter = hubDraft(actFlagSeen, { deviceId, operationId, seenBy });
  await insertTaken(tx, { taken: await writeAsHub(tx, pen, [letter]), changes: [], now: pen.now() });
  return ok({ taken: 0 });
}
