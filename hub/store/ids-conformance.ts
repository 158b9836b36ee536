import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdIdSchema } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { type aChain, anEnrolledChain } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { push } from '../rules/push.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import type { HubStore } from './hub-store.ts';

type Chain = ReturnType<typeof aChain>;

/** A till, and a device that means harm. */
async function aHub(store: HubStore) {
  const context = { ...createHubPen(() => 1_790_000_100_000), isSignedBy, store };
  const [till, liar] = [await anEnrolledChain(store), await anEnrolledChain(store)];
  const pushFrom = (chain: Chain, from?: number) => push(context, chain.deviceId, chain.request(from));
  /** A harmless operation of the liar's under an id of its choice. */
  const lieUnder = (id: Operation['id'], changed: Partial<Operation> = {}) => {
    const last = liar.aTopUp(1);
    liar.operations.pop();
    return liar.rewrite(last, { ...changed, id });
  };
  return { store, context, till, liar, pushFrom, lieUnder };
}

/** Whose an id is, whatever somebody writes under it. */
export function idsConformance(openStore: () => Promise<HubStore>): void {
  test('what came under the id of another operation keeps nobody waiting who names that one', async () => {
    const { context, till, liar, pushFrom, lieUnder } = await aHub(await openStore());
    const householdId = householdIdSchema.parse(v7());
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    const sale = till.aSale(2, 300, householdId);
    await pushFrom(till);
    lieUnder(sale.id);
    // Its own that names it names the real one too.
    liar.aReturn(sale, 1, 150);
    expect(await pushFrom(liar)).toMatchObject({ value: { quarantined: [{ seq: 2, reason: 'IdTaken' }] } });
    till.aReturn(sale, 1, 150);
    expect(await pushFrom(till, 5)).toMatchObject({ value: { acknowledgedSeq: 5, quarantined: [] } });
    expect(await retryQuarantine(context)).toEqual({ taken: 0, faults: [] });
  });

  test('who waited for an operation that was only kept aside under a taken id is taken when it is judged again', async () => {
    const { store, context, till, pushFrom, lieUnder, liar } = await aHub(await openStore());
    const householdId = householdIdSchema.parse(v7());
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    const sale = till.aSale(2, 300, householdId);
    await pushFrom(till);
    const lie = lieUnder(sale.id);
    await pushFrom(liar);
    const receivedAt = 1_790_000_100_000;
    const waiting = till.aReturn(sale, 1, 150);
    // As an older version of the hub kept them aside.
    await store.inTransaction(async (tx) => {
      const { deviceId, seq, hash } = waiting;
      await tx.setQuarantineReason(lie.deviceId, lie.seq, 'DeviceRevoked');
      await tx.insertQuarantine([
        { deviceId, seq, operation: waiting, reason: 'WaitsForAnother', receivedAt },
      ]);
      await tx.setDeviceHead(deviceId, {
        seq,
        hash,
        at: receivedAt,
        reachedOn: waiting.businessOn,
        headSignature: null,
      });
    });
    expect(await retryQuarantine(context)).toEqual({ taken: 1, faults: [] });
  });
}
