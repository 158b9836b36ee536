import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { keepPosting } from '../../hub/keep-posting.ts';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type HouseholdId,
  householdIdSchema,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { leaseReturned } from '../../shared/operations/lease-operations.ts';
import {
  aDesk,
  aHub,
  atEnd,
  closeAll,
  type Hub,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import type { BanconeDatabase } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import {
  findOwnLease,
  insertAuthorisation,
  listOpenAuthorisations,
  sumOwnLeases,
} from '../database/leases.ts';
import { getOwnHead } from '../database/log.ts';
import { createCreditService } from '../services/credit.ts';
import { createTillService } from '../services/till.ts';
import { enrolDevice } from './enrol-device.ts';
import type { SyncDeskOptions } from './sync-desk-types.ts';
import { openSyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

/** Two counters of one site whose services ask the hub as they do in the application. */
async function twoSpenders(hub: Hub) {
  const network = await twoCounters(hub);
  const { first, second, operator, contextOne, contextTwo } = network;
  const caller = callerOf(operator);
  /** Takes cents from a household, as the office does. */
  const taker = (context: typeof contextOne) => {
    const { handlers } = createCreditService(context);
    return (householdId: HouseholdId, cents: number) =>
      handlers['credit.adjust'](caller, {
        operationId: operationIdSchema.parse(v7()),
        householdId,
        purse: 'cents',
        amount: -cents,
        reason: 'recording-mistake',
      });
  };
  const leased = (at: Pick<BanconeDatabase, 'db'>, householdId: HouseholdId) =>
    findOwnLease(at.db, householdAccount(householdId, 'cents'))?.amount ?? 0;
  /** A household whose credit is leased to the first counter, four fifths of it, and known at both. */
  const aHouseholdWith = async (cents: number) => {
    const householdId = householdIdSchema.parse(v7());
    network.writeAtFirst(householdSet, {
      householdId,
      displayName: 'Bianchi Ottavia',
      size: 3,
      childBirthMonths: [],
      siteId: first.siteId,
    });
    network.topUp(householdId, cents);
    await network.arrives(householdId, cents);
    await vi.waitFor(
      () => expect(leased(first, householdId) + leased(second, householdId)).toBe(cents * 0.8),
      PATIENCE,
    );
    await vi.waitFor(() => expect(findHousehold(second.db, householdId)).not.toBeNull(), PATIENCE);
    return { householdId };
  };
  const posted = (householdId: HouseholdId) =>
    hub.store.state().accounts.get(householdAccount(householdId, 'cents'))?.posted ?? 0;
  const flags = () => hub.store.state().flags;
  const [takeOne, takeTwo] = [taker(contextOne), taker(contextTwo)];
  return { ...network, takeOne, takeTwo, taker, leased, aHouseholdWith, posted, flags };
}

test('two counters that spend one household at the same moment never take more than it has', async () => {
  const hub = await aHub();
  const { takeOne, takeTwo, aHouseholdWith, posted, flags, one, two } = await twoSpenders(hub);
  const { householdId } = await aHouseholdWith(1000);
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => [takeOne(householdId, 300), takeTwo(householdId, 300)]).flat(),
  );
  await upToDate(one.desk);
  await upToDate(two.desk);
  const made = outcomes.filter(({ ok }) => ok).length;
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThanOrEqual(3);
  await vi.waitFor(() => expect(posted(householdId)).toBe(1000 - made * 300), PATIENCE);
  expect(flags()).toEqual([]);
  expect([one.bugs, two.bugs]).toEqual([[], []]);
});

test('what is leased here is spent with the hub off and no wait; what is not says how much can be', async () => {
  const hub = await aHub();
  const { takeOne, takeTwo, aHouseholdWith, leased, first, one, two, posted, flags } = await twoSpenders(hub);
  const { householdId } = await aHouseholdWith(1000);
  const [takeHere, takeThere] = leased(first, householdId) > 0 ? [takeOne, takeTwo] : [takeTwo, takeOne];
  await hub.stop();
  await vi.waitFor(() => expect(one.desk.condition()?.problem).not.toBeNull(), PATIENCE);
  await vi.waitFor(() => expect(two.desk.condition()?.problem).not.toBeNull(), PATIENCE);

  // Not a promise: nothing was waited for.
  expect(takeHere(householdId, 500)).toEqual({ ok: true, value: { balance: 500 } });
  expect(await takeHere(householdId, 400)).toEqual({
    ok: false,
    error: { type: 'HubSilent', unit: 'cents', wanted: 400, available: 300 },
  });
  expect(await takeHere(householdId, 300)).toMatchObject({ ok: true });
  expect(await takeThere(householdId, 100)).toEqual({
    ok: false,
    error: { type: 'HubSilent', unit: 'cents', wanted: 100, available: 0 },
  });
  await hub.start();
  await vi.waitFor(() => expect(posted(householdId)).toBe(200), PATIENCE);
  expect(flags()).toEqual([]);
});

