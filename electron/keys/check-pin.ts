import type { OperatorId, SiteId } from '../../shared/domain/ids.ts';
import { waitAfterFailuresMs } from '../../shared/domain/pin-delay.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Db, InTransaction } from '../database/database.ts';
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

/** Checks a PIN with a delay that grows with each failure, and is kept across restarts. */
export async function checkPin(
  context: PinContext,
  siteId: SiteId,
  operatorId: OperatorId,
  pin: string,
): Promise<Result<null, PinFailure>> {
  const before = pinAttemptsOf(context.db, operatorId);
  const waitMs = before.notBeforeAt - context.now();
  // A clock set back must not lock an operator out for longer than the longest delay.
  if (waitMs > 0 && waitMs <= waitAfterFailuresMs(before.failures)) {
    return err({ type: 'WaitBeforeNextTry', waitSeconds: Math.ceil(waitMs / 1000) });
  }
  const verifier = findPinVerifier(context.db, siteId, operatorId);
  const isRight = verifier !== null && (await isPinRight(pin, verifier));
  if (isRight) {
    if (before.failures > 0) context.inTransaction((tx) => clearPinAttempts(tx, operatorId));
    return ok(null);
  }
  const delayMs = context.inTransaction((tx) => {
    // Read again: other tries may have failed while this one was being computed.
    const failures = pinAttemptsOf(tx, operatorId).failures + 1;
    const nextDelayMs = waitAfterFailuresMs(failures);
    setPinAttempts(tx, operatorId, { failures, notBeforeAt: context.now() + nextDelayMs });
    return nextDelayMs;
  });
  return err({ type: 'WrongPin', waitSeconds: Math.ceil(delayMs / 1000) });
}
