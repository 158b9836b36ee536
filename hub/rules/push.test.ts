import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TO_CLASSIFY } from '../../shared/domain/category.ts';
import { deviceIdSchema, householdIdSchema, schemeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { categorySet } from '../../shared/operations/catalogue-operations.ts';
import { creditToppedUp as topUpKind } from '../../shared/operations/credit-operations.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import { defineKind, networkStream } from '../../shared/operations/kind.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION, type PullAnswer } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace, cashierId, pushRequestOf, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { signedHead } from '../hub-client.fixture.ts';
import { createHubPen } from '../hub-pen.ts';
import type { HubStore } from '../store/hub-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { placeLeases } from './place-leases.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';

const allowanceSchemeId = schemeIdSchema.parse(v7());

/** What a newer version of the program might write. */
const newKind = defineKind({
  type: 'novelty.written',
  version: 1,
  body: z.strictObject({ text: z.string() }),
  writers: { by: 'device' },
  stream: () => networkStream,
});

async function aHub() {
  const store = createMemoryStore();
  const clock = { now: 1_790_000_100_000 };
  const context = { ...createHubPen(() => clock.now), isSignedBy, store };
  const enrol = async (chain: ReturnType<typeof aChain>, aloneUntilSeq = 0, more = {}) => {
    const place = aPlace(chain.deviceId, more);
    const device = { deviceId: chain.deviceId, publicKey: chain.keys.publicKey, place, aloneUntilSeq };
    await store.inTransaction((tx) => tx.insertDevice(device));
    return chain;
  };
  const pushAll = (chain: ReturnType<typeof aChain>, from?: number, to?: number) =>
    push(context, chain.deviceId, chain.request(from, to));
  const pullFrom = async (chain: ReturnType<typeof aChain>, stream: typeof networkStream, cursor = 0) => {
    const page = await pull(store, chain.deviceId, {
      protocol: PROTOCOL_VERSION,
      stream,
      cursor,
      limit: 1000,
      epoch: 1,
    });
    if (!page.ok) throw new Error(page.error.type);
    return page.value;
  };
  return { store, clock, context, enrol, pushAll, pullFrom };
}

const operationsOf = (page: PullAnswer) => (page.type === 'operations' ? page.operations : []);