/** The first counter over a line that can be cut, or whose hub turns questions away; its household has 800 cents leased there. */
async function aSpenderOnTheLine(hub: Hub) {
  const { first, one, contextOne, aHouseholdWith, leased, taker } = await twoSpenders(hub);
  const { householdId } = await aHouseholdWith(1000);
  const account = householdAccount(householdId, 'cents');
  await vi.waitFor(() => expect(leased(first, householdId)).toBe(800), PATIENCE);
  await one.desk.close();
  const line = { is: 'up' as 'up' | 'cut' | 'busy', until: Promise.resolve() };
  let skewMs = 0;
  const openLine: SyncDeskOptions['openLine'] = (options) => {
    const real = openSyncLine(options);
    return {
      ...real,
      ask: async (name, question, stop) => {
        if (line.is === 'cut') return new Promise(() => undefined);
        if (line.is === 'busy' && name === 'authorise') return { type: 'HubBusy', wasTurnedAway: true };
        // Only whether the hub is there is asked without waiting for news.
        if ('waitMs' in question && question.waitMs === 0) await line.until;
        return real.ask(name, question, stop);
      },
    };
  };
  const at = aDesk(first, openLine, undefined, { uptimeMs: () => performance.now() + skewMs });
  at.desk.start();
  await upToDate(at.desk);
  const take = taker({ ...contextOne, record: at.record, askHub: at.desk.askHub });
  const waitLong = () => {
    skewMs += 10_000;
  };
  /** As a recall has it do, whose news may come at any moment. */
  const giveBack = async () => {
    await hub.store.inTransaction(async (tx) =>
      tx.markRecalled(await tx.listLeasesOn([account]), Date.now()),
    );
    const { deviceId } = getOwnHead(first.db);
    const lease = findOwnLease(first.db, account);
    const body = { deviceId, leases: lease === null ? [] : [{ ...lease, account, unit: 'cents' as const }] };
    const id = operationIdSchema.parse(v7());
    first.inTransaction((tx) =>
      at.record(tx, { id, kind: leaseReturned, body, businessOn: first.clock.today }),
    );
  };
  const held = () => findOwnLease(first.db, account)?.amount;
  return { line, waitLong, giveBack, held, take: (cents: number) => take(householdId, cents), db: first.db };
}

test('a cut cable that nobody has noticed takes nothing of a lease away: what is leased is spent at once', async () => {
  const hub = await aHub();
  const { line, waitLong, take, db } = await aSpenderOnTheLine(hub);
  line.is = 'cut';
  waitLong();
  expect(await take(900)).toEqual({
    ok: false,
    error: { type: 'HubSilent', unit: 'cents', wanted: 900, available: 800 },
  });
  expect(listOpenAuthorisations(db)).toEqual([]);
  expect(take(300)).toEqual({ ok: true, value: { balance: 700 } });
});

test('a lease that is given back while the counter looks whether the hub is there is counted down once', async () => {
  const hub = await aHub();
  const { line, waitLong, take, giveBack, held } = await aSpenderOnTheLine(hub);
  line.until = new Promise((resolve) => setTimeout(resolve, 300));
  waitLong();
  const taken = take(850);
  await giveBack();
  expect(held()).toBe(0);
  expect(await taken).toEqual({ ok: true, value: { balance: 150 } });
  expect(held()).toBe(0);
});

test('a hub that has only waited for long is asked as before', async () => {
  const hub = await aHub();
  const { waitLong, take } = await aSpenderOnTheLine(hub);
  waitLong();
  expect(await take(900)).toEqual({ ok: true, value: { balance: 100 } });
});

test('a question that the hub turns away unread has taken nothing of a lease', async () => {
  const hub = await aHub();
  const { line, take, db } = await aSpenderOnTheLine(hub);
  line.is = 'busy';
  expect(await take(900)).toMatchObject({
    ok: false,
    error: { type: 'NotCovered', because: 'HubBusy', available: 800 },
  });
  expect(listOpenAuthorisations(db)).toEqual([]);
  expect(take(800)).toMatchObject({ ok: true });
});

test('what may be spent without a network counts nothing that went into a question', async () => {
  const hub = await aHub();
  const { take, db } = await aSpenderOnTheLine(hub);
  expect(sumOwnLeases(db)).toEqual([{ unit: 'cents', amount: 800 }]);
  expect(await take(1000)).toMatchObject({ ok: true });
  expect(sumOwnLeases(db)).toEqual([]);
});

test('a lease that is needed elsewhere is given back while the other counter waits', async () => {
  const hub = await aHub();
  const { takeOne, takeTwo, aHouseholdWith, leased, first, second, posted, flags } = await twoSpenders(hub);
  const { householdId } = await aHouseholdWith(1000);
  const isAtFirst = leased(first, householdId) > 0;
  const takeThere = isAtFirst ? takeTwo : takeOne;
  // All of it, of which only a fifth is free: asked again by whoever stands there, it comes.
  await vi.waitFor(
    async () => expect(await takeThere(householdId, 1000)).toMatchObject({ ok: true }),
    PATIENCE,
  );
  expect(leased(isAtFirst ? first : second, householdId)).toBe(0);
  await vi.waitFor(() => expect(posted(householdId)).toBe(0), PATIENCE);
  expect(flags()).toEqual([]);
});

