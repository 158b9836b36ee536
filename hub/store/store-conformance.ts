import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  householdIdSchema,
  leaseIdSchema,
  operationIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { deviceStream, networkStream, siteStream } from '../../shared/operations/kind.ts';
import { basketAbandoned, leaseReturned } from '../../shared/operations/lease-operations.ts';
import { commitmentOf, type Operation, type StreamName } from '../../shared/operations/operation.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace, cashierId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { adoptFork } from '../rules/adopt-fork.ts';
import { authorise } from '../rules/authorise.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { pull } from '../rules/pull.ts';
import { push } from '../rules/push.ts';
import { readNetwork } from '../rules/read-network.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import { seeFlags } from '../rules/see-flags.ts';
import { sha256 } from '../sha256.ts';
import { MOST_BYTES_AT_ONCE } from './aside-tables.ts';
import type { HubStore } from './hub-store.ts';

type Chain = ReturnType<typeof aChain>;

/** What every store has to do, whatever it is made of: the memory store and PostgreSQL run the same tests. */
export function conformance(openStore: () => Promise<HubStore>): void {
  const aHub = async () => {
    const store = await openStore();
    const context = { ...createHubPen(() => 1_790_000_100_000), isSignedBy, store };
    const enrol = async (more: Parameters<typeof aPlace>[1] = {}): Promise<Chain> => {
      const chain = aChain();
      await store.inTransaction((tx) =>
        tx.insertDevice({
          deviceId: chain.deviceId,
          publicKey: chain.keys.publicKey,
          place: aPlace(chain.deviceId, more),
          aloneUntilSeq: 1,
        }),
      );
      chain.anAdmin();
      return chain;
    };
    const pushAll = (chain: Chain, from?: number, to?: number) =>
      push(context, chain.deviceId, chain.request(from, to));
    /** Everything of a stream, page by page, as a device reads it. */
    const readAll = async (chain: Chain, stream: StreamName, limit = 7) => {
      const read: { from: number; to: number; hashes: string[]; headChecksum: string | null }[] = [];
      let cursor = 0;
      for (let pages = 0; pages < 1000; pages++) {
        const request = { protocol: PROTOCOL_VERSION, stream, cursor, limit, epoch: 1 } as const;
        const page = await pull(store, chain.deviceId, request);
        if (!page.ok || page.value.type !== 'operations') throw new Error('was not granted');
        const { from, to, operations, headChecksum, hasMore } = page.value;
        read.push({ from, to, hashes: operations.map(({ hash }) => hash), headChecksum });
        cursor = to;
        if (!hasMore) return read;
      }
      throw new Error('a stream ends');
    };
    return { store, context, enrol, pushAll, readAll };
  };

  test('pages of a stream follow each other without a hole and add up to its checksum', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    for (let amount = 1; amount <= 30; amount++) chain.aTopUp(amount);
    await hub.pushAll(chain);
    const pages = await hub.readAll(chain, siteStream(siteId));
    expect(pages.map(({ from, to }) => [from, to])).toEqual([
      [0, 7],
      [7, 14],
      [14, 21],
      [21, 28],
      [28, 30],
    ]);
    const all = pages.flatMap(({ hashes }) => hashes);
    expect(pages.at(-1)?.headChecksum).toBe(addToChecksum(NOTHING, all));
    expect(all).toEqual(chain.operations.slice(1).map(({ hash }) => hash));
  });

  test('of long operations a page holds no more than is read at once, and all of them one page after the other', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    const stream = siteStream(siteId);
    for (let count = 0; count < 20; count++) {
      const operation = { ...chain.aTopUp(1), body: 'x'.repeat(MOST_BYTES_AT_ONCE / 8) };
      await hub.store.inTransaction(async (tx) => {
        await tx.raiseStreams([{ name: stream, hashes: [operation.hash], count: 1 }]);
        await tx.insertOperations([{ operation, fromEnd: 0, ledgerFromEnd: null }]);
      });
    }
    const pages = await hub.readAll(chain, stream, 1000);
    expect(pages.map(({ from, to }) => [from, to])).toEqual([
      [0, 8],
      [8, 16],
      [16, 20],
    ]);
    const all = chain.operations.slice(1).map(({ hash }) => hash);
    expect(pages.flatMap(({ hashes }) => hashes)).toEqual(all);
    expect(pages.at(-1)?.headChecksum).toBe(addToChecksum(NOTHING, all));
  });

  test('a code that is kept again stays as it was, used or not', async () => {
    const { store } = await aHub();
    const hash = 'cd'.repeat(32);
    const asLocked = () => store.inTransaction((tx) => tx.lockCode(hash));
    await store.inTransaction((tx) => tx.insertCode(hash, { madeAt: 10, place: null }));
    await store.inTransaction((tx) => tx.spendCode(hash, aChain().deviceId, 20));
    await store.inTransaction((tx) => tx.insertCode(hash, { madeAt: 30, place: null, takesOffice: true }));
    expect(await asLocked()).toEqual({ madeAt: 10, usedAt: 20, place: null, takesOffice: false });
  });

  test('sites are known by what was last said of them, and listed by organisation', async () => {
    const { store } = await aHub();
    const [first, second] = [siteIdSchema.parse(v7()), siteIdSchema.parse(v7())];
    const organisation = organisationIdSchema.parse(v7());
    const shop = { organisationId: organisation, kind: 'emporio', isActive: true } as const;
    await store.inTransaction(async (tx) => {
      await tx.setSite(first, shop);
      await tx.setSite(second, { ...shop, kind: 'office' });
      await tx.setSite(first, { ...shop, isActive: false });
    });
    await store.inSnapshot(async (tx) => {
      expect(await tx.findSite(first)).toEqual({ ...shop, isActive: false });
      expect(await tx.findSite(siteIdSchema.parse(v7()))).toBeNull();
      expect(await tx.listSites(organisation)).toEqual([first, second].sort());
    });
  });

  test('the device that brought its network is found', async () => {
    const { store } = await aHub();
    const founder = aChain().deviceId;
    const insert = (deviceId: typeof founder, aloneUntilSeq: number) =>
      store.inTransaction((tx) =>
        tx.insertDevice({ deviceId, publicKey: 'ab'.repeat(32), place: aPlace(deviceId), aloneUntilSeq }),
      );
    const find = () => store.inSnapshot((tx) => tx.findFounder());
    expect(await find()).toBeNull();
    await insert(aChain().deviceId, 0);
    await insert(founder, 9);
    expect(await find()).toBe(founder);
  });

  test('a body comes back as the bytes it was, and the ledger has headers only', async () => {
    const hub = await aHub();
    const chain = await hub.enrol({ siteKind: 'office' });
    chain.aProgramme('Così «è» — 10 €\u2028🥖');
    chain.aTopUp(100);
    await hub.pushAll(chain);
    const asked = { protocol: PROTOCOL_VERSION, cursor: 0, limit: 10, epoch: 1 } as const;
    const network = await pull(hub.store, chain.deviceId, { ...asked, stream: networkStream });
    expect(network).toMatchObject({ value: { operations: chain.operations.slice(0, 2) } });
    const ledger = await pull(hub.store, chain.deviceId, { ...asked, stream: ledgerStream });
    const { body: _body, salt: _salt, ...header } = chain.operations[2] ?? {};
    expect(ledger).toMatchObject({ ok: true });
    expect(ledger.ok && ledger.value.type === 'operations' && ledger.value.operations).toEqual([header]);
  });

  test('a push that fails half way leaves nothing', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100);
    const failing: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({ ...tx, setDeviceHead: () => Promise.reject(new Error('the power is gone')) }),
        ),
    };
    const context = { ...createHubPen(() => 1), isSignedBy, store: failing };
    await expect(push(context, chain.deviceId, chain.request())).rejects.toThrow('the power is gone');
    expect(await hub.readAll(chain, siteStream(siteId))).toMatchObject([{ to: 0, hashes: [] }]);
    expect(await hub.pushAll(chain)).toMatchObject({ value: { type: 'acknowledged', acknowledgedSeq: 2 } });
  });

  test('a push whose last write is refused by the store leaves nothing, and is not acknowledged', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100);
    const failing: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            changeAccounts: (changes, numbering) =>
              tx.changeAccounts(
                changes.map((change) => ({ ...change, leased: 1_000_000 })),
                numbering,
              ),
          }),
        ),
    };
    const context = { ...createHubPen(() => 1), isSignedBy, store: failing };
    await expect(push(context, chain.deviceId, chain.request())).rejects.toThrow();
    expect(await hub.readAll(chain, siteStream(siteId))).toMatchObject([{ to: 0, hashes: [] }]);
    expect(await hub.pushAll(chain)).toMatchObject({ value: { type: 'acknowledged', acknowledgedSeq: 2 } });
  });

  test('of two operations under one id the first counts, and half a letter is no body', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    const first = chain.aTopUp(100);
    const { id } = first;
    const second = chain.aTopUp(250);
    chain.operations.pop();
    chain.rewrite(second, { id });
    const third = chain.aTopUp(400);
    chain.operations.pop();
    const body = (third.body ?? '').replace('first-need', '\\ud800');
    chain.rewrite(third, { body, commitment: commitmentOf(sha256, third.salt ?? '', body) });
    expect(await hub.pushAll(chain)).toMatchObject({
      value: {
        type: 'acknowledged',
        acknowledgedSeq: 4,
        quarantined: [
          { seq: 3, reason: 'IdTaken' },
          { seq: 4, reason: 'BodyInvalid' },
        ],
      },
    });
    expect(await hub.readAll(chain, siteStream(siteId))).toMatchObject([{ to: 1, hashes: [first.hash] }]);
  });

  test('a body without its salt, or a salt without its body, is no chain: nothing of it is taken', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aHouseholdOf(householdIdSchema.parse(v7()));
    const { operations, ...request } = chain.request();
    for (const missing of ['salt', 'body']) {
      const torn = operations.map(
        (each) => Object.fromEntries(Object.entries(each).filter(([key]) => key !== missing)) as Operation, // as it is read from JSON
      );
      expect(await push(hub.context, chain.deviceId, { ...request, operations: torn })).toEqual({
        ok: false,
        error: { type: 'ChainInvalid', seq: 1 },
      });
    }
    expect(await hub.pushAll(chain)).toMatchObject({ value: { acknowledgedSeq: 2, quarantined: [] } });
  });

  test('a type that is a word of the database is a type like any other', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    for (const type of ['null', 'NULL', 'Null']) {
      const last = chain.aTopUp(100);
      chain.operations.pop();
      chain.rewrite(last, { type });
    }
    expect(await hub.pushAll(chain)).toMatchObject({
      value: { acknowledgedSeq: 4, quarantined: Array(3).fill({ reason: 'UnknownKind' }) },
    });
    const aside = await hub.store.inSnapshot((tx) => tx.listAside(9));
    expect(aside.map(({ type }) => type)).toEqual(['null', 'NULL', 'Null']);
  });

  test('what is kept aside is acknowledged, told again, and known by its number', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100, undefined, cashierId);
    chain.aTopUp(100);
    const first = await hub.pushAll(chain);
    expect(first).toMatchObject({
      value: { acknowledgedSeq: 3, quarantined: [{ seq: 2, reason: 'NotAllowedToOperator' }] },
    });
    expect(await hub.pushAll(chain)).toEqual(first);
    expect(await hub.readAll(chain, siteStream(siteId))).toMatchObject([{ to: 1 }]);
  });

  test('the same numbers with other hashes are a fork, once however often it is sent', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100);
    await hub.pushAll(chain);
    const clone = aChain(chain.deviceId);
    clone.operations.push(...chain.operations.slice(0, 1));
    clone.aTopUp(200);
    for (let time = 0; time < 2; time++) {
      expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork', atSeq: 2 } });
    }
    expect(await hub.readAll(chain, siteStream(siteId))).toMatchObject([{ to: 1 }]);
  });

  test('what is kept aside is listed, judged again in its order, and leaves once it is taken', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100, undefined, cashierId);
    chain.aTopUp(200, undefined, cashierId);
    await hub.pushAll(chain);
    const { store } = hub;
    const count = () => store.inSnapshot((tx) => tx.countQuarantined());
    expect(await count()).toEqual(new Map([[chain.deviceId, 2]]));
    expect(await store.inSnapshot((tx) => tx.listAside(1))).toEqual([
      {
        deviceId: chain.deviceId,
        seq: 2,
        reason: 'NotAllowedToOperator',
        receivedAt: hub.context.now(),
        type: 'credit.toppedUp',
        occurredAt: chain.operations[1]?.occurredAt,
      },
    ]);
    expect(await retryQuarantine(hub.context)).toMatchObject({ taken: 0 });
    await store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['admin']));
    expect(await retryQuarantine(hub.context)).toMatchObject({ taken: 2 });
    expect([await count(), await retryQuarantine(hub.context)]).toEqual([
      new Map(),
      { taken: 0, faults: [] },
    ]);
    expect(await hub.readAll(chain, siteStream(siteId))).toMatchObject([
      { to: 2, hashes: chain.operations.slice(1).map(({ hash }) => hash) },
    ]);
  });

  test('the reason of what is kept aside may change', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100, undefined, cashierId);
    await hub.pushAll(chain);
    const place = aPlace(chain.deviceId, { siteId: siteIdSchema.parse(v7()) });
    await hub.store.inTransaction((tx) =>
      tx.setDevicePlace(chain.deviceId, { place, leaving: null, stoodBefore: null, moves: 1 }),
    );
    await retryQuarantine(hub.context);
    expect(await hub.store.inSnapshot((tx) => tx.listAsideOf(chain.deviceId, 0, 9))).toMatchObject([
      { seq: 2, reason: 'NotAllowedHere', operation: chain.operations[1] },
    ]);
  });

  test('of a head, and of a branch at each of its ends, the signature of its device is kept', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    const { deviceId } = chain;
    const signatureOf = async () =>
      (await hub.store.inSnapshot((tx) => tx.findDevice(deviceId)))?.headSignature;
    expect(await signatureOf()).toBeNull();
    chain.aTopUp(100);
    await hub.pushAll(chain);
    const acknowledged = chain.request().headSignature;
    expect(await signatureOf()).toBe(acknowledged);
    const clone = aChain(deviceId);
    clone.operations.push(...chain.operations.slice(0, 1));
    for (const amount of [200, 300, 400]) clone.aTopUp(amount);
    await hub.pushAll(clone, 1, 3);
    await hub.pushAll(clone, 1, 4);
    const signatures = async () =>
      (await hub.store.inSnapshot((tx) => tx.listOpenFork(deviceId))).map((row) => row.headSignature);
    const ends = [3, 4].map((to) => clone.request(1, to).headSignature);
    expect(await signatures()).toEqual([null, ...ends]);
    // What was kept without one, before it was asked for, has it once its device sends that again.
    await hub.pushAll(clone, 1, 2);
    expect(await signatures()).toEqual([clone.request(1, 2).headSignature, ...ends]);
    await adoptFork(hub.context, deviceId);
    expect(await signatureOf()).toBe(acknowledged);
    // Nobody has the key of the device that the branch goes on as.
    const [heirId] = await hub.store.inSnapshot((tx) => tx.listHeirs(deviceId));
    expect(await hub.store.inSnapshot((tx) => tx.findDevice(heirId ?? deviceId))).toMatchObject({
      headSeq: 4,
      headSignature: null,
    });
  });

  test('the other branch of a fork is taken once, under one new id', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    chain.aTopUp(100);
    await hub.pushAll(chain);
    const clone = aChain(chain.deviceId);
    clone.operations.push(...chain.operations.slice(0, 1));
    clone.aTopUp(200);
    clone.aTopUp(300);
    await hub.pushAll(clone);
    const { store } = hub;
    const { context } = hub;
    const { deviceId } = chain;
    const sums = () =>
      store.inSnapshot((tx) => Promise.all([tx.sumChain(deviceId, 1, 9), tx.sumFork(deviceId, 2)]));
    const at = 1_790_000_000_000;
    const of = (type: string, operations: number) => ({ type, operations, from: at, to: at });
    const taken = [of('credit.toppedUp', 1), of('operator.roles-set', 1)];
    const fork = { fromSeq: 2, receivedAt: context.now(), kinds: [of('credit.toppedUp', 2)] };
    expect(await sums()).toEqual([taken, { ...fork, isAdopted: false }]);
    expect(await store.inSnapshot((tx) => tx.listForkedDevices())).toEqual([chain.deviceId]);
    expect(await adoptFork(context, chain.deviceId)).toEqual({ ok: true, value: { taken: 2 } });
    expect(await adoptFork(context, chain.deviceId)).toMatchObject({ error: { type: 'NothingToDo' } });
    // What the branch brings later goes on under the same new id.
    clone.aTopUp(400);
    await hub.pushAll(clone);
    expect(await adoptFork(context, chain.deviceId)).toEqual({ ok: true, value: { taken: 1 } });
    const [heir, ...others] = await store.inSnapshot((tx) => tx.listHeirs(deviceId));
    expect([await store.inSnapshot((tx) => tx.listOpenFork(deviceId)), others]).toEqual([[], []]);
    expect(await sums()).toEqual([taken, { ...fork, isAdopted: true }]);
    const read = await readNetwork(context, chain.deviceId, {
      protocol: PROTOCOL_VERSION,
      operatorId: adminId,
    });
    const found = read.ok ? read.value.devices.find(({ place }) => place.deviceId === heir) : null;
    expect(found).toMatchObject({ state: 'replaced', isLeaving: false });
    const operations = await store.inSnapshot((tx) => tx.listOperations(siteStream(siteId), 1, 9));
    const ids = operations.map(({ operation }) => [operation.id, operation.deviceId, operation.seq]);
    expect(ids).toEqual(clone.operations.slice(1).map(({ id }, index) => [id, heir, index + 2]));
  });

  test('a piece of work is claimed by one process for each version, and again where that one ended', async () => {
    const { store } = await aHub();
    const claim = (version: number, at: number) =>
      store.inTransaction((tx) => tx.claimJob('work', version, at, at - 600));
    // Whichever of those that ask at once comes first.
    const atOnce = await Promise.all([claim(1, 1000), claim(1, 1000), claim(1, 1000)]);
    expect(atOnce.filter((isMine) => isMine)).toEqual([true]);
    expect([await claim(1, 1599), await claim(1, 1601), await claim(1, 1602)]).toEqual([false, true, false]);
    await store.inTransaction((tx) => tx.endJob('work', 1));
    expect([await claim(1, 9000), await claim(2, 9000), await claim(1, 9001)]).toEqual([false, true, false]);
  });

  test('where a device stood before, and when it was last heard of, are kept beside it', async () => {
    const { store, enrol } = await aHub();
    const { deviceId } = await enrol();
    const [place, leaving] = [aPlace(deviceId, { siteKind: 'office' }), aPlace(deviceId)];
    const contact = { seenAt: 90_000, cursors: new Map([[networkStream, 3]]) };
    await store.inTransaction(async (tx) => {
      await tx.setDevicePlace(deviceId, { place, leaving, stoodBefore: leaving, moves: 3 });
      await tx.noteContact(deviceId, { ...contact, seenAt: 1 });
      await tx.noteContact(deviceId, contact);
    });
    await store.inSnapshot(async (tx) => {
      expect(await tx.listDevices()).toEqual([await tx.findDevice(deviceId)]);
      expect(await tx.findDevice(deviceId)).toMatchObject({ place, leaving, stoodBefore: leaving, moves: 3 });
      expect(await tx.listContacts()).toEqual(new Map([[deviceId, contact]]));
      expect((await tx.listStreamNumbers()).get(networkStream) ?? 0).toBe(0);
    });
  });

  test('many devices at once: streams are dense, accounts are the fold, nothing is lost or doubled', async () => {
    const hub = await aHub();
    const households = [1, 2, 3].map(() => householdIdSchema.parse(v7()));
    const chains = await Promise.all(Array.from({ length: 6 }, () => hub.enrol()));
    for (const chain of chains) {
      for (let amount = 1; amount <= 20; amount++) chain.aTopUp(amount, households[amount % 3]);
    }
    const pushInPieces = async (chain: Chain) => {
      for (let from = 1; from <= chain.operations.length; from += 4) {
        await hub.pushAll(chain, from, Math.min(from + 3, chain.operations.length));
        await hub.pushAll(chain, from, Math.min(from + 3, chain.operations.length));
      }
    };
    await Promise.all(chains.map(pushInPieces));
    const [reader] = chains;
    if (reader === undefined) throw new Error('there are six');
    const pages = await hub.readAll(reader, siteStream(siteId), 50);
    const hashes = pages.flatMap((page) => page.hashes);
    expect([hashes.length, new Set(hashes).size, pages.at(-1)?.to]).toEqual([120, 120, 120]);
    expect(pages.at(-1)?.headChecksum).toBe(addToChecksum(NOTHING, hashes));
    const request = {
      protocol: PROTOCOL_VERSION,
      stream: balancesStream,
      cursor: 0,
      limit: 1000,
      epoch: 1,
    } as const;
    const balances = await pull(hub.store, reader.deviceId, request);
    const accounts = balances.ok && balances.value.type === 'balances' ? balances.value.accounts : [];
    expect(accounts.reduce((sum, { posted }) => sum + posted, 0)).toBe(6 * 210);
  });

  test('a question makes no row of an account that nothing was posted on, whoever asks it', async () => {
    const hub = await aHub();
    const pen = createHubPen(() => 1_790_000_100_000);
    const till = await hub.enrol();
    const householdId = householdIdSchema.parse(v7());
    const ask = (deviceId: Chain['deviceId'], epoch: number) =>
      authorise(hub.store, pen, deviceId, {
        ...{ protocol: PROTOCOL_VERSION, epoch, claims: [] },
        authorisationId: authorisationIdSchema.parse(v7()),
        operationId: operationIdSchema.parse(v7()),
        spends: [{ account: householdAccount(householdId, 'cents'), unit: 'cents', amount: 1, fromLease: 0 }],
      });
    expect(await ask(till.deviceId, 1)).toMatchObject({ value: { type: 'refused', because: 'NotEnough' } });
    expect(await ask(till.deviceId, 7)).toMatchObject({ ok: false });
    expect(await ask(aChain().deviceId, 1)).toMatchObject({ ok: false });
    expect(await hub.store.inSnapshot((tx) => tx.listAccountsOf([householdId]))).toEqual([]);
  });

  test('what is set aside for acts and devices is kept, given back and never promised twice', async () => {
    const hub = await aHub();
    const pen = createHubPen(() => 1_790_000_100_000);
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const [till, other] = [await hub.enrol(), await hub.enrol()];
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    await hub.pushAll(till);
    await hub.pushAll(other);
    const known = { protocol: PROTOCOL_VERSION, epoch: 1 } as const;
    const ask = (chain: Chain, amount: number, authorisationId = authorisationIdSchema.parse(v7())) =>
      authorise(hub.store, pen, chain.deviceId, {
        ...known,
        authorisationId,
        operationId: operationIdSchema.parse(authorisationId),
        spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
        claims: [],
      });
    const states = () => hub.store.inTransaction((tx) => tx.lockAccounts([{ account, unit: 'cents' }]));
    expect(await placeLeases(hub.store, pen, till.deviceId, known)).toEqual({
      ok: true,
      value: { placed: 1, isDeclared: true, isRestoring: false, unclosed: [] },
    });
    expect(await placeLeases(hub.store, pen, other.deviceId, known)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: true, isRestoring: false, unclosed: [] },
    });
    const question = authorisationIdSchema.parse(v7());
    const granted = await ask(other, 150, question);
    expect(granted).toEqual({ ok: true, value: { type: 'granted' } });
    expect(await ask(other, 150, question)).toEqual(granted);
    expect([...(await states()).values()]).toEqual([
      { account, unit: 'cents', posted: 1000, reserved: 150, leased: 800 },
    ]);
    expect(await ask(other, 100)).toMatchObject({
      value: { because: 'LeasedElsewhere', short: [{ available: 50 }] },
    });
    const [lease] = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    expect(lease).toMatchObject({ amount: 800, recalledAt: 1_790_000_100_000 });
    till.write(leaseReturned, {
      deviceId: till.deviceId,
      leases: [{ leaseId: lease?.leaseId ?? leaseIdSchema.parse(v7()), account, unit: 'cents', amount: 800 }],
    });
    await hub.pushAll(till);
    other.write(basketAbandoned, {
      deviceId: other.deviceId,
      authorisationId: question,
      operationId: operationIdSchema.parse(question),
    });
    await hub.pushAll(other);
    expect([...(await states()).values()]).toEqual([
      { account, unit: 'cents', posted: 1000, reserved: 0, leased: 0 },
    ]);
    expect(await placeLeases(hub.store, pen, till.deviceId, known)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: true, isRestoring: false, unclosed: [] },
    });
    await expect(
      hub.store.inTransaction((tx) =>
        tx.changeAccounts(
          [{ account, unit: 'cents', posted: 0, reserved: 2000, leased: 0, uncovered: 0 }],
          'unnumbered',
        ),
      ),
    ).rejects.toThrow();
    const mail = await hub.readAll(till, deviceStream(till.deviceId));
    expect(mail.at(-1)?.to).toBe(3);
  });

  test('flags an act once, tells its device, and lists it until somebody has looked at it', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    till.aTopUp(100, householdIdSchema.parse(v7()));
    const acts = till.operations.slice(0, 2);
    await hub.pushAll(till);
    const [older, newer] = acts.map(({ id }, index) => ({
      operationId: id,
      deviceId: till.deviceId,
      account: householdAccount(householdIdSchema.parse(v7()), 'cents'),
      reason: 'NoCover' as const,
      amount: 5,
      raisedAt: 7 + index,
    }));
    if (older === undefined || newer === undefined) throw new Error('two acts were written');
    for (let time = 0; time < 2; time++) {
      await hub.store.inTransaction((tx) => tx.insertFlags([older, newer]));
    }
    const open = (limit: number) => hub.store.inSnapshot((tx) => tx.listOpenFlags(limit));
    const count = () => hub.store.inSnapshot((tx) => tx.countOpenFlags());
    const gists = acts.map(({ seq, stream, type, occurredAt }) => ({ seq, stream, type, occurredAt }));
    expect(await open(10)).toEqual([
      { ...newer, ...gists[1] },
      { ...older, ...gists[0] },
    ]);
    expect(await open(1)).toEqual([{ ...newer, ...gists[1] }]);
    expect(await count()).toBe(2);
    const see = () => hub.store.inTransaction((tx) => seeFlags(tx, hub.context, adminId, newer.operationId));
    expect(await see()).toEqual({ ok: true, value: { taken: 0 } });
    expect(await see()).toEqual({ ok: false, error: { type: 'NothingToDo' } });
    expect(await open(10)).toEqual([{ ...older, ...gists[0] }]);
    expect(await count()).toBe(1);
    expect(await hub.readAll(till, deviceStream(till.deviceId))).toMatchObject([{ to: 1 }]);
  });
}
