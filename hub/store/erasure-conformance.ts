import { setTimeout } from 'node:timers/promises';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { type HouseholdId, householdIdSchema, organisationIdSchema } from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { beneficiariesStream, networkStream, registryStream } from '../../shared/operations/kind.ts';
import { commitmentOf, type Operation } from '../../shared/operations/operation.ts';
import { withoutBody } from '../../shared/operations/personal.ts';
import { contactsSet } from '../../shared/operations/register-operations.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace, cashierId, organisationId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { adoptFork } from '../rules/adopt-fork.ts';
import { readErasureProgress } from '../rules/erasure-progress.ts';
import { findLostErasures, MOST_ERASURES_CLAIMED } from '../rules/find-lost-erasures.ts';
import { pull } from '../rules/pull.ts';
import { push } from '../rules/push.ts';
import { readNetwork } from '../rules/read-network.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import { sha256 } from '../sha256.ts';
import type { HubStore } from './hub-store.ts';

type Chain = ReturnType<typeof aChain>;

const saysAnything = (operation: Operation): boolean => 'body' in operation || 'salt' in operation;

/** What no rule takes of a household, whatever the reason, and one thing of another household. */
function writeInDoubt(chain: Chain, householdId: HouseholdId): Operation[] {
  const body = { householdId, displayName: 'Bianchi Ottavia' };
  const inRegister = { type: 'visit.written', stream: registryStream(organisationId) };
  const aTorn = () => {
    const whole = chain.aHouseholdOf(householdId);
    chain.operations.pop();
    const torn = whole.body?.slice(0, -1) ?? '';
    return chain.rewrite(whole, { body: torn, commitment: commitmentOf(sha256, whole.salt ?? '', torn) });
  };
  return [
    chain.write(householdSet, body, { operatorId: cashierId }), // who may not
    chain.write(householdSet, body, { operatorId: adminId, changed: { version: 99 } }), // of a newer version
    chain.write(householdSet, body, { operatorId: adminId, changed: inRegister }), // of a type nobody knows yet
    aTorn(), // what is no JSON
  ];
}

