import { v5, v7 } from 'uuid';
import { expect, test } from 'vitest';
import { BATCH_TOP_UPS, keyOfBatchTopUp } from '../../shared/domain/credit.ts';
import { householdIdSchema, operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { enrolmentToSign, successionToSign } from '../../shared/sync/signed-request.ts';
import { anAllowanceHub } from '../allowance-hub.fixture.ts';
import { type aChain, adminId, anEnrolledChain, aPlace, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { CODE, hashCode } from '../entry.fixture.ts';
import { deviceKeys, signText } from '../hub-client.fixture.ts';
import { createHubPen } from '../hub-pen.ts';
import { idOfAllowance } from '../rules/allowance-id.ts';
import { enrol } from '../rules/enrol.ts';
import { push } from '../rules/push.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import { MAY_BE_AT_WORK_MS, succeed } from '../rules/succeed.ts';
import { holdHubChain } from '../rules/write-as-hub.ts';
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

  test('nobody keeps an allowance from a family by writing something else under the id that it will have', async () => {
    const hub = await anAllowanceHub(await openStore());
    await hub.begin();
    const [householdId, other] = [hub.aHousehold(), hub.aHousehold()];
    await hub.pushFrom(hub.founder);
    await hub.post();
    const liar = await anEnrolledChain(hub.store);
    const last = liar.aTopUp(1);
    liar.operations.pop();
    const december = idOfAllowance(`${householdId}|points|2026-12-01|1`);
    liar.rewrite(last, { id: december });
    expect(await hub.pushFrom(liar)).toMatchObject({
      value: { acknowledgedSeq: 2, quarantined: [{ seq: 2, reason: 'IdTaken' }] },
    });
    hub.clock.now = Date.UTC(2026, 11, 2, 11);
    await hub.post();
    const both = ['2026-11-01 1 40', '2026-12-01 1 40'];
    expect([await hub.given(householdId), await hub.given(other), hub.faults]).toEqual([both, both, []]);
    expect(await retryQuarantine(hub.context)).toEqual({ taken: 0, faults: [] });
  });

  test('a top-up of a batch is taken under the id of its key, whatever was kept aside under it before', async () => {
    const { till, liar, pushFrom, lieUnder } = await aHub(await openStore());
    const [batchId, householdId] = [operationIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    const id = operationIdSchema.parse(v5(keyOfBatchTopUp(batchId, householdId), BATCH_TOP_UPS));
    lieUnder(id, { type: 'novelty.written' });
    lieUnder(id);
    expect(await pushFrom(liar)).toMatchObject({
      value: {
        quarantined: [
          { seq: 2, reason: 'UnknownKind' },
          { seq: 3, reason: 'IdTaken' },
        ],
      },
    });
    const programmeId = programmeIdSchema.parse('surplus');
    const given = { programmeId, purse: 'cents', amount: 500, reason: 'periodic' } as const;
    const body = { householdId, siteId, batchId, ...given };
    till.write(creditToppedUp, body, { operatorId: adminId, causeId: batchId, changed: { id } });
    expect(await pushFrom(till)).toMatchObject({ value: { acknowledgedSeq: 2, quarantined: [] } });
    // Whoever repeats the batch gives nothing twice.
    liar.write(creditToppedUp, body, { operatorId: adminId, causeId: batchId, changed: { id } });
    expect(await pushFrom(liar, 4)).toMatchObject({
      value: { quarantined: [{ seq: 4, reason: 'IdTaken' }] },
    });
  });

  test('nobody is taken in under the id that the hub writes as, of this epoch or of one before', async () => {
    const { store, context, till, pushFrom } = await aHub(await openStore());
    await pushFrom(till);
    const { deviceId } = await store.inTransaction((tx) => holdHubChain(tx, context));
    const { publicKey, privateKey } = deviceKeys(deviceId);
    const asHub = { protocol: PROTOCOL_VERSION, deviceId, publicKey } as const;
    const refused = { ok: false, error: { type: 'DeviceKnown' } };
    const head = till.operations.at(-1);
    assert(head !== undefined, 'the till has written something');
    expect(
      await succeed({ ...context, now: () => context.now() + MAY_BE_AT_WORK_MS }, till.deviceId, {
        ...asHub,
        proof: signText(privateKey, successionToSign(till.deviceId, deviceId)),
        headSeq: head.seq,
        headHash: head.hash,
      }),
    ).toEqual(refused);
    await store.inTransaction((tx) =>
      tx.insertCode(hashCode(CODE), { madeAt: context.now(), place: aPlace(deviceId) }),
    );
    const asked = { ...asHub, code: CODE, headSeq: 0 };
    const proof = signText(privateKey, enrolmentToSign(asked));
    expect(await enrol({ ...context, hashCode }, { ...asked, proof })).toEqual(refused);
    expect(await store.inSnapshot((tx) => tx.findDevice(deviceId))).toBeNull();
  });
}
