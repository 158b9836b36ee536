import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { ADMINISTRATOR_PIN, anEmptyCounter, setupInput } from '../electron/set-up-fixture.ts';
import { createHubServer, hashCodeWith } from '../hub/server.ts';
import { createMemoryStore } from '../hub/store/memory-store.ts';
import {
  bookingIdSchema,
  type HouseholdId,
  householdIdSchema,
  machineIdSchema,
  operationIdSchema,
  personIdSchema,
  type SiteId,
  siteIdSchema,
  turnRequestIdSchema,
} from '../shared/domain/ids.ts';
import { slotsOn, weekdayOf } from '../shared/domain/laundry-slots.ts';
import { addDays, localDateAt } from '../shared/domain/local-date.ts';
import { makeEnrolmentCode } from '../shared/sync/enrolment-code.ts';
import { askOk } from './ask-ok.ts';

/** This machine may be busy: what takes a second alone takes longer beside other tests. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const PATIENCE = { timeout: 60_000, interval: 100 };
const clock = {
  get now() {
    return Date.now();
  },
};

const toClose: (() => Promise<unknown>)[] = [];
const running = new Set<Counter>();
afterEach(async () => {
  for (const counter of [...running]) await switchOff(counter);
  for (const close of toClose.splice(0).reverse()) await close();
});

type Counter = Awaited<ReturnType<typeof anEmptyCounter>>;

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bancone-laundry-'));
  toClose.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function aHub() {
  const store = createMemoryStore();
  const secret = randomBytes(32);
  const server = await createHubServer({ store, secret, now: Date.now, onIncident: () => undefined });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  toClose.push(() => {
    server.server.closeAllConnections();
    return server.close();
  });
  const code = makeEnrolmentCode(randomInt);
  await store.inTransaction((tx) =>
    tx.insertCode(hashCodeWith(secret)(code), { madeAt: Date.now(), place: null }),
  );
  return { address, code };
}

async function anOpenCounter(folder: string): Promise<Counter> {
  const counter = await anEmptyCounter(folder, clock);
  running.add(counter);
  return counter;
}

function switchOff(counter: Counter): Promise<void> {
  running.delete(counter);
  return counter.counter.close();
}

async function logIn(counter: Counter): Promise<void> {
  const status = await askOk(counter, 'session.status', {});
  const operatorId = status.phase === 'signedOut' ? status.operators[0]?.operatorId : undefined;
  if (operatorId === undefined) throw new Error('the administrator can log in');
  await askOk(counter, 'session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
}

async function confirmRecovery(counter: Counter): Promise<void> {
  const { code } = await askOk(counter, 'setup.makeRecoveryCode', {});
  await askOk(counter, 'setup.checkRecoveryCode', { code });
}

/** A laundry that brings its network to the hub, with a machine and a household. */
async function aLaundry(counter: Counter, hub: Awaited<ReturnType<typeof aHub>>) {
  await confirmRecovery(counter);
  const names = { siteName: 'Lavanderia di prova', siteShortName: 'LAV', deviceName: 'Banco lavanderia' };
  await askOk(counter, 'setup.finish', { ...setupInput, ...names, siteKind: 'laundry' });
  await logIn(counter);
  const machineId = machineIdSchema.parse(v7());
  await askOk(counter, 'laundrySetup.saveMachine', {
    operationId: operationIdSchema.parse(v7()),
    machine: { machineId, number: 1, kind: 'washer', capacityKilograms: 8, active: true },
  });
  const { sites, organisations } = await askOk(counter, 'administration.sites', {});
  const [own, organisation] = [sites[0], organisations[0]];
  if (own === undefined || organisation === undefined) throw new Error('the wizard made a site');
  const householdId = await aHousehold(counter, own.siteId);
  const officeId = siteIdSchema.parse(v7());
  const { organisationId } = organisation;
  const office = { siteId: officeId, organisationId, name: 'Ufficio', shortName: 'UFF', isActive: true };
  await askOk(counter, 'administration.saveSite', { ...office, kind: 'office' });
  const { operators } = await askOk(counter, 'administration.operators', {});
  const [administrator] = operators;
  if (administrator === undefined) throw new Error('the wizard made an administrator');
  const { operatorId, displayName } = administrator;
  const roles = [own.siteId, officeId].map((siteId) => ({ siteId, roles: ['admin' as const] }));
  await askOk(counter, 'administration.saveOperator', { operatorId, displayName, isActive: true, roles });
  await askOk(counter, 'administration.setPin', { operatorId, pin: ADMINISTRATOR_PIN });
  await askOk(counter, 'sync.join', hub);
  await settled(counter);
  return { machineId, householdId, officeId, laundryId: own.siteId };
}