describe('a push', () => {
  test('is acknowledged, numbered densely in its streams, and posted', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    chain.aProgramme('Eccedenze');
    const householdId = householdIdSchema.parse(v7());
    chain.aTopUp(1250, householdId);
    chain.aTopUp(500, householdId);
    const last = chain.operations.at(-1);
    expect(await hub.pushAll(chain)).toEqual({
      ok: true,
      value: {
        type: 'acknowledged',
        acknowledgedSeq: 4,
        hash: last?.hash,
        epoch: 1,
        hubTime: hub.clock.now,
        quarantined: [],
      },
    });
    const network = await hub.pullFrom(chain, networkStream);
    expect(network).toMatchObject({ from: 0, to: 2, hasMore: false });
    const balances = await hub.pullFrom(chain, balancesStream);
    expect(balances).toMatchObject({
      to: 1,
      yourHead: 4,
      accounts: [{ account: `household:${householdId}/cents`, posted: 1750, number: 1 }],
    });
  });

  test('again is answered with the same bytes and changes nothing', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    chain.aTopUp(100);
    const first = await hub.pushAll(chain);
    const before = JSON.stringify([...hub.store.state().accounts]);
    hub.clock.now += 5000;
    const again = await hub.pushAll(chain);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(JSON.stringify([...hub.store.state().accounts])).toBe(before);
  });

  test('again is compared with no more of the chain than it brings', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    for (let amount = 1; amount <= 5; amount++) chain.aTopUp(amount);
    await hub.pushAll(chain);
    const compared: (readonly [number, number])[] = [];
    const store: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            listHashes: (deviceId, from, to) => {
              compared.push([from, to]);
              return tx.listHashes(deviceId, from, to);
            },
          }),
        ),
    };
    const again = await push({ ...hub.context, store }, chain.deviceId, chain.request(2, 3));
    expect(again).toMatchObject({ value: { type: 'acknowledged', acknowledgedSeq: 3 } });
    expect(compared).toEqual([[1, 3]]);
  });

  test('with a gap is told what is expected, and takes nothing', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    chain.aProgramme('Uno');
    chain.aProgramme('Due');
    expect(await hub.pushAll(chain, 3)).toMatchObject({ value: { type: 'gap', expectedSeq: 1 } });
    expect(hub.store.state().operations).toEqual([]);
  });

  test('that was changed on the way is no chain', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    chain.aProgramme('Uno');
    const request = chain.request();
    const [first, second] = request.operations;
    if (first === undefined || second === undefined) throw new Error('two were written');
    const changed = { ...second, body: second.body?.replace('Uno', 'Due') };
    const forged = { ...request, operations: [first, changed as typeof second] };
    expect(await push(hub.context, chain.deviceId, forged)).toEqual({
      ok: false,
      error: { type: 'ChainInvalid', seq: 2 },
    });
    const stranger = await hub.enrol(aChain());
    expect(await push(hub.context, stranger.deviceId, request)).toMatchObject({
      error: { type: 'ChainInvalid' },
    });
  });

  test('of the same numbers with other hashes is a fork: both branches are kept', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    chain.aProgramme('Uno');
    await hub.pushAll(chain);
    const clone = aChain(chain.deviceId);
    clone.operations.push(...chain.operations.slice(0, 1));
    clone.aProgramme('Un altro');
    clone.aProgramme('E ancora');
    expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork', atSeq: 2 } });
    expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork', atSeq: 2 } });
    const { operations, forks } = hub.store.state();
    expect([operations.length, forks.map((fork) => fork.operation.seq)]).toEqual([2, [2, 3]]);
  });
});

describe('the head of a chain', () => {
  const headOf = (hub: Awaited<ReturnType<typeof aHub>>, { deviceId }: ReturnType<typeof aChain>) => {
    const { headSeq, headSignature } = hub.store.state().devices.get(deviceId) ?? {};
    return { headSeq, headSignature };
  };

  test('is its own word: what another signed, or was signed of another head, has no effect and blocks nothing', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    await hub.pushAll(chain);
    const before = headOf(hub, chain);
    chain.aTopUp(100);
    chain.aTopUp(200);
    const request = chain.request(2);
    const [, second] = chain.operations;
    if (second === undefined) throw new Error('it was written');
    const key = chain.keys.privateKey;
    for (const headSignature of [
      chain.request(1, 1).headSignature,
      chain.request(2, 2).headSignature,
      signedHead(key, { ...second, seq: 3 }),
      signedHead(key, { ...second, deviceId: aChain().deviceId }),
      pushRequestOf(aChain().keys.privateKey, request.operations).headSignature,
      '00'.repeat(64),
    ]) {
      expect(await push(hub.context, chain.deviceId, { ...request, headSignature })).toEqual({
        ok: false,
        error: { type: 'HeadSignatureInvalid' },
      });
    }
    expect(headOf(hub, chain)).toEqual(before);
    expect(hub.store.state().accounts.size).toBe(0);
    expect(await push(hub.context, chain.deviceId, request)).toMatchObject({ value: { acknowledgedSeq: 3 } });
    expect(headOf(hub, chain)).toEqual({ headSeq: 3, headSignature: request.headSignature });
  });

  test('stays signed when what comes before it is sent again, is kept aside or comes after a revocation', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 1);
    chain.anAdmin();
    chain.aTopUp(100);
    await hub.pushAll(chain);
    await hub.pushAll(chain, 1, 1); // a reply that was lost
    expect(headOf(hub, chain)).toEqual({ headSeq: 2, headSignature: chain.request().headSignature });
    chain.aTopUp(100, undefined, cashierId); // nobody's right
    await hub.pushAll(chain, 2);
    expect(headOf(hub, chain)).toEqual({ headSeq: 3, headSignature: chain.request().headSignature });
    await hub.store.inTransaction((tx) => tx.setDeviceState(chain.deviceId, 'revoked', hub.clock.now));
    chain.aTopUp(100);
    await hub.pushAll(chain, 4);
    expect(headOf(hub, chain)).toEqual({ headSeq: 4, headSignature: chain.request().headSignature });
  });
});

