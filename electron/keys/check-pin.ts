import type { OperatorId, SiteId } from '../../shared/domain/ids.ts';
import { waitAfterFailuresMs } from '../../shared/domain/pin-delay.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Db, InTransaction, Tx } from '../database/database.ts';
import { findPinVerifier } from '../database/network.ts';
import { clearPinAttempts, pinAttemptsOf, setPinAttempts } from '../database/pin-attempts.ts';
import { isPinRight } from './pin-verifier.ts';

export type PinFailure =
  | { readonly type: 'WrongPin'; readonly waitSeconds: number }
  | { readonly type: 'WaitBeforeNextTry'; readonly waitSeconds: number };

export type PinContext = {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  readonly now: () => number;
};

/**
 * Checks a PIN with a delay that grows with each failure, and is kept across restarts. A try counts as failed before it
 * is computed, so that a thousand tries sent at once are not a thousand free ones, and one cut by a restart counts.
 */
export async function checkPin(
  context: PinContext,
  siteId: SiteId,
  operatorId: OperatorId,
  pin: string,
): Promise<Result<null, PinFailure>> {
  const begun = context.inTransaction((tx) => beginTry(context, tx, operatorId));
  if (!begun.ok) return begun;
  const verifier = findPinVerifier(context.db, siteId, operatorId);
  const isRight = verifier !== null && (await isPinRight(pin, verifier));
  if (!isRight) return err({ type: 'WrongPin', waitSeconds: Math.ceil(begun.value.delayMs / 1000) });
  context.inTransaction((tx) => clearPinAttempts(tx, operatorId));
  return ok(null);
}

function beginTry(
  { now }: PinContext,
  tx: Tx,
  operatorId: OperatorId,
): Result<{ delayMs: number }, PinFailure> {
  const before = pinAttemptsOf(tx, operatorId);
  const waitMs = before.notBeforeAt - now();
  // A clock set back must not lock an operator out for longer than the longest delay.
  if (waitMs > 0 && waitMs <= waitAfterFailuresMs(before.failures)) {
    return err({ type: 'WaitBeforeNextTry', waitSeconds: Math.ceil(waitMs / 1000) });
  }
  const failures = before.failures + 1;
  const delayMs = waitAfterFailuresMs(failures);
  setPinAttempts(tx, operatorId, { failures, notBeforeAt: now() + delayMs });
  return ok({ delayMs });
}