test('what was granted to a question that a crash left open is settled at the next exchange, and is free again', async () => {
  const hub = await aHub();
  const { aHouseholdWith, second, two, takeTwo, posted } = await twoSpenders(hub);
  const { householdId } = await aHouseholdWith(1000);
  const account = householdAccount(householdId, 'cents');
  const asked = {
    authorisationId: authorisationIdSchema.parse(v7()),
    operationId: operationIdSchema.parse(v7()),
    askedAt: 1,
  };
  // Kept before it is asked; then the PC was switched off.
  second.inTransaction((tx) =>
    insertAuthorisation(tx, asked, [{ account, unit: 'cents', amount: 150, fromLease: 0 }], []),
  );
  expect(listOpenAuthorisations(second.db)).toHaveLength(1);
  await two.desk.close();
  two.desk.start();
  await vi.waitFor(() => expect(listOpenAuthorisations(second.db)).toEqual([]), PATIENCE);
  await upToDate(two.desk);
  const state = () => hub.store.state().accounts.get(account);
  await vi.waitFor(() => expect(state()).toMatchObject({ posted: 1000, reserved: 0 }), PATIENCE);
  await vi.waitFor(async () => expect(await takeTwo(householdId, 150)).toMatchObject({ ok: true }), PATIENCE);
  await vi.waitFor(() => expect(posted(householdId)).toBe(850), PATIENCE);
});

test('an answer that comes too late is no act: what it granted is given up, and is free again', async () => {
  const hub = await aHub();
  const { takeOne, takeTwo, aHouseholdWith, leased, first, second, posted } = await twoSpenders(hub);
  const { householdId } = await aHouseholdWith(1000);
  const account = householdAccount(householdId, 'cents');
  const [at, take] = leased(first, householdId) > 0 ? [first, takeOne] : [second, takeTwo];
  hub.slow.authoriseMs = 2500;
  expect(await take(householdId, 1000)).toEqual({
    ok: false,
    error: { type: 'HubSilent', unit: 'cents', wanted: 1000, available: 0 },
  });
  expect(hub.store.state().accounts.get(account)).toMatchObject({ reserved: 1000 });
  hub.slow.authoriseMs = 0;
  await vi.waitFor(() => expect(listOpenAuthorisations(at.db)).toEqual([]), PATIENCE);
  await vi.waitFor(
    () => expect(hub.store.state().accounts.get(account)).toMatchObject({ posted: 1000, reserved: 0 }),
    PATIENCE,
  );
  await vi.waitFor(async () => expect(await take(householdId, 1000)).toMatchObject({ ok: true }), PATIENCE);
  await vi.waitFor(() => expect(posted(householdId)).toBe(0), PATIENCE);
});

test('F9 pressed twenty times while the hub is asked is one sale, and leaves no question open', async () => {
  const hub = await aHub();
  const first = aCounter();
  const { siteId, organisationId } = first;
  const till = callerOf(first.anOperator('Anna', 'cashier', 'admin'));
  const { cardNumber } = first.aHousehold({ size: 3 });
  const code = '8076800195057';
  first.aProduct(code, 'Spaghetti n. 5', categoryIdOf('pasta'));
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  await enrolDevice(first.context, hub.address, await hub.aCode(null), place);
  const one = aDesk(first);
  one.desk.start();
  await upToDate(one.desk);
  const now = () => Date.parse(`${first.clock.today}T11:00:00Z`);
  const posting = keepPosting({ store: hub.store, now, onIncident: (incident) => expect(incident).toBe('') });
  atEnd(() => posting.stop());
  const { handlers } = createTillService({ ...first.context, record: one.record, askHub: one.desk.askHub });
  await vi.waitFor(async () => {
    const scanned = await handlers['till.scan'](till, { text: cardNumber });
    expect(scanned).toMatchObject({ value: { view: { residual: { points: { before: 200 } } } } });
  }, PATIENCE);
  await handlers['till.scan'](till, { text: code });
  // 180 of 200 points: more than any lease.
  const filled = await handlers['till.setQuantity'](till, { lineId: 1, quantity: 60 });
  if (!filled.ok) throw new Error('Assertion failed: the line is there');
  const { basketId } = filled.value;
  const pressed = await Promise.all(
    Array.from({ length: 20 }, () => handlers['till.complete'](till, { basketId })),
  );
  for (const answer of pressed) expect(answer).toMatchObject({ ok: true, value: { saleId: basketId } });
  expect(listOpenAuthorisations(first.db)).toEqual([]);
  await upToDate(one.desk);
  const sales = () =>
    hub.store.state().operations.filter(({ operation }) => operation.type === 'sale.completed');
  await vi.waitFor(() => expect(sales()).toHaveLength(1), PATIENCE);
  expect(sales()[0]?.operation.postings.find(({ cover }) => cover !== undefined)?.cover?.kind).toBe(
    'authorisation',
  );
  expect(hub.store.state().flags).toEqual([]);
});
