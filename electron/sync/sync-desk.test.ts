import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { keepPosting } from '../../hub/keep-posting.ts';
import { createHubServer, hashCodeWith } from '../../hub/server.ts';
import { createMemoryStore } from '../../hub/store/memory-store.ts';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  deviceIdSchema,
  type HouseholdId,
  operationIdSchema,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { createRecorder, getOwnHead, startChain } from '../database/log.ts';
import { findNetwork, listProgrammes } from '../database/network.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { findCursor, findMembership } from '../database/sync.ts';
import { createTillService } from '../services/till.ts';
import { enrolDevice } from './enrol-device.ts';
import { createSyncDesk, type SyncDesk, type SyncDeskOptions } from './sync-desk.ts';
import { openSyncLine } from './sync-line.ts';

/** This machine may be busy: what takes a second alone takes longer beside other tests. */
const PATIENCE = { timeout: 30_000, interval: 50 };
vi.setConfig({ testTimeout: 60_000 });
const PASTA = '8076800195057';

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function aHub() {
  const store = createMemoryStore();
  const secret = randomBytes(32);
  const lost = { pushes: 0, enrolments: 0 };
  let codes = 0;
  const asked = { requests: 0 };
  let port = 0;
  const open = async () => {
    const server = await createHubServer({ store, secret, now: Date.now, onIncident: () => undefined });
    server.addHook('onSend', (request, _reply, payload, done) => {
      asked.requests += 1;
      // The hub has taken it; whoever asked never hears.
      const kind = request.url === '/v1/push' ? 'pushes' : 'enrolments';
      if (lost[kind] > 0 && request.method === 'POST') {
        lost[kind] -= 1;
        request.raw.socket.destroy();
      }
      done(null, payload);
    });
    await server.listen({ host: '127.0.0.1', port });
    port = (server.server.address() as AddressInfo).port; // it listens on a port, not on a pipe
    return server;
  };
  let server = await open();
  toClose.push(() => server.close());
  const aCode = async (place: Omit<DevicePlace, 'deviceId'> | null): Promise<string> => {
    codes += 1;
    const code = `ABCD-EFGH-JKM${codes + 1}`;
    await store.inTransaction((tx) =>
      tx.insertCode(hashCodeWith(secret)(code), { madeAt: Date.now(), place }),
    );
    return code;
  };
  return {
    store,
    lost,
    asked,
    aCode,
    address: `http://127.0.0.1:${port}`,
    stop: () => {
      server.server.closeAllConnections();
      return server.close();
    },
    start: async () => {
      server = await open();
    },
  };
}
type Hub = Awaited<ReturnType<typeof aHub>>;

function aDesk(
  counter: Pick<ReturnType<typeof aCounter>, 'db' | 'inTransaction'>,
  openLine: SyncDeskOptions['openLine'] = openSyncLine,
  onCaughtUp: SyncDeskOptions['onCaughtUp'] = () => undefined,
) {
  const bugs: unknown[] = [];
  const topics = new Set<string>();
  const desk = createSyncDesk({
    db: counter.db,
    inTransaction: counter.inTransaction,
    now: Date.now,
    uptimeMs: () => performance.now(),
    jitter: Math.random,
    openLine,
    onChange: (changed) => {
      for (const topic of changed) topics.add(topic);
    },
    onCaughtUp,
    onBug: (error) => bugs.push(error),
    onRebuild: () => undefined,
  });
  toClose.push(() => desk.close());
  return { desk, bugs, topics };
}

/** A counter that brought its network, and an empty one that joined it at the same site. */
async function twoCounters(hub: Hub) {
  const first = aCounter();
  const operator = first.anOperator('Anna', 'admin');
  const { siteId, organisationId } = first;
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  expect(await enrolDevice(first.context, hub.address, await hub.aCode(null), place)).toMatchObject({
    ok: true,
  });
  const one = aDesk(first);
  one.desk.start();
  await upToDate(one.desk);

  const second = openMemoryDatabase();
  second.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  const code = await hub.aCode(place);
  expect(await enrolDevice({ ...second, now: Date.now }, hub.address, code, undefined)).toMatchObject({
    ok: true,
  });
  const two = aDesk(second);
  two.desk.start();
  await upToDate(two.desk);

  const topUp = (householdId: HouseholdId, amount: number) => {
    const body = {
      householdId,
      siteId,
      programmeId: programmeIdSchema.parse('surplus'),
      purse: 'cents',
      amount,
      reason: 'first-need',
    } as const;
    const { operatorId } = operator;
    first.inTransaction((tx) =>
      first.context.record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: creditToppedUp,
        body,
        operatorId,
        businessOn: first.clock.today,
      }),
    );
    one.desk.recorded(getOwnHead(first.db).seq);
  };
  const centsAtSecond = (householdId: HouseholdId): number => {
    const household = findHouseholdNumber(second.db, householdId);
    return household === null ? 0 : balanceOf(second.db, household, 'cents');
  };
  const arrives = (householdId: HouseholdId, cents: number) =>
    vi.waitFor(() => expect(centsAtSecond(householdId)).toBe(cents), PATIENCE);
  return {
    first,
    operator,
    second,
    one,
    two,
    topUp,
    arrives,
    renameAtSecond: renamer(second, operator, two.desk),
  };
}