describe('what does not agree is kept aside and acknowledged', () => {
  const reasonsOf = async (write: (chain: ReturnType<typeof aChain>) => void, place = {}) => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 2, place);
    chain.anAdmin();
    chain.aCashier();
    write(chain);
    const answer = await hub.pushAll(chain);
    if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error('was not acknowledged');
    return answer.value.quarantined.map(({ reason }) => reason);
  };
  test('and told again where the reply was lost and more was written before it is sent again', async () => {
    const hub = await aHub();
    const chain = await hub.enrol(aChain(), 2);
    chain.anAdmin();
    chain.aCashier();
    chain.aProgramme('Di chi non può', cashierId);
    await hub.pushAll(chain); // nobody hears the answer
    chain.aProgramme('Di chi può');
    const told = [{ seq: 3, reason: 'NotAllowedToOperator' }];
    for (let time = 0; time < 2; time++) {
      expect(await hub.pushAll(chain)).toMatchObject({ value: { acknowledgedSeq: 4, quarantined: told } });
    }
  });

  const otherSite = siteId.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));

  test('a kind of a newer version, a body that does not fit, another stream, other postings', async () => {
    expect(
      await reasonsOf((chain) => chain.write(newKind, { text: 'x' }, { operatorId: cashierId })),
    ).toEqual(['UnknownKind']);
    const asTopUp = (changed: object) => (chain: ReturnType<typeof aChain>) => {
      const { body: _body, salt: _salt, hash: _hash, ...header } = aChain(chain.deviceId).aTopUp(100);
      chain.write(
        { ...newKind, type: header.type, postings: () => header.postings } as typeof newKind,
        { text: 'x' },
        {
          changed: { stream: header.stream, ...changed },
        },
      );
    };
    expect(await reasonsOf(asTopUp({}))).toEqual(['BodyInvalid']);
    const wrong = (changed: object) => (chain: ReturnType<typeof aChain>) => {
      const body = JSON.parse(aChain().aTopUp(100).body ?? '');
      chain.write(topUpKind, body, { operatorId: cashierId, changed });
    };
    expect(await reasonsOf(wrong({ stream: networkStream }))).toEqual(['StreamDiffers']);
    expect(await reasonsOf(wrong({ postings: [] }))).toEqual(['PostingsDiffer']);
  });

  test('a body of more than 64 KiB, which is counted in bytes and not in letters', async () => {
    const ofLetters = (letter: string) => (chain: ReturnType<typeof aChain>) => {
      const words = Array.from({ length: 1000 }, () => letter.repeat(40));
      const names = { categoryId: TO_CLASSIFY, name: { it: 'x', en: 'x' }, points: toPoints(1), priority: 1 };
      chain.write(categorySet, { category: { ...names, words }, isActive: true }, { operatorId: adminId });
    };
    expect([await reasonsOf(ofLetters('a')), await reasonsOf(ofLetters('à'))]).toEqual([[], ['BodyInvalid']]);
  });

  test('what its operator may not write, what only the authority writes, what belongs to another site', async () => {
    expect(await reasonsOf((chain) => chain.aTopUp(100, undefined, cashierId))).toEqual([
      'NotAllowedToOperator',
    ]);
    expect(await reasonsOf((chain) => chain.write(allowancePosted, anAllowance()))).toEqual([
      'AuthorityOnly',
    ]);
    const elsewhere = { siteId: otherSite };
    expect(await reasonsOf((chain) => chain.aTopUp(100), elsewhere)).toEqual(['NotAllowedHere']);
  });

  test('and what names it waits for it', async () => {
    expect(
      await reasonsOf((chain) => {
        const aside = chain.aTopUp(100, undefined, cashierId);
        chain.write(topUpKind, JSON.parse(aside.body ?? ''), { causeId: aside.id });
      }),
    ).toEqual(['NotAllowedToOperator', 'WaitsForAnother']);
  });
});

