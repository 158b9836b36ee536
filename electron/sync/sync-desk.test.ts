import { generateKeyPairSync } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { keepPosting } from '../../hub/keep-posting.ts';
import { householdAccount } from '../../shared/domain/account.ts';
import { deviceIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import {
  aDesk,
  aHub,
  atEnd,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { getOwnHead, startChain } from '../database/log.ts';
import { findNetwork, listProgrammes } from '../database/network.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { findCursor, findMembership, saveCursor, setHubHeard } from '../database/sync.ts';
import { changeGrants } from '../database/withdraw-streams.ts';
import { findHouseholdView } from '../households/household-view.ts';
import { aRename } from '../programme-fixture.ts';
import { createTillService } from '../services/till.ts';
import { enrolDevice } from './enrol-device.ts';
import type { SyncDeskOptions } from './sync-desk-types.ts';
import { openSyncLine, type SyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);
const PASTA = '8076800195057';

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

test('a counter that has read everything notes that it has, though nothing came: what it prints is of then', async () => {
  const hub = await aHub();
  const { first, one } = await twoCounters(hub);
  await upToDate(one.desk);
  await hub.stop();
  const longAgo = 1_000;
  first.inTransaction((tx) => setHubHeard(tx, longAgo));
  await hub.start();
  await vi.waitFor(() => expect(findMembership(first.db)?.heardAt).toBeGreaterThan(longAgo), PATIENCE);
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
  const { handlers } = createTillService({ ...counter.context, askHub: desk.askHub });
  const scan = async (text: string) => {
    const answer = await handlers['till.scan'](anna, { text });
    if (!answer.ok) throw new Error('the till knows the card');
    return answer.value;
  };
  expect((await scan(cardNumber)).view.alerts).toContainEqual({ type: 'AllowanceAwaited' });
  const page = () => findHouseholdView(counter.db, householdId, counter.clock.today, null);
  expect(page()?.isAllowanceAwaited).toBe(true);
  const now = () => Date.parse(`${counter.clock.today}T11:00:00Z`);
  const posting = keepPosting({ store: hub.store, now, onIncident: (incident) => expect(incident).toBe('') });
  atEnd(() => posting.stop());
  await vi.waitFor(async () => {
    const { alerts } = (await scan(cardNumber)).view;
    expect(alerts).not.toContainEqual({ type: 'AllowanceAwaited' });
  }, PATIENCE);
  expect(page()).toMatchObject({ isAllowanceAwaited: false, residualPoints: 200 });
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

test('a hub that does not recognise the signature of a counter is told of, and what was written is sent once it does', async () => {
  const hub = await aHub();
  const { first, one, topUp, arrives } = await twoCounters(hub);
  await upToDate(one.desk);
  await one.desk.close();
  const fault = { isThere: true };
  const { desk } = aDesk(first, (options) => {
    const line = openSyncLine(options);
    return {
      ...line,
      ask: async (name, question, stop) =>
        fault.isThere && name === 'push'
          ? { type: 'refused', failure: { type: 'HeadSignatureInvalid' } as never } // of a push: the compiler cannot follow
          : line.ask(name, question, stop),
    };
  });
  desk.start();
  const { householdId } = first.aHousehold();
  topUp(householdId, 700);
  desk.recorded(getOwnHead(first.db).seq);
  await vi.waitFor(
    () => expect(desk.condition()).toMatchObject({ problem: 'HeadSignatureInvalid', stoppedBecause: null }),
    PATIENCE,
  );
  fault.isThere = false;
  await arrives(householdId, 700);
  expect(desk.condition()).toMatchObject({ problem: null });
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

test('a hub that answers while a stream cannot be read for minutes is trouble, until a round reads them all', async () => {
  const hub = await aHub();
  const { first, one, topUp, arrives } = await twoCounters(hub);
  await one.desk.close();
  const fault = { isThere: true, skewMs: 0 };
  const failing: SyncDeskOptions['openLine'] = (options) => {
    const line = openSyncLine(options);
    return {
      ...line,
      ask: async (name, question, stop) =>
        fault.isThere && 'stream' in question && question.stream === networkStream
          ? { type: 'HubFailed' }
          : line.ask(name, question, stop),
    };
  };
  const { desk } = aDesk(first, failing, undefined, { uptimeMs: () => performance.now() + fault.skewMs });
  desk.start();
  const isFailing = { problem: 'HubFailed', isTroubled: false };
  await vi.waitFor(() => expect(desk.condition()).toMatchObject(isFailing), PATIENCE);
  // The round that could not read it has yet to rest: minutes count from there.
  await vi.waitFor(() => {
    fault.skewMs += 2 * 60_000 + 1;
    expect(desk.condition()).toMatchObject({ isTroubled: true });
  }, PATIENCE);
  // What it records is sent all the same.
  const { householdId } = first.aHousehold();
  topUp(householdId, 100);
  desk.recorded(getOwnHead(first.db).seq);
  await arrives(householdId, 100);
  fault.isThere = false;
  await vi.waitFor(
    () => expect(desk.condition()).toMatchObject({ problem: null, isTroubled: false }),
    PATIENCE,
  );
});

test('an exchange that stands elsewhere than its database goes on from the database', async () => {
  const hub = await aHub();
  const { first, second, two, topUp, arrives } = await twoCounters(hub);
  await upToDate(two.desk);
  // As if an answer had been counted that was never written.
  const stands = findCursor(second.db, networkStream);
  const membership = findMembership(second.db);
  assert(stands !== null && stands.cursor > 0 && membership !== null, 'it has read the network');
  const { place } = membership;
  second.inTransaction((tx) => saveCursor(tx, networkStream, { cursor: 0, checksum: NOTHING }));
  const { householdId } = first.aHousehold();
  topUp(householdId, 100);
  await arrives(householdId, 100);
  await vi.waitFor(
    () => expect(findCursor(second.db, networkStream)).toEqual(findCursor(first.db, networkStream)),
    PATIENCE,
  );
  await upToDate(two.desk);
  // And as if the database had lost a stream whole.
  second.inTransaction((tx) => changeGrants(tx, { place, withdrawn: [networkStream], granted: [] }));
  topUp(householdId, 100);
  await vi.waitFor(
    () => expect(findCursor(second.db, networkStream)).toEqual(findCursor(first.db, networkStream)),
    PATIENCE,
  );
  await upToDate(two.desk);
  expect([two.bugs, two.desk.condition()?.problem]).toEqual([[], null]);
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

test('what the first counter sells while it is being enrolled it sold on its own authority', async () => {
  const hub = await aHub();
  const counter = aCounter();
  const { siteId, organisationId } = counter;
  const anna = callerOf(counter.anOperator('Anna', 'cashier', 'admin'));
  const { cardNumber } = counter.aHousehold();
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), 30);
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  const { desk } = aDesk(counter);
  const { handlers } = createTillService({ ...counter.context, askHub: desk.askHub });
  const enrolling = enrolDevice(counter.context, hub.address, await hub.aCode(null), place);
  await handlers['till.scan'](anna, { text: cardNumber });
  const scanned = await handlers['till.scan'](anna, { text: PASTA });
  if (!scanned.ok) throw new Error('the till knows the goods');
  const { basketId } = scanned.value.view;
  expect(await handlers['till.complete'](anna, { basketId })).toMatchObject({ ok: true });
  const soldAt = getOwnHead(counter.db).seq;
  expect(findMembership(counter.db)).toBeNull();
  expect(await enrolling).toEqual({ ok: true, value: null });
  desk.start();
  await upToDate(desk);
  const { devices, flags, quarantine, operations } = hub.store.state();
  expect([flags, quarantine]).toEqual([[], []]);
  const { deviceId } = getOwnHead(counter.db);
  expect(devices.get(deviceId)?.aloneUntilSeq).toBe(soldAt);
  const sold = operations.find(
    ({ operation }) => operation.deviceId === deviceId && operation.seq === soldAt,
  );
  expect(sold?.operation.type).toBe('sale.completed');
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
      first.context.record(tx, aRename(`Programma ${index}`, { operatorId, businessOn: first.clock.today }));
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

test('a counter that is taken out while it runs hands in what it records later, which is kept aside', async () => {
  const hub = await aHub();
  const { first, second, two, renameAtSecond } = await twoCounters(hub);
  const { deviceId } = getOwnHead(second.db);
  await hub.store.inTransaction((tx) => tx.setDeviceState(deviceId, 'revoked', Date.now()));
  const hasStopped = (waiting: number) =>
    vi.waitFor(
      () =>
        expect(two.desk.condition()).toMatchObject({ stoppedBecause: 'Revoked', waiting, isUnderWay: false }),
      PATIENCE,
    );
  await hasStopped(0);
  renameAtSecond('Dono');
  await hasStopped(0);
  const aside = hub.store.state().quarantine.map(({ operation, reason }) => [operation.type, reason]);
  expect(aside).toEqual([['programme.set', 'DeviceRevoked']]);
  expect(listProgrammes(first.db)[0]?.name.it).not.toBe('Dono');
});

test('what waits and does not move for five minutes is begun anew: thread, connections, and from the database', async () => {
  const hub = await aHub();
  const first = aCounter();
  const { operatorId } = first.anOperator('Anna', 'admin');
  const { siteId, organisationId } = first;
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  await enrolDevice(first.context, hub.address, await hub.aCode(null), place);
  const wall = await aDeadWall(hub.address);
  const clock = { uptimeMs: 0 };
  const lines: SyncLine[] = [];
  const closed: SyncLine[] = [];
  const openLine: SyncDeskOptions['openLine'] = (options) => {
    const line = openSyncLine({ ...options, address: wall.address });
    const closing: SyncLine = {
      ...line,
      close: () => {
        closed.push(closing);
        return line.close();
      },
    };
    lines.push(closing);
    return closing;
  };
  const rebuilds: number[] = [];
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  atEnd(async () => vi.useRealTimers());
  const { desk } = aDesk(first, openLine, undefined, {
    uptimeMs: () => clock.uptimeMs,
    onRebuild: () => rebuilds.push(clock.uptimeMs),
  });
  desk.start();
  await vi.waitFor(() => expect(wall.connections()).toBe(1), PATIENCE);
  const passes = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 30_000) {
      clock.uptimeMs += 30_000;
      vi.advanceTimersByTime(30_000);
    }
  };
  passes(4.5 * 60_000);
  expect([rebuilds, lines.length]).toEqual([[], 1]);
  // Something is recorded: that alone is no sign that the exchange goes on.
  first.inTransaction((tx) =>
    first.context.record(tx, aRename('A', { operatorId, businessOn: first.clock.today })),
  );
  desk.recorded(getOwnHead(first.db).seq);
  wall.open();
  passes(30_000);
  expect([rebuilds, lines.length, closed]).toEqual([[300_000], 2, [lines[0]]]);
  // The old connection is as dead as before: only a new one gets through.
  await upToDate(desk);
  expect(wall.connections()).toBeGreaterThan(1);
  const { deviceId, seq } = getOwnHead(first.db);
  expect(hub.store.state().devices.get(deviceId)?.headSeq).toBe(seq);
  // Where it goes on nothing is begun anew, however long.
  for (let minute = 0; minute < 8; minute++) {
    passes(60_000);
    desk.recorded(seq);
    await upToDate(desk);
  }
  expect(rebuilds).toHaveLength(1);
});

/** A way to a hub that swallows whatever comes; once it is open, connections made from then on go through. */
async function aDeadWall(address: string) {
  const { hostname, port } = new URL(address);
  const sockets = new Set<Socket>();
  let isOpen = false;
  let connections = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  };
  const server = createServer((socket) => {
    connections += 1;
    keep(socket);
    if (!isOpen) {
      socket.resume();
      return;
    }
    const onward = connect({ host: hostname, port: Number(port) });
    keep(onward);
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('it listens on a port');
  return {
    address: `http://127.0.0.1:${bound.port}`,
    connections: () => connections,
    open: () => {
      isOpen = true;
    },
  };
}