/** The second counter writes too: an administrator of the first one works there. */
function renamer(
  { inTransaction, db }: ReturnType<typeof openMemoryDatabase>,
  { operatorId }: ReturnType<ReturnType<typeof aCounter>['anOperator']>,
  desk: SyncDesk,
) {
  const newSalt = () => randomBytes(32).toString('hex');
  const record = createRecorder({ now: Date.now, newSalt, appendHead: () => undefined });
  return (it: string) => {
    inTransaction((tx) =>
      record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: programmeSet,
        body: { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
        operatorId,
        businessOn: localDateSchema.parse('2026-11-22'),
      }),
    );
    desk.recorded(getOwnHead(db).seq);
  };
}

const upToDate = (desk: SyncDesk) =>
  vi.waitFor(
    () =>
      expect(desk.condition()).toMatchObject({
        waiting: 0,
        isUnderWay: false,
        problem: null,
        stoppedBecause: null,
      }),
    PATIENCE,
  );

test('two counters see what each other wrote, and screens are told', async () => {
  const hub = await aHub();
  const { first, second, one, two, topUp, arrives, renameAtSecond } = await twoCounters(hub);
  expect(findNetwork(second.db)).toEqual(findNetwork(first.db));
  const { householdId } = first.aHousehold();
  topUp(householdId, 1250);
  await arrives(householdId, 1250);
  renameAtSecond('Dono');
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Dono'), PATIENCE);
  await upToDate(two.desk);
  expect(findCursor(second.db, networkStream)).toEqual(findCursor(first.db, networkStream));
  expect([...two.topics]).toEqual(expect.arrayContaining(['sync', 'till', 'households', 'catalogue']));
  expect([one.bugs, two.bugs]).toEqual([[], []]);
  expect(findMembership(second.db)?.heardAt).not.toBeNull();
});

test('a counter that joined gives no points itself, says so at the till, and sells from what the hub gives', async () => {
  const hub = await aHub();
  const counter = aCounter();
  const { siteId, organisationId } = counter;
  const anna = callerOf(counter.anOperator('Anna', 'cashier', 'admin'));
  const { householdId, cardNumber } = counter.aHousehold();
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), 30);
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  await enrolDevice(counter.context, hub.address, await hub.aCode(null), place);
  const { desk } = aDesk(counter);
  desk.start();
  await upToDate(desk);
  const { handlers } = createTillService(counter.context);
  const scan = async (text: string) => {
    const answer = await handlers['till.scan'](anna, { text });
    if (!answer.ok) throw new Error('the till knows the card');
    return answer.value;
  };
  expect((await scan(cardNumber)).view.alerts).toContainEqual({ type: 'AllowanceAwaited' });
  const now = () => Date.parse(`${counter.clock.today}T11:00:00Z`);
  const posting = keepPosting({ store: hub.store, now, onIncident: (incident) => expect(incident).toBe('') });
  toClose.push(() => posting.stop());
  await vi.waitFor(async () => {
    const { alerts } = (await scan(cardNumber)).view;
    expect(alerts).not.toContainEqual({ type: 'AllowanceAwaited' });
  }, PATIENCE);
  const { basketId } = (await scan(PASTA)).view;
  expect(await handlers['till.complete'](anna, { basketId })).toMatchObject({ ok: true });
  desk.recorded(getOwnHead(counter.db).seq);
  const account = householdAccount(householdId, 'points', localDateSchema.parse('2026-11-01'));
  await vi.waitFor(() => expect(hub.store.state().accounts.get(account)?.posted).toBe(170), PATIENCE);
  const given = hub.store.state().operations.filter(({ operation }) => operation.type === 'allowance.posted');
  expect(given.map(({ operation }) => operation.deviceId === getOwnHead(counter.db).deviceId)).toEqual([
    false,
  ]);
});

test('a counter that has nothing to say waits for the hub with one request', async () => {
  const hub = await aHub();
  const { one, two } = await twoCounters(hub);
  await upToDate(one.desk);
  await upToDate(two.desk);
  await vi.waitFor(async () => {
    const before = hub.asked.requests;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(hub.asked.requests).toBe(before);
  }, PATIENCE);
});

