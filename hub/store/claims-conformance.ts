import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  productIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { deviceStream } from '../../shared/operations/kind.ts';
import {
  basketAbandoned,
  reversalAskedFor,
  reversalCeded,
} from '../../shared/operations/lease-operations.ts';
import { householdMerged, householdMergeUndone } from '../../shared/operations/merge-operations.ts';
import { operatorRolesSet } from '../../shared/operations/network-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { saleReturned } from '../../shared/operations/sale-operations.ts';
import { type AuthoriseRequest, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, anEnrolledChain, anId, type aPlace, cashierId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { authorise } from '../rules/authorise.ts';
import { fillAllowanceFacts } from '../rules/fill-allowance-facts.ts';
import { push } from '../rules/push.ts';
import { claimsHoldSince } from '../rules/take-claims.ts';
import type { HubStore } from './hub-store.ts';

type Chain = ReturnType<typeof aChain>;

const GRANTED = { ok: true, value: { type: 'granted' } };
const refused = (because: string) => ({ ok: true, value: { type: 'refused', because, short: [] } });

/** Three tills of one site, and what they ask the hub before they take something back. */
async function aClaimHub(store: HubStore) {
  const clock = { now: 1_790_000_100_000 };
  const now = () => clock.now;
  const pen = createHubPen(now);
  const context = { store, ...pen, isSignedBy };
  const enrol = (more: Parameters<typeof aPlace>[1] = {}) => anEnrolledChain(store, more);
  const pushAll = async (chain: Chain) =>
    expect(await push(context, chain.deviceId, chain.request())).toMatchObject({
      ok: true,
      value: { type: 'acknowledged', quarantined: [] },
    });
  const [till, other, third] = [await enrol(), await enrol(), await enrol()];
  const householdId = householdIdSchema.parse(v7());
  till.aTopUp(5000, householdId);

  const question = (more: Partial<AuthoriseRequest> = {}): AuthoriseRequest => ({
    protocol: PROTOCOL_VERSION,
    epoch: 1,
    authorisationId: authorisationIdSchema.parse(v7()),
    operationId: operationIdSchema.parse(v7()),
    spends: [],
    claims: [],
    ...more,
  });
  const claim = (of: Operation, known: readonly Operation[] = []): AuthoriseRequest =>
    question({
      claims: [{ kind: 'reversal', operationId: of.id, known: known.map(({ id }) => id) }],
    });
  const ask = (chain: Chain, asked: AuthoriseRequest) => authorise(store, pen, chain.deviceId, asked);
  const cede = (chain: Chain, ...operationIds: OperationId[]) =>
    chain.write(reversalCeded, { deviceId: chain.deviceId, operationIds });
  const abandon = (chain: Chain, { authorisationId, operationId }: AuthoriseRequest) =>
    chain.write(basketAbandoned, { deviceId: chain.deviceId, authorisationId, operationId });
  const doubles = async () => {
    const flags = await store.inSnapshot((tx) => tx.listOpenFlags(20));
    return flags.filter(({ reason }) => reason === 'ReversedTwice');
  };
  return {
    store,
    clock,
    context,
    enrol,
    pushAll,
    till,
    other,
    third,
    householdId,
    question,
    claim,
    ask,
    cede,
    abandon,
    doubles,
  };
}

/** Who may take back what, one act at a time: the memory store and PostgreSQL run the same tests. */
export function claimsConformance(openStore: () => Promise<HubStore>): void {
  test('a sale is taken back elsewhere once its till has ceded it, by one act at a time that knows what came back', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim } = hub;
    const sale = till.aSale(3, 300, hub.householdId);
    await hub.pushAll(till);
    expect(await ask(other, claim(sale))).toEqual(refused('HeldByWriter'));

    const first = till.aReturn(sale, 1, 100);
    hub.cede(till, sale.id);
    await hub.pushAll(till);
    expect(await ask(other, claim(sale))).toEqual(refused('NewsFirst'));
    const asked = claim(sale, [first]);
    expect(await ask(other, asked)).toEqual(GRANTED);
    expect(await ask(other, asked)).toEqual(GRANTED);
    expect(await ask(third, claim(sale, [first]))).toEqual(refused('ClaimedElsewhere'));
    expect(await ask(till, claim(sale, [first]))).toEqual(refused('ClaimedElsewhere'));

    const second = other.aReturn(sale, 1, 100, asked.operationId);
    await hub.pushAll(other);
    expect(await ask(third, claim(sale, [first]))).toEqual(refused('NewsFirst'));
    const given = claim(sale, [first, second]);
    expect(await ask(third, given)).toEqual(GRANTED);
    hub.abandon(third, given);
    await hub.pushAll(third);
    expect(await ask(till, claim(sale, [first, second]))).toEqual(GRANTED);
    expect(await hub.doubles()).toEqual([]);
  });

  test('of claims asked at the same moment one is granted, and refused questions leave nothing behind', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim } = hub;
    const [one, two] = [till.aSale(1, 100, hub.householdId), till.aSale(1, 100, hub.householdId)];
    hub.cede(till, one.id, two.id);
    await hub.pushAll(till);
    const both = (first: Operation, second: Operation) =>
      hub.question({ claims: [...claim(first).claims, ...claim(second).claims] });
    const questions = [
      { chain: other, asked: both(one, two) },
      { chain: third, asked: both(two, one) },
      { chain: till, asked: both(one, two) },
    ];
    const answers = await Promise.all(questions.map(({ chain, asked }) => ask(chain, asked)));
    const granted = questions.filter((_, index) => {
      const answer = answers[index];
      return answer?.ok === true && answer.value.type === 'granted';
    });
    expect(granted).toHaveLength(1);
    for (const { chain, asked } of granted) {
      hub.abandon(chain, asked);
      await hub.pushAll(chain);
    }
    expect(await ask(other, claim(one))).toEqual(GRANTED);
    expect(await ask(third, claim(two))).toEqual(GRANTED);
  });

  test('a claim is not kept where what the act spends is not there', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim, householdId } = hub;
    const topUp = till.aTopUp(400, householdId);
    hub.cede(till, topUp.id);
    await hub.pushAll(till);
    const spends = [
      { account: householdAccount(householdId, 'cents'), unit: 'cents', amount: 9999, fromLease: 0 } as const,
    ];
    expect(await ask(other, { ...claim(topUp), spends })).toMatchObject({ value: { because: 'NotEnough' } });
    expect(await ask(third, claim(topUp))).toEqual(GRANTED);
  });

  test('nobody waits for a device that was revoked, neither for what it wrote nor for what it claimed', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim } = hub;
    const sale = till.aSale(1, 100, hub.householdId);
    await hub.pushAll(till);
    expect(await ask(other, claim(sale))).toEqual(refused('HeldByWriter'));
    const revoke = (chain: Chain) =>
      hub.store.inTransaction((tx) => tx.setDeviceState(chain.deviceId, 'revoked', hub.clock.now));
    await revoke(till);
    expect(await ask(other, claim(sale))).toEqual(GRANTED);
    expect(await ask(third, claim(sale))).toEqual(refused('ClaimedElsewhere'));
    await revoke(other);
    expect(await ask(third, claim(sale))).toEqual(GRANTED);
  });

  test('nobody waits for ever for a device that claimed something and is away', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim, clock } = hub;
    const sale = till.aSale(1, 100, hub.householdId);
    hub.cede(till, sale.id);
    await hub.pushAll(till);
    const subject = `operation:${sale.id}` as const;
    const free = () =>
      hub.store.inTransaction((tx) => tx.holdUnclaimed([subject], claimsHoldSince(clock.now)));
    expect(await ask(other, claim(sale))).toEqual(GRANTED);
    const days = (count: number) => {
      clock.now += count * 86_400_000;
    };
    days(29);
    expect([await ask(third, claim(sale)), await free()]).toEqual([refused('ClaimedElsewhere'), []]);
    // Heard of once more, by whichever way, it is waited for again.
    await hub.store.inTransaction((tx) =>
      tx.noteContact(other.deviceId, { seenAt: clock.now, cursors: new Map() }),
    );
    days(29);
    expect([await ask(third, claim(sale)), await free()]).toEqual([refused('ClaimedElsewhere'), []]);
    await hub.pushAll(other);
    days(29);
    expect([await ask(third, claim(sale)), await free()]).toEqual([refused('ClaimedElsewhere'), []]);
    days(2);
    expect(await free()).toEqual([subject]);
    expect(await ask(third, claim(sale))).toEqual(GRANTED);
  });

  test('a device has no word in what it may not write about, and cedes nothing of another', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, ask, claim } = hub;
    const sale = till.aSale(1, 100, hub.householdId);
    await hub.pushAll(till);
    const stranger = await hub.enrol({ siteId: siteIdSchema.parse(v7()) });
    hub.cede(stranger, sale.id);
    await hub.pushAll(stranger);
    expect(await ask(other, claim(sale))).toEqual(refused('HeldByWriter'));
    hub.cede(till, sale.id);
    await hub.pushAll(till);
    expect(await ask(stranger, claim(sale))).toEqual(refused('NewsFirst'));
    const unknown = { ...sale, id: operationIdSchema.parse(anId()) };
    expect(await ask(other, claim(unknown))).toEqual(refused('NewsFirst'));
  });

  test('what names a sale and does not take it back, or where nobody of its site reads it, keeps nobody from it', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim } = hub;
    const sale = till.aSale(3, 300, hub.householdId);
    hub.cede(till, sale.id);
    await hub.pushAll(till);
    const elsewhere = siteIdSchema.parse(v7());
    const stranger = await hub.enrol({ siteId: elsewhere });
    stranger.operations.pop();
    stranger.write(operatorRolesSet, { operatorId: adminId, siteId: elsewhere, roles: ['admin'] });
    stranger.write(
      basketAbandoned,
      {
        deviceId: stranger.deviceId,
        authorisationId: authorisationIdSchema.parse(v7()),
        operationId: operationIdSchema.parse(v7()),
      },
      { changed: { reversesId: sale.id } },
    );
    const price = { points: 0, babyPoints: 0, cents: 100 };
    stranger.write(
      saleReturned,
      {
        siteId: elsewhere,
        isVoid: false,
        reason: 'mistake',
        lines: [{ line: 1, productId: productIdSchema.parse(anId()), quantity: 1, price, limitIds: [] }],
        total: price,
      },
      { operatorId: adminId, changed: { reversesId: sale.id } },
    );
    await hub.pushAll(stranger);
    const asked = claim(sale);
    expect(await ask(other, asked)).toEqual(GRANTED);
    hub.abandon(other, asked);
    await hub.pushAll(other);
    third.aReturn(sale, 1, 100);
    await hub.pushAll(third);
    expect(await ask(other, claim(sale))).toEqual(refused('NewsFirst'));
  });

  test('nobody is asked to cede what the asking device may not write about, beside other claims or afterwards', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, ask, question } = hub;
    const sale = till.aSale(1, 100, hub.householdId);
    await hub.pushAll(till);
    const elsewhere = siteIdSchema.parse(v7());
    const [stranger, mate] = [await hub.enrol({ siteId: elsewhere }), await hub.enrol({ siteId: elsewhere })];
    mate.operations.pop();
    mate.write(operatorRolesSet, { operatorId: adminId, siteId: elsewhere, roles: ['admin'] });
    const own = mate.write(
      creditToppedUp,
      {
        householdId: hub.householdId,
        siteId: elsewhere,
        programmeId: programmeIdSchema.parse('surplus'),
        purse: 'cents',
        amount: 5,
        reason: 'first-need',
      },
      { operatorId: adminId },
    );
    await hub.pushAll(mate);
    const claimsOf = (...operations: Operation[]) =>
      operations.map(({ id }) => ({ kind: 'reversal' as const, operationId: id, known: [] }));
    expect(await ask(stranger, question({ claims: claimsOf(own, sale) }))).toEqual(refused('NewsFirst'));
    const held = question({ claims: claimsOf(own) });
    expect(await ask(stranger, held)).toEqual(refused('HeldByWriter'));
    // An answered question is answered as before, whatever it claims now.
    expect(await ask(stranger, { ...held, claims: claimsOf(sale) })).toEqual(refused('HeldByWriter'));
    const lettersTo = async ({ deviceId }: Chain) => {
      const read = await hub.store.inSnapshot((tx) => tx.listOperations(deviceStream(deviceId), 0, 100));
      return read.filter(({ operation }) => operation.type === reversalAskedFor.type).length;
    };
    expect([await lettersTo(mate), await lettersTo(till)]).toEqual([1, 0]);
  });

  test('an act that is kept aside keeps nobody from what it claimed', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask, claim } = hub;
    const sale = till.aSale(3, 300, hub.householdId);
    hub.cede(till, sale.id);
    for (const chain of [till, other]) await hub.pushAll(chain);
    const asked = claim(sale);
    expect(await ask(other, asked)).toEqual(GRANTED);
    const written = other.aReturn(sale, 1, 100, asked.operationId);
    other.operations.pop();
    other.rewrite(written, { operatorId: cashierId }); // of whom the hub knows no role
    const pushed = await push(hub.context, other.deviceId, other.request());
    expect(pushed).toMatchObject({ value: { quarantined: [{ reason: 'NotAllowedToOperator' }] } });
    expect(await ask(third, claim(sale))).toEqual(GRANTED);
  });

  test('a till is asked to cede what it wrote, and not again within seconds', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, ask, claim } = hub;
    const sale = till.aSale(1, 100, hub.householdId);
    await hub.pushAll(till);
    const letters = async () => {
      const { stream } = hub.cede(aChain(till.deviceId), sale.id);
      const read = await hub.store.inSnapshot((tx) => tx.listOperations(stream, 0, 100));
      return read.map(({ operation }) => operation).filter(({ type }) => type === reversalAskedFor.type);
    };
    await ask(other, claim(sale));
    await ask(other, claim(sale));
    expect((await letters()).map(({ body }) => JSON.parse(body ?? ''))).toEqual([
      { deviceId: till.deviceId, operationIds: [sale.id] },
    ]);
    hub.clock.now += 6_000;
    await ask(other, claim(sale));
    expect(await letters()).toHaveLength(2);
  });

  test('two households are joined by one act at a time that knows how they are read, and a merge is undone once', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, ask } = hub;
    await fillAllowanceFacts({ store: hub.store, now: () => hub.clock.now });
    await hub.pushAll(till);
    const [a, b, c] = [v7(), v7(), v7()].map((id) => householdIdSchema.parse(id));
    const claimHouseholds = (...pairs: [HouseholdId | undefined, OperationId | null][]) =>
      hub.question({
        claims: pairs.flatMap(([householdId, mergeId]) =>
          householdId === undefined ? [] : [{ kind: 'household' as const, householdId, mergeId, sweeps: 0 }],
        ),
      });
    if (a === undefined || b === undefined) throw new Error('Assertion failed: there are three');
    const merging = claimHouseholds([a, null], [b, null]);
    expect(await ask(other, merging)).toEqual(GRANTED);
    expect(await ask(third, claimHouseholds([b, null], [c, null]))).toEqual(refused('ClaimedElsewhere'));
    const transfer = { householdId: a, intoHouseholdId: b, moves: [], recomputed: [] };
    const { id: mergeId } = other.write(householdMerged, transfer, {
      operatorId: adminId,
      changed: { id: merging.operationId },
    });
    await hub.pushAll(other);
    expect(await ask(third, claimHouseholds([a, null], [c, null]))).toEqual(refused('NewsFirst'));
    const undoing = claimHouseholds([a, mergeId], [b, null]);
    expect(await ask(third, undoing)).toEqual(GRANTED);
    third.write(householdMergeUndone, transfer, {
      operatorId: adminId,
      changed: { id: undoing.operationId, reversesId: mergeId },
    });
    await hub.pushAll(third);
    expect(await ask(other, claimHouseholds([a, mergeId], [b, null]))).toEqual(refused('NewsFirst'));
    expect(await ask(other, claimHouseholds([a, null], [b, null]))).toEqual(GRANTED);
  });

  test('what is taken back twice all the same is a fact, taken and flagged for what it gave', async () => {
    const hub = await aClaimHub(await openStore());
    const { till, other, third, householdId } = hub;
    const account = householdAccount(householdId, 'cents');
    const sale = till.aSale(3, 300, householdId);
    till.aReturn(sale, 2, 200);
    const topUp = till.aTopUp(400, householdId);
    await hub.pushAll(till);
    other.aReturn(sale, 1, 100);
    await hub.pushAll(other);
    expect(await hub.doubles()).toEqual([]);
    const twice = third.aReturn(sale, 1, 100);
    third.aTakeBack(topUp);
    const again = third.aTakeBack(topUp);
    await hub.pushAll(third);
    const found = await hub.doubles();
    expect(found.map(({ operationId, amount }) => ({ operationId, amount }))).toEqual(
      expect.arrayContaining([
        { operationId: twice.id, amount: 100 },
        { operationId: again.id, amount: 400 },
      ]),
    );
    expect(found).toHaveLength(2);
    const states = await hub.store.inTransaction((tx) => tx.lockAccounts([{ account, unit: 'cents' }]));
    expect(states.get(account)?.posted).toBe(5000 - 300 + 200 + 400 + 100 + 100 - 800);
  });
}