async function aHousehold(counter: Counter, siteId: SiteId): Promise<HouseholdId> {
  const householdId = householdIdSchema.parse(v7());
  const holder = { personId: personIdSchema.parse(v7()), surname: 'Bianchi', name: 'Ottavia' };
  const unknown = { birthDate: null, sex: null, codiceFiscale: null, relation: null };
  const persons = [{ ...holder, ...unknown, isHolder: true, isDelegate: false }];
  await askOk(counter, 'registers.register', {
    operationId: operationIdSchema.parse(v7()),
    household: { householdId, size: 1, preferredLanguage: 'it', siteId, persons },
  });
  return householdId;
}

const settled = (counter: Counter) =>
  vi.waitFor(async () => {
    const status = await askOk(counter, 'sync.status', {});
    expect(status).toMatchObject({ type: 'joined', waiting: 0, isUnderWay: false });
  }, PATIENCE);

/** Another counter of the network, at a site of it. */
async function joinNetwork(counter: Counter, first: Counter, siteId: SiteId, address: string): Promise<void> {
  const { code } = await askOk(first, 'sync.makeCode', { siteId });
  await confirmRecovery(counter);
  await askOk(counter, 'setup.join', { address, code, deviceName: 'Altro banco' });
  await vi.waitFor(() => expect(counter.counter.status()).toBe('ready'), PATIENCE);
  await logIn(counter);
}

test('an office asks for a turn and the laundry answers by itself, also after it was switched off', async () => {
  const hub = await aHub();
  const folder = await aFolder();
  const laundry = await anOpenCounter(folder);
  const { machineId, householdId, officeId, laundryId } = await aLaundry(laundry, hub);
  const office = await anOpenCounter(await aFolder());
  await joinNetwork(office, laundry, officeId, hub.address);

  const { laundries } = await askOk(office, 'laundryBookings.laundries', {});
  expect(laundries).toEqual([{ siteId: laundryId, name: 'Lavanderia di prova' }]);
  const { today } = await askOk(office, 'laundryBookings.book', { from: localDateAt(Date.now()), days: 1 });
  const { rules } = await askOk(laundry, 'laundrySetup.read', {});
  const monday = addDays(today, 7 - weekdayOf(today));
  const [slot, later] = slotsOn(rules.hours, monday);
  if (slot === undefined || later === undefined) throw new Error('it is open on Mondays');
  const ask = (wanted: typeof slot) =>
    askOk(office, 'laundryBookings.ask', {
      requestId: turnRequestIdSchema.parse(v7()),
      householdId,
      asks: { type: 'book', machineId, slot: wanted },
    });
  const answers = async () => {
    const { requests } = await askOk(office, 'laundryBookings.requests', {});
    return requests.map(({ answer }) => (answer?.type === 'refused' ? answer.because : answer?.type));
  };

  await ask(slot);
  await vi.waitFor(async () => expect(await answers()).toEqual(['accepted']), PATIENCE);
  const book = { from: monday, days: 1 };
  const turns = [{ householdId, slot, state: 'active' }];
  expect(await askOk(office, 'laundryBookings.book', book)).toMatchObject({
    keptBy: 'Banco lavanderia',
    turns,
  });
  expect(await askOk(laundry, 'laundryBookings.book', book)).toMatchObject({ keptBy: null, turns });

  // The laundry is switched off while two more arrive; what it gave away itself is not given again.
  await askOk(laundry, 'laundryBookings.make', {
    bookingId: bookingIdSchema.parse(v7()),
    householdId,
    machineId,
    slot: later,
  });
  await switchOff(laundry);
  await ask(later);
  await ask(slot);
  await settled(office);
  expect(await answers()).toEqual([undefined, undefined, 'accepted']);
  await anOpenCounter(folder);
  await vi.waitFor(
    async () => expect(await answers()).toEqual(['SlotTaken', 'SlotTaken', 'accepted']),
    PATIENCE,
  );
});