test('a lost reply is asked for again, and nothing is there twice', async () => {
  const hub = await aHub();
  const { first, one, topUp, arrives } = await twoCounters(hub);
  const { householdId } = first.aHousehold();
  hub.lost.pushes = 1;
  topUp(householdId, 700);
  await arrives(householdId, 700);
  await upToDate(one.desk);
  expect(hub.lost.pushes).toBe(0);
  const { operations } = hub.store.state();
  expect(new Set(operations.map(({ operation }) => operation.id)).size).toBe(operations.length);
  expect(one.bugs).toEqual([]);
});

test('a hub that was off is found again, and what was written meanwhile arrives', async () => {
  const hub = await aHub();
  const { first, one, topUp, arrives } = await twoCounters(hub);
  const { householdId } = first.aHousehold();
  await hub.stop();
  topUp(householdId, 300);
  await vi.waitFor(
    () => expect(one.desk.condition()).toMatchObject({ waiting: 4, problem: 'Unreachable' }),
    PATIENCE,
  );
  await hub.start();
  await arrives(householdId, 300);
  await upToDate(one.desk);
});

test('a counter whose key the hub does not know says so, keeps what it has and goes on trying', async () => {
  const hub = await aHub();
  const { first, one } = await twoCounters(hub);
  await one.desk.close();
  const { privateKey } = generateKeyPairSync('ed25519');
  const wrongKey = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const { desk } = aDesk(first, (options) => openSyncLine({ ...options, privateKey: wrongKey }));
  first.aHousehold();
  desk.start();
  await vi.waitFor(
    () => expect(desk.condition()).toMatchObject({ waiting: 3, problem: 'NotAuthenticated' }),
    PATIENCE,
  );
});

test('the answer to an enrolment that was lost is asked for again with the same key', async () => {
  const hub = await aHub();
  const counter = aCounter();
  const { siteId, organisationId } = counter;
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  const code = await hub.aCode(null);
  hub.lost.enrolments = 1;
  const lost = await enrolDevice(counter.context, hub.address, code, place);
  expect(lost).toEqual({ ok: false, error: { type: 'HubUnreachable' } });
  const again = await enrolDevice(counter.context, hub.address, code.toLowerCase(), place);
  expect(again).toEqual({ ok: true, value: null });
  expect(findMembership(counter.db)?.place.siteId).toBe(siteId);
});

/** A real line whose hub falls silent after so many pages, as when the PC is switched off in between. */
const silentAfter =
  (pages: number): SyncDeskOptions['openLine'] =>
  (options) => {
    const line = openSyncLine(options);
    let pulled = 0;
    return {
      ...line,
      ask: (name, question, stop) => {
        if (name === 'pull') pulled += 1;
        return pulled > pages ? new Promise(() => undefined) : line.ask(name, question, stop);
      },
    };
  };

test('a first download that ends in the middle goes on from there, and is complete only with everything', async () => {
  const hub = await aHub();
  const { first, one, operator } = await twoCounters(hub);
  const { operatorId } = operator;
  first.inTransaction((tx) => {
    for (let index = 0; index < 900; index++) {
      const name = { it: `Programma ${index}`, en: `Programme ${index}` };
      first.context.record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: programmeSet,
        body: { programmeId: programmeIdSchema.parse('surplus'), name, isActive: true },
        operatorId,
        businessOn: first.clock.today,
      });
    }
  });
  one.desk.recorded(getOwnHead(first.db).seq);
  await upToDate(one.desk);

  const { siteId, organisationId } = first;
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  const third = openMemoryDatabase();
  third.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  await enrolDevice({ ...third, now: Date.now }, hub.address, await hub.aCode(place), undefined);
  let caughtUp = 0;
  const note = () => {
    caughtUp += 1;
  };
  const read = () => findCursor(third.db, networkStream)?.cursor ?? 0;
  const whole = () => findCursor(first.db, networkStream)?.cursor ?? 0;
  let before = 0;
  for (let start = 0; start < 2; start++) {
    const cut = aDesk(third, silentAfter(5), note);
    cut.desk.start();
    await vi.waitFor(() => expect(read()).toBeGreaterThan(before), PATIENCE);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await cut.desk.close();
    expect(read()).toBeLessThan(whole());
    expect(caughtUp).toBe(0);
    before = read();
  }
  const last = aDesk(third, openSyncLine, note);
  last.desk.start();
  await vi.waitFor(() => expect(caughtUp).toBeGreaterThan(0), PATIENCE);
  expect(findCursor(third.db, networkStream)).toEqual(findCursor(first.db, networkStream));
  expect(listProgrammes(third.db)).toEqual(listProgrammes(first.db));
  expect(last.desk.condition()?.received).toBe(whole() - before);
});