test('law: however a chain is cut and sent again, the hub has each operation once and accounts are its fold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 25 }),
      fc.array(fc.tuple(fc.nat({ max: 26 }), fc.nat({ max: 26 })), { maxLength: 15 }),
      async (amounts, cuts) => {
        const hub = await aHub();
        const chain = await hub.enrol(aChain(), 1);
        chain.anAdmin();
        const households = [1, 2, 3].map(() => householdIdSchema.parse(v7()));
        for (const [index, amount] of amounts.entries()) chain.aTopUp(amount, households[index % 3]);
        const length = chain.operations.length;
        for (const [from, to] of [...cuts, [0, length]] as const) {
          const start = Math.min(from, length - 1) + 1;
          if (to >= start) await hub.pushAll(chain, start, Math.min(to, length));
        }
        await hub.pushAll(chain);
        const { operations, accounts, streams } = hub.store.state();
        expect(operations.map(({ operation }) => operation.seq)).toEqual(
          chain.operations.map(({ seq }) => seq),
        );
        const total = [...accounts.values()].reduce((sum, { posted }) => sum + posted, 0);
        expect(total).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
        const ledger = operations.flatMap(({ ledgerNumber }) => ledgerNumber ?? []);
        expect(ledger).toEqual(amounts.map((_, index) => index + 1));
        expect(streams.get(ledgerStream)?.number).toBe(amounts.length);
        const office = await hub.enrol(aChain(), 0, { siteKind: 'office' });
        const page = await hub.pullFrom(office, ledgerStream);
        expect(operationsOf(page).every((header) => !('body' in header))).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test('a device pulls what is granted to where it stands, and nothing else', async () => {
  const hub = await aHub();
  const counter = await hub.enrol(aChain());
  const answer = await pull(hub.store, counter.deviceId, {
    protocol: PROTOCOL_VERSION,
    stream: ledgerStream,
    cursor: 0,
    limit: 10,
    epoch: 1,
  });
  expect(answer).toEqual({ ok: false, error: { type: 'NotGranted' } });
  const stranger = deviceIdSchema.parse(v7());
  const asked = {
    protocol: PROTOCOL_VERSION,
    stream: networkStream,
    cursor: 0,
    limit: 10,
    epoch: 1,
  } as const;
  expect(await pull(hub.store, stranger, asked)).toEqual({ ok: false, error: { type: 'DeviceUnknown' } });
  expect(await pull(hub.store, counter.deviceId, { ...asked, cursor: 5 })).toEqual({
    ok: false,
    error: { type: 'HubBehind', headNumber: 0 },
  });
});

test('a hub from before an earlier restore is behind for who knows of that one, and gives nothing', async () => {
  const hub = await aHub();
  const chain = aChain();
  const till = await hub.enrol(chain);
  const { deviceId } = till;
  const ofLater = { protocol: PROTOCOL_VERSION, epoch: 2 } as const;
  const asked = { ...ofLater, stream: networkStream, cursor: 0, limit: 10 };
  expect(await pull(hub.store, deviceId, asked)).toEqual({
    ok: false,
    error: { type: 'HubBehind', headNumber: 0 },
  });
  const isOther = { ok: false, error: { type: 'EpochIsOther', epoch: 1 } };
  expect(await placeLeases(hub.store, hub.context, deviceId, ofLater)).toEqual(isOther);
});

const anAllowance = () => ({
  householdId: householdIdSchema.parse(v7()),
  siteId,
  schemeId: allowanceSchemeId,
  purse: 'points' as const,
  periodStartsOn: localDateSchema.parse('2026-11-01'),
  periodEndsOn: localDateSchema.parse('2026-11-30'),
  revision: 1,
  points: toPoints(100),
});
