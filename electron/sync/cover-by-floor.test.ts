import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import type { FloorLimit } from '../../shared/domain/floor-limit.ts';
import {
  authorisationIdSchema,
  deviceIdSchema,
  operationIdSchema,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { floorSet } from '../../shared/operations/floor-operations.ts';
import { householdMerged } from '../../shared/operations/merge-operations.ts';
import type { AuthoriseRefusal } from '../../shared/sync/protocol.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { floorOutstanding } from '../database/floor.ts';
import { findOperation, getOwnHead, startChain } from '../database/log.ts';
import { insertMembership, setAcknowledgedSeq } from '../database/sync.ts';
import { createCreditService } from '../services/credit.ts';
import { createTillService } from '../services/till.ts';
import { type AskHub, noWord, SILENT } from './hub-questions.ts';
import { saveProgress } from './save-progress.ts';

const PASTA = '8076800195057';
const PLENTY = { points: 1000, cents: 1000, washes: 1000 };
const LIMIT: FloorLimit = {
  isOn: true,
  perHousehold: { points: 60, cents: 0, washes: 0 },
  perDevice: { points: 90, cents: 0, washes: 0 },
};

const silent: AskHub = async () => SILENT;

/** A hub that refuses, for one reason after the other, and then says nothing more. */
function refusing(...reasons: AuthoriseRefusal[]): AskHub {
  const left = [...reasons];
  return async (_question, take) => {
    const because = left.shift();
    if (because === undefined) return SILENT;
    const value = take(authorisationIdSchema.parse(v7()), { type: 'refused', because, short: [] });
    return { type: 'answered', value };
  };
}

/** A counter that has joined a hub; two families have points that nobody set aside for it. */
async function aTill(limit: FloorLimit, askHub: AskHub = silent) {
  const counter = aCounter();
  const anna = callerOf(counter.anOperator('Anna', 'cashier', 'admin'));
  const families = [counter.aHousehold(), counter.aHousehold({ displayName: 'Rossi Anna' })];
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), 30);
  const context = { ...counter.context, askHub };
  const { handlers } = createTillService(context);
  const scan = async (text: string) => {
    const answer = await handlers['till.scan'](anna, { text });
    if (!answer.ok) throw new Error('the till knows the code');
    return answer.value.view;
  };
  // The allowance is given while it stands alone.
  for (const { cardNumber } of families) await scan(cardNumber);
  await handlers['till.discard'](anna, {});
  const { siteId } = counter;
  for (const { householdId } of families) {
    const programmeId = programmeIdSchema.parse('surplus');
    const body = {
      householdId,
      siteId,
      programmeId,
      purse: 'cents',
      amount: 1000,
      reason: 'first-need',
    } as const;
    counter.write(creditToppedUp, body);
  }
  counter.write(floorSet, limit);
  counter.inTransaction((tx) => {
    const { organisationId } = counter;
    const { deviceId } = getOwnHead(tx);
    const place = { deviceId, siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    const hub = { address: 'https://hub.invalid', deviceId, privateKey: '', place, epoch: 1, joinedAt: 1 };
    insertMembership(tx, hub, []);
    setAcknowledgedSeq(tx, getOwnHead(tx).seq);
  });
  const buy = async (family: number) => {
    await handlers['till.discard'](anna, {});
    await scan(families[family]?.cardNumber ?? '');
    const { basketId } = await scan(PASTA);
    const answer = await handlers['till.complete'](anna, { basketId });
    const covers = answer.ok
      ? findOperation(counter.db, basketId)?.operation.postings.flatMap(({ cover }) => cover?.kind ?? [])
      : [];
    return { answer, covers };
  };
  return { counter, context, anna, families, buy };
}

const IN_SILENCE = { ok: false, error: { type: 'HubSilent' } };

test('off, nothing goes out that the hub gives no word for', async () => {
  const till = await aTill({ ...LIMIT, isOn: false });
  expect((await till.buy(0)).answer).toMatchObject(IN_SILENCE);
});

test('on, a sale goes out without cover and says so, until a family or the counter has had as much as it may', async () => {
  const till = await aTill(LIMIT);
  for (let time = 0; time < 2; time++) {
    const { answer, covers } = await till.buy(0);
    expect(answer).toMatchObject({ ok: true, value: { isWithoutCover: true } });
    expect(covers).toEqual(['floor']);
  }
  expect((await till.buy(0)).answer).toMatchObject(IN_SILENCE); // 60 points a day to a family
  expect((await till.buy(1)).answer).toMatchObject({ ok: true });
  expect(floorOutstanding(till.counter.db, 'points', till.counter.clock.today)).toBe(90);
  expect((await till.buy(1)).answer).toMatchObject(IN_SILENCE); // 90 points out of this counter
});

test('what the hub has heard today counts today, and tomorrow no more', async () => {
  const till = await aTill({ ...LIMIT, perHousehold: PLENTY });
  const { counter } = till;
  const { today } = counter.clock;
  const tell = (toldOn: LocalDate) =>
    counter.inTransaction((tx) =>
      saveProgress(tx, { type: 'saveAcknowledged', seq: getOwnHead(tx).seq }, toldOn),
    );
  const out = () => floorOutstanding(counter.db, 'points', counter.clock.today);
  for (let time = 0; time < 2; time++) await till.buy(0);
  tell(addDays(today, -1)); // by a hub that is a day behind: what it heard is of that day
  expect(out()).toBe(0);
  for (let time = 0; time < 2; time++) expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  tell(today);
  expect(out()).toBe(60);
  expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  tell(today);
  expect((await till.buy(0)).answer).toMatchObject(IN_SILENCE); // 90 points out of this counter, told or not
  counter.clock.today = addDays(today, 1);
  expect(out()).toBe(0);
});