/** What every store has to do when a household is erased. */
export function erasureConformance(openStore: () => Promise<HubStore>): void {
  const aHub = async () => {
    const store = await openStore();
    const context = { ...createHubPen(() => 1_790_000_100_000), isSignedBy, store };
    const enrol = async () => {
      const chain = aChain();
      const place = aPlace(chain.deviceId);
      const device = { deviceId: chain.deviceId, publicKey: chain.keys.publicKey, place, aloneUntilSeq: 1 };
      await store.inTransaction((tx) => tx.insertDevice(device));
      chain.anAdmin();
      return chain;
    };
    const bodies = async (chain: ReturnType<typeof aChain>) => {
      const request = {
        protocol: PROTOCOL_VERSION,
        stream: beneficiariesStream,
        cursor: 0,
        limit: 50,
        epoch: 1,
      };
      const page = await pull(store, chain.deviceId, { ...request, protocol: PROTOCOL_VERSION });
      if (!page.ok || page.value.type !== 'operations') throw new Error('was not granted');
      return page.value.operations.map((each) => [each.id, 'body' in each, 'salt' in each]);
    };
    const order = (chain: Chain, householdId: HouseholdId) =>
      chain.write(householdErased, { householdId, reason: 'asked' }, { operatorId: adminId });
    const pushAll = (chain: Chain, from?: number) => push(context, chain.deviceId, chain.request(from));
    /** What is kept aside and in other branches, and whether it still says anything. */
    const asideOf = (chain: Chain) =>
      store.inSnapshot(async (tx) => {
        const aside = await tx.listAsideOf(chain.deviceId, 0, 50);
        const inFork = await tx.listOpenFork(chain.deviceId);
        return [...aside, ...inFork].map(({ operation }) => [operation.id, saysAnything(operation)]);
      });
    return { store, context, enrol, bodies, order, pushAll, asideOf };
  };

  test('an erased household keeps no body, what is pushed later and what was erased at its device among it', async () => {
    const { store, context, enrol, bodies, order } = await aHub();
    const chain = await enrol();
    const [gone, kept] = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    const first = chain.aHouseholdOf(gone);
    const other = chain.aHouseholdOf(kept);
    await push(context, chain.deviceId, chain.request());
    order(chain, gone);
    const late = chain.aHouseholdOf(gone);
    const own = chain.aHouseholdOf(gone);
    const request = chain.request(4);
    const operations = request.operations.map((each) => (each.id === own.id ? withoutBody(each) : each));
    expect(await push(context, chain.deviceId, { ...request, operations })).toMatchObject({
      ok: true,
      value: { acknowledgedSeq: 6, quarantined: [] },
    });
    const facts = await store.inSnapshot((tx) =>
      tx.listAllowanceFacts([`household:${gone}`, `household:${kept}`]),
    );
    expect(facts.map(({ subject, section }) => [subject, section])).toEqual([
      [`household:${kept}`, 'site'],
      [`household:${kept}`, 'size'],
    ]);
    expect(await bodies(chain)).toEqual([
      [first.id, false, false],
      [other.id, true, true],
      [late.id, false, false],
      [own.id, false, false],
    ]);
  });

  test('what is kept aside of it loses its body, before the order and after it, and holds up no order', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    const [gone, kept] = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    const before = writeInDoubt(chain, gone);
    const other = writeInDoubt(chain, kept);
    await hub.pushAll(chain);
    expect(await hub.asideOf(chain)).toEqual([...before, ...other].map(({ id }) => [id, true]));
    hub.order(chain, gone);
    const inOnePush = writeInDoubt(chain, gone);
    await hub.pushAll(chain, 10);
    const later = writeInDoubt(chain, gone);
    await hub.pushAll(chain, 15);
    const silent = [...before, ...inOnePush, ...later].map(({ id }) => id);
    expect(new Map((await hub.asideOf(chain)).map(([id, says]) => [id, says]))).toEqual(
      new Map([...silent.map((id) => [id, false] as const), ...other.map(({ id }) => [id, true] as const)]),
    );
  });

  test('judged again, it is taken without its body', async () => {
    const { store, context, enrol, bodies, order, pushAll } = await aHub();
    const chain = await enrol();
    const [gone, kept] = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    order(chain, gone);
    const written = [gone, kept].map((householdId) =>
      chain.write(householdSet, { householdId, displayName: 'Bianchi' }, { operatorId: cashierId }),
    );
    await pushAll(chain);
    await store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['admin']));
    expect(await retryQuarantine(context)).toMatchObject({ taken: 2 });
    expect(await bodies(chain)).toEqual(written.map(({ id }, index) => [id, index === 1, index === 1]));
  });

  test('another branch loses its body too, and is adopted without it', async () => {
    const { context, enrol, bodies, order, pushAll, asideOf } = await aHub();
    const chain = await enrol();
    const [gone, kept] = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    const clone = aChain(chain.deviceId);
    clone.operations.push(...chain.operations);
    chain.aTopUp(100);
    await pushAll(chain);
    const before = clone.aHouseholdOf(gone);
    await pushAll(clone);
    order(chain, gone);
    await pushAll(chain, 3);
    const after = [clone.aHouseholdOf(gone), clone.aHouseholdOf(kept)];
    await pushAll(clone);
    const inOrder = [before, ...after].map(({ id }, index) => [id, index === 2]);
    expect(await asideOf(chain)).toEqual(inOrder);
    expect(await adoptFork(context, chain.deviceId)).toEqual({
      ok: true,
      value: { taken: 3 },
    });
    expect(await bodies(chain)).toEqual(inOrder.map(([id, says]) => [id, says, says]));
  });

  test.each(['the order', 'what comes beside it'] as const)(
    'nothing slips in where %s is committed last',
    async (last) => {
      const { context, store, enrol, bodies, order, pushAll, asideOf } = await aHub();
      const [office, counter] = [await enrol(), await enrol()];
      for (const chain of [office, counter]) await pushAll(chain);
      const gone = householdIdSchema.parse(v7());
      order(office, gone);
      // The first thing ever written in a register: its stream has no row yet that an order could hold.
      const place = aPlace(counter.deviceId, { organisationId: organisationIdSchema.parse(v7()) });
      await store.inTransaction((tx) =>
        tx.setDevicePlace(counter.deviceId, { place, leaving: null, stoodBefore: null, moves: 0 }),
      );
      const { organisationId: own } = place;
      const contacts = { organisationId: own, householdId: gone, phones: ['0721 1'] };
      counter.write(contactsSet, contacts, { operatorId: adminId });
      const inDoubt = writeInDoubt(counter, gone);
      const slowly: HubStore = {
        ...store,
        inTransaction: (work) =>
          store.inTransaction(async (tx) => {
            const outcome = await work(tx);
            await setTimeout(150);
            return outcome;
          }),
      };
      const [first, second] = last === 'the order' ? [counter, office] : [office, counter];
      const committedLate = push({ ...context, store: slowly }, first.deviceId, first.request(2));
      await setTimeout(50);
      await push(context, second.deviceId, second.request(2));
      await committedLate;
      expect(await asideOf(counter)).toEqual(inDoubt.map(({ id }) => [id, false]));
      expect(await bodies(office)).toEqual([]);
      const register = await store.inSnapshot((tx) => tx.listOperations(registryStream(own), 0, 9));
      expect(register.map(({ operation }) => saysAnything(operation))).toEqual([false]);
    },
  );

  test('an order that the hub lost is asked for of one device at a time, until it is here', async () => {
    const { store, context, enrol, order, pushAll } = await aHub();
    const [one, two] = [await enrol(), await enrol()];
    const [known, lost] = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    order(one, known);
    await pushAll(one);
    const question = { protocol: PROTOCOL_VERSION, epoch: 1, householdIds: [known, lost, lost] } as const;
    const ask = (chain: Chain, at = 0, epoch = 1) =>
      findLostErasures({ store, now: () => context.now() + at }, chain.deviceId, {
        ...question,
        householdIds: [...question.householdIds],
        epoch,
      });
    const [asked, other] = [
      { toOrder: [lost], isSettled: false },
      { toOrder: [], isSettled: false },
    ];
    expect(await ask(one)).toEqual({ ok: true, value: asked });
    expect([await ask(two, 1), await ask(two, 59_000)]).toEqual([
      { ok: true, value: other },
      { ok: true, value: other },
    ]);
    expect(await ask(two, 61_000)).toEqual({ ok: true, value: asked });
    order(two, lost);
    await pushAll(two);
    expect(await ask(one, 200_000)).toEqual({ ok: true, value: { toOrder: [], isSettled: true } });
    expect(await ask(one, 0, 2)).toEqual({ ok: false, error: { type: 'EpochIsOther', epoch: 1 } });
    await store.inTransaction((tx) => tx.setDeviceState(two.deviceId, 'revoked', 7));
    expect(await ask(two)).toEqual({ ok: false, error: { type: 'DeviceRevoked' } });
  });

  test('one that is asked and never orders keeps nobody else from it, one at a time in turn', async () => {
    const { store, context, enrol } = await aHub();
    const [liar, honest, late] = [await enrol(), await enrol(), await enrol()];
    const lost = householdIdSchema.parse(v7());
    const asked = async (chain: Chain, minute: number) => {
      const now = () => context.now() + minute * 60_001;
      const question = { protocol: PROTOCOL_VERSION, epoch: 1, householdIds: [lost] } as const;
      const answer = await findLostErasures({ store, now }, chain.deviceId, {
        ...question,
        householdIds: [...question.householdIds],
      });
      return answer.ok && answer.value.toOrder.length > 0;
    };
    /** Who of them is asked where all ask in each of these minutes, the one that never orders before the others. */
    const inMinutes = async (chains: readonly Chain[], from: number, to: number) => {
      const who: (Chain | undefined)[] = [];
      for (let minute = from; minute <= to; minute++) {
        const asks: boolean[] = [];
        for (const chain of chains) asks.push(await asked(chain, minute));
        expect(asks.filter(Boolean).length).toBeLessThanOrEqual(1);
        who.push(chains[asks.indexOf(true)]);
      }
      return who;
    };
    expect(await inMinutes([liar, honest], 0, 3)).toEqual([liar, honest, liar, honest]);
    // Who comes later is asked before any that was, once the hub has heard of it.
    expect(await inMinutes([liar, late, honest], 4, 6)).toEqual([liar, late, honest]);
    // Those that do not come back are not waited for.
    expect(await inMinutes([liar], 7, 8)).toEqual([liar, undefined]);
    expect(await inMinutes([liar], 30, 31)).toEqual([liar, liar]);
  });

  test('of what a device says to know so much is kept and no more, in few statements, and nothing of it once it is ordered', async () => {
    const { store, context, enrol, order, pushAll } = await aHub();
    const [liar, office] = [await enrol(), await enrol()];
    const invented = () => Array.from({ length: 1000 }, () => householdIdSchema.parse(v7()));
    let [claims, jobs] = [0, 0];
    const counting: HubStore = {
      ...store,
      inTransaction: (work) =>
        store.inTransaction((tx) =>
          work({
            ...tx,
            claimJob: (...job) => {
              jobs += 1;
              return tx.claimJob(...job);
            },
            claimLostErasures: (...claim) => {
              claims += 1;
              return tx.claimLostErasures(...claim);
            },
          }),
        ),
    };
    const ask = async (chain: Chain, householdIds: HouseholdId[]) => {
      const question = { protocol: PROTOCOL_VERSION, epoch: 1, householdIds } as const;
      const answer = await findLostErasures({ store: counting, now: context.now }, chain.deviceId, question);
      return answer.ok ? answer.value.toOrder.length : null;
    };
    const first = invented();
    expect(await ask(liar, first)).toBe(1000);
    for (let from = 1000; from < MOST_ERASURES_CLAIMED; from += 1000) await ask(liar, invented());
    expect([await ask(liar, invented()), claims, jobs]).toEqual([0, MOST_ERASURES_CLAIMED / 1000 + 1, 0]);
    expect(await ask(office, invented())).toBe(1000);
    // What is ordered takes no room any more.
    for (const id of first.slice(0, 3)) order(office, id);
    await pushAll(office);
    expect([await ask(liar, invented()), await ask(liar, invented())]).toEqual([3, 0]);
  });

  test('a device counts as done once it has read past the order', async () => {
    const { store, context, enrol } = await aHub();
    const chains = [await enrol(), await enrol()] as const;
    const householdId = householdIdSchema.parse(v7());
    chains[0].write(householdErased, { householdId, reason: 'asked' }, { operatorId: adminId });
    await push(context, chains[0].deviceId, chains[0].request());
    const erasures = async () => {
      const request = { protocol: PROTOCOL_VERSION, operatorId: adminId } as const;
      const read = await readNetwork(context, chains[0].deviceId, request);
      return read.ok ? read.value.erasures : read;
    };
    const number = (await store.inSnapshot((tx) => tx.findStreamHead(networkStream))).number;
    const at = (cursor: number) => ({ seenAt: 5, cursors: new Map([[networkStream, cursor]]) });
    await store.inTransaction((tx) => tx.noteContact(chains[0].deviceId, at(number)));
    await store.inTransaction((tx) => tx.noteContact(chains[1].deviceId, at(number - 1)));
    const row = { householdId, erasedAt: context.now(), devices: 2 };
    expect(await erasures()).toEqual([{ ...row, doneAt: 1, waitingFor: [chains[1].deviceId] }]);
    await store.inTransaction((tx) => tx.noteContact(chains[1].deviceId, at(number)));
    expect(await erasures()).toEqual([{ ...row, doneAt: 2, waitingFor: [] }]);
    const ask = (chain: Chain, id = householdId) =>
      readErasureProgress({ store }, chain.deviceId, { protocol: PROTOCOL_VERSION, householdId: id });
    expect(await ask(chains[1])).toEqual({
      ok: true,
      value: { progress: { ...row, doneAt: 2, waitingFor: [] } },
    });
    expect(await ask(chains[1], householdIdSchema.parse(v7()))).toEqual({
      ok: true,
      value: { progress: null },
    });
    expect(await ask(aChain())).toEqual({ ok: false, error: { type: 'DeviceUnknown' } });
    // Ordered again, it counts from there.
    chains[0].write(householdErased, { householdId, reason: 'asked' }, { operatorId: adminId });
    await push(context, chains[0].deviceId, chains[0].request());
    const waitingFor = chains.map(({ deviceId }) => deviceId).sort();
    expect(await ask(chains[1])).toEqual({
      ok: true,
      value: { progress: { ...row, doneAt: 0, waitingFor } },
    });
  });
}
