import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { v7 } from 'uuid';
import { expect, vi } from 'vitest';
import { aCounter } from '../electron/counter-fixture.ts';
import type { BanconeDatabase } from '../electron/database/database.ts';
import { balanceOf, findHouseholdNumber } from '../electron/database/households.ts';
import { createRecorder, getOwnHead, type RecordOperation, startChain } from '../electron/database/log.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { changeGrants } from '../electron/database/withdraw-streams.ts';
import { aRename } from '../electron/programme-fixture.ts';
import { enrolDevice } from '../electron/sync/enrol-device.ts';
import { createSyncDesk } from '../electron/sync/sync-desk.ts';
import type { SyncDesk, SyncDeskOptions } from '../electron/sync/sync-desk-types.ts';
import { openSyncLine } from '../electron/sync/sync-line.ts';
import { createHubServer, hashCodeWith } from '../hub/server.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import { createMemoryStore } from '../hub/store/memory-store.ts';
import {
  deviceIdSchema,
  type HouseholdId,
  type OperationId,
  operationIdSchema,
  programmeIdSchema,
} from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';

const TODAY = localDateSchema.parse('2026-11-22');

/** This machine may be busy: what takes a second alone takes longer beside other tests. */
export const PATIENCE = { timeout: 30_000, interval: 50 };

const toClose: (() => Promise<unknown>)[] = [];

/** Has something ended after the test, before what was begun earlier. */
export const atEnd = (close: () => Promise<unknown>): number => toClose.push(close);

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  for (const close of toClose.splice(0).reverse()) await close();
}

const LOSABLE = new Map<string, 'pushes' | 'enrolments' | 'entries' | 'successions'>([
  ['/v1/push', 'pushes'],
  ['/v1/enrol', 'enrolments'],
  ['/v1/entry', 'entries'],
  ['/v1/succeed', 'successions'],
]);

const forgetContacts = (store: HubStore): Promise<void> =>
  store.inTransaction(async (tx) => {
    for (const [deviceId, { cursors }] of await tx.listContacts())
      await tx.noteContact(deviceId, { seenAt: 0, cursors });
  });

export async function aHub() {
  const store = createMemoryStore();
  const secret = randomBytes(32);
  const lost = { pushes: 0, enrolments: 0, entries: 0, successions: 0 };
  const slow = { authoriseMs: 0, entryMs: 0 };
  const atWork = { isNoticed: false };
  let codes = 0;
  const asked = { requests: 0 };
  let port = 0;
  const open = async () => {
    const server = await createHubServer({ store, secret, now: Date.now, onIncident: () => undefined });
    // What is closed here was at work a moment ago, and no test waits until the hub takes it for gone.
    server.addHook('preHandler', async (request) => {
      if (request.url === '/v1/succeed' && !atWork.isNoticed) await forgetContacts(store);
    });
    server.addHook('onSend', (request, _reply, payload, done) => {
      asked.requests += 1;
      const delayMs =
        request.url === '/v1/authorise' ? slow.authoriseMs : request.url === '/v1/entry' ? slow.entryMs : 0;
      if (delayMs > 0) {
        setTimeout(() => done(null, payload), delayMs);
        return;
      }
      // The hub has taken it; whoever asked never hears.
      const kind = LOSABLE.get(request.url);
      if (kind !== undefined && lost[kind] > 0) {
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
    slow,
    atWork,
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
export type Hub = Awaited<ReturnType<typeof aHub>>;

export function aDesk(
  counter: Pick<ReturnType<typeof aCounter>, 'db' | 'inTransaction'>,
  openLine: SyncDeskOptions['openLine'] = openSyncLine,
  onCaughtUp: SyncDeskOptions['onCaughtUp'] = () => undefined,
  held: Partial<Pick<SyncDeskOptions, 'uptimeMs' | 'onRebuild' | 'withdraw'>> = {},
) {
  const bugs: unknown[] = [];
  const newSalt = () => randomBytes(32).toString('hex');
  const appendHead = (_deviceId: string, seq: number) => desk.recorded(seq);
  const record = createRecorder({ now: Date.now, newSalt, appendHead });
  const topics = new Set<string>();
  const desk = createSyncDesk({
    db: counter.db,
    inTransaction: counter.inTransaction,
    pen: { record, newId: v7, today: () => TODAY },
    now: Date.now,
    uptimeMs: () => performance.now(),
    jitter: Math.random,
    openLine,
    onChange: (changed) => {
      for (const topic of changed) topics.add(topic);
    },
    onCaughtUp,
    withdraw: async (change) => {
      await desk.close();
      counter.inTransaction((tx) => changeGrants(tx, change));
      desk.start();
      return true;
    },
    onBug: (error) => bugs.push(error),
    onRebuild: () => undefined,
    ...held,
  });
  toClose.push(() => desk.close());
  return { desk, bugs, topics, record };
}

/** A counter that brought its network, and an empty one that joined it at the same site. */
export async function twoCounters(hub: Hub) {
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

  /** The administrator writes at the first counter, which sends it. */
  const writeAtFirst = <Body>(
    kind: OperationKind<Body>,
    body: NoInfer<Body>,
    id: OperationId = operationIdSchema.parse(v7()),
  ) => {
    const { operatorId } = operator;
    const businessOn = first.clock.today;
    first.inTransaction((tx) => one.record(tx, { id, kind, body, operatorId, businessOn }));
  };
  /** What services work with at one of the counters, and ask the hub with. */
  const contextAt = (
    { db, inTransaction }: Pick<BanconeDatabase, 'db' | 'inTransaction'>,
    { desk, record }: { readonly desk: SyncDesk; readonly record: RecordOperation },
  ) => ({ ...first.context, db, inTransaction, record, askHub: desk.askHub });
  const topUp = (householdId: HouseholdId, amount: number) =>
    writeAtFirst(creditToppedUp, {
      householdId,
      siteId,
      programmeId: programmeIdSchema.parse('surplus'),
      purse: 'cents',
      amount,
      reason: 'first-need',
    });
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
    writeAtFirst,
    contextOne: contextAt(first, one),
    contextTwo: contextAt(second, two),
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
    inTransaction((tx) => record(tx, aRename(it, { operatorId, businessOn: TODAY })));
    desk.recorded(getOwnHead(db).seq);
  };
}

export const upToDate = (desk: SyncDesk) =>
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