test('what a restored hub is told again that day counts that day', async () => {
  const till = await aTill({ ...LIMIT, perHousehold: PLENTY });
  const { counter } = till;
  const { today } = counter.clock;
  const acknowledge = (seq: number, toldOn: LocalDate = today) =>
    counter.inTransaction((tx) => saveProgress(tx, { type: 'saveAcknowledged', seq }, toldOn));
  const { seq: before } = getOwnHead(counter.db);
  for (let time = 0; time < 3; time++) expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  const { seq } = getOwnHead(counter.db);
  acknowledge(seq, addDays(today, -1));
  counter.write(floorSet, { ...LIMIT, perHousehold: PLENTY });
  acknowledge(getOwnHead(counter.db).seq);
  acknowledge(before); // it has lost what it had heard, and hears it today
  acknowledge(getOwnHead(counter.db).seq);
  expect(floorOutstanding(counter.db, 'points', today)).toBe(90);
  expect((await till.buy(0)).answer).toMatchObject(IN_SILENCE);
});

test('a day that the hub said by a wrong clock is not waited for', async () => {
  const till = await aTill({ ...LIMIT, perHousehold: PLENTY });
  const { counter } = till;
  const { today } = counter.clock;
  const acknowledge = (toldOn: LocalDate) =>
    counter.inTransaction((tx) =>
      saveProgress(tx, { type: 'saveAcknowledged', seq: getOwnHead(tx).seq }, toldOn),
    );
  for (let time = 0; time < 3; time++) expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  acknowledge(addDays(today, 900));
  acknowledge(today);
  expect(floorOutstanding(counter.db, 'points', today)).toBe(90);
  counter.clock.today = addDays(today, 1);
  expect(floorOutstanding(counter.db, 'points', counter.clock.today)).toBe(0);
});

test('two families that are merged have no more in a day than one', async () => {
  const till = await aTill({ ...LIMIT, perDevice: PLENTY });
  const { counter, families } = till;
  for (let time = 0; time < 2; time++) expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  expect((await till.buy(1)).answer).toMatchObject({ ok: true });
  const [from, into] = families.map(({ householdId }) => householdId);
  if (from === undefined || into === undefined) throw new Error('there are two');
  counter.write(householdMerged, { householdId: from, intoHouseholdId: into, moves: [], recomputed: [] });
  expect((await till.buy(1)).answer).toMatchObject(IN_SILENCE);
});

test('a counter that was restored has let out what it let out before, that day', async () => {
  const till = await aTill({ ...LIMIT, perHousehold: PLENTY });
  const { counter } = till;
  for (let time = 0; time < 3; time++) expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  counter.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  expect(floorOutstanding(counter.db, 'points', counter.clock.today)).toBe(90);
  expect(floorOutstanding(counter.db, 'points', addDays(counter.clock.today, 1))).toBe(0);
});

test('a counter that goes on as a new device lets nothing out meanwhile: what it let out since is not here', async () => {
  const till = await aTill(LIMIT);
  expect((await till.buy(0)).answer).toMatchObject({ ok: true });
  till.counter.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  expect((await till.buy(0)).answer).toMatchObject(IN_SILENCE);
});

test('what an office takes from an account never goes out without cover', async () => {
  const till = await aTill({ isOn: true, perHousehold: PLENTY, perDevice: PLENTY });
  const { handlers } = createCreditService(till.context);
  const [family] = till.families;
  if (family === undefined) throw new Error('there are two');
  const adjusted = await handlers['credit.adjust'](till.anna, {
    operationId: operationIdSchema.parse(v7()),
    householdId: family.householdId,
    purse: 'cents',
    amount: -5,
    reason: 'recording-mistake',
  });
  expect(adjusted).toMatchObject(IN_SILENCE);
});

test.each(['NotEnough', 'LeasedElsewhere', 'Restoring'] as const)(
  'while the hub answers %s nothing goes out',
  async (because) => {
    const till = await aTill(LIMIT, refusing(because, because, because));
    expect((await till.buy(0)).answer).toMatchObject({ ok: false, error: { type: 'NotCovered', because } });
  },
);

test.each(['Restoring', 'HubBusy', 'NotRecognised', 'TakenOut'] as const)(
  'while the hub is there and gives no word (%s) nothing goes out',
  async (because) => {
    const till = await aTill(LIMIT, async () => noWord(because));
    expect((await till.buy(0)).answer).toMatchObject({ ok: false, error: { type: 'NotCovered', because } });
  },
);

test.each(['NotEnough', 'LeasedElsewhere'] as const)(
  '%s holds when the hub says nothing more',
  async (because) => {
    const till = await aTill(LIMIT, refusing(because));
    // Something is on its way to the hub, so it is asked again.
    till.counter.write(floorSet, LIMIT);
    expect((await till.buy(0)).answer).toMatchObject({
      ok: false,
      error: { type: 'NotCovered', because },
    });
  },
);
