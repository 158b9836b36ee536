import { describe, expect, test } from 'vitest';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { addMonths, localDateSchema } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { type Scheme, schemeSchema } from '../../shared/domain/scheme.ts';
import { entitlementSuspended, householdSet } from '../../shared/operations/household-operations.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { findHouseholdNumber, listBalances } from '../database/households.ts';
import { iterateOperations } from '../database/log.ts';
import { findScheme } from '../database/schemes.ts';
import { createAllowancesService } from '../services/allowances.ts';
import { createSchemesService } from '../services/schemes.ts';
import { createAllowanceRun } from './allowance-run.ts';
import { createDailyAllowances } from './daily-allowances.ts';

const date = (text: string) => localDateSchema.parse(text);

/** A counter with households of three, 200 points each in its scheme of the month. */
function anOffice(households: number) {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo', 'office'));
  const bugs: unknown[] = [];
  const families: HouseholdId[] = [];
  for (let index = 0; index < households; index++) families.push(counter.aHousehold().householdId);
  const context = { ...counter.context, onBug: (error: unknown) => bugs.push(error) };
  const run = createAllowanceRun(context);
  const setScheme = (changes: Partial<Scheme>) => {
    const scheme = findScheme(counter.db, counter.schemeId, counter.clock.today);
    assert(scheme !== null, 'the counter has a scheme');
    counter.write(schemeSet, schemeSchema.parse({ ...scheme, ...changes }));
  };
  return {
    ...counter,
    context,
    office,
    bugs,
    families,
    run,
    setScheme,
    start: () => run.start(counter.siteId),
    /** What each household has on the account of a period, families in their order. */
    given: (periodStartsOn: string) =>
      families.map((householdId) => {
        const number = findHouseholdNumber(counter.db, householdId) ?? 0;
        const account = `points/${periodStartsOn}`;
        return listBalances(counter.db, number).find((each) => each.account === account)?.balance ?? 0;
      }),
    allowances: () =>
      [...iterateOperations(counter.db)].filter(({ operation }) => operation.type === 'allowance.posted'),
  };
}

const everyone = (office: ReturnType<typeof anOffice>, points: number) => office.families.map(() => points);

describe('a run of allowances', () => {
  test('counts first, then gives every household with a right what is due, once', async () => {
    const office = anOffice(30);
    office.aHousehold({ startsOn: '2026-12-01', endsOn: '2027-01-31' });
    expect((await office.run.countDue()).lines).toMatchObject([
      { day: '2026-11-22', isAhead: false, households: 30, schemeName: 'Punti del mese' },
    ]);
    expect(await office.start()).toMatchObject({ state: 'finished', total: 30, done: 30, recorded: 30 });
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
    expect((await office.run.countDue()).lines).toEqual([]);
    expect(await office.start()).toMatchObject({ state: 'finished', total: 0, recorded: 0 });
    expect(office.allowances()).toHaveLength(30);
  });

  test('leaves out who is suspended and gives it when that is lifted', async () => {
    const office = anOffice(2);
    const { householdId, entitlementId } = office.aHousehold();
    office.write(entitlementSuspended, { householdId, entitlementId });
    expect(await office.start()).toMatchObject({ total: 2, recorded: 2 });
  });

  test('posts ahead as many days as the scheme says', async () => {
    const office = anOffice(3);
    office.setScheme({ postDaysAhead: 9, appliesFrom: date('2026-01-01') });
    expect((await office.run.countDue()).lines).toMatchObject([
      { day: '2026-11-22', isAhead: false, households: 3 },
      { day: '2026-12-01', isAhead: true, households: 3 },
    ]);
    await office.start();
    expect([office.given('2026-11-01'), office.given('2026-12-01')]).toEqual([
      everyone(office, 200),
      everyone(office, 200),
    ]);
    office.clock.today = date('2026-12-01');
    expect(await office.start()).toMatchObject({ recorded: 0 });
  });

  test('carries over what was posted ahead cannot have had yet', async () => {
    const office = anOffice(2);
    const carryOver = { kind: 'full' as const };
    office.setScheme({ postDaysAhead: 9, carryOver, appliesFrom: date('2026-01-01') });
    await office.start();
    office.clock.today = date('2026-12-01');
    expect(await office.start()).toMatchObject({ recorded: 2 });
    expect(office.given('2026-12-01')).toEqual(everyone(office, 400));
  });

  test('gives way to other work between its slices, and can be cancelled and started again', async () => {
    const households = 450; // more than two slices ever hold, however quick the machine
    const office = anOffice(households);
    const running = office.start();
    let turns = 0;
    while (office.run.progress().state === 'running') {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
      const { done } = office.run.progress();
      if (done > 0 && done < households) office.run.cancel();
    }
    const cancelled = await running;
    expect(cancelled.state).toBe('cancelled');
    expect(cancelled.done).toBeLessThan(households);
    expect(turns).toBeGreaterThan(1);
    expect(await office.start()).toMatchObject({
      state: 'finished',
      recorded: households - cancelled.recorded,
    });
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
  });

  test('is one where two are started at once', async () => {
    const office = anOffice(20);
    const other = createAllowanceRun(office.context);
    await Promise.all([office.start(), office.start(), other.start(office.siteId)]);
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
    expect(office.allowances()).toHaveLength(20);
  });

  test('is not held up by one household whose allowance cannot be worked out', async () => {
    const office = anOffice(20);
    const faulty = office.families[7];
    assert(faulty !== undefined, 'there are twenty');
    const record: typeof office.context.record = (tx, draft) => {
      const body: object = draft.body as object; // every kind's body is an object
      if ('householdId' in body && body.householdId === faulty) throw new Error('a fault of this household');
      return office.context.record(tx, draft);
    };
    const run = createAllowanceRun({ ...office.context, record });
    expect(await run.start(office.siteId)).toMatchObject({ state: 'finished', recorded: 19, faulty: 1 });
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200).with(7, 0));
    expect(office.bugs).toHaveLength(1);
    await office.start();
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
  });

  test('ends where every household fails: the fault is the machine’s', async () => {
    const office = anOffice(20);
    const record = () => {
      throw new Error('the disk is full');
    };
    const run = createAllowanceRun({ ...office.context, record });
    expect(await run.start(office.siteId)).toMatchObject({ state: 'failed', recorded: 0 });
    expect(office.bugs.length).toBeLessThan(20);
  });
});

describe('bad days', () => {
  test('a scheme edited while the allowances run changes none of this period’s figures', async () => {
    const office = anOffice(120);
    const schemes = createSchemesService(office.context).handlers;
    const running = office.start();
    await new Promise((resolve) => setImmediate(resolve));
    const scheme = findScheme(office.db, office.schemeId, office.clock.today);
    assert(scheme !== null, 'the counter has a scheme');
    const edit = (appliesFrom: string) =>
      schemes['schemes.set'](office.office, {
        operationId: operationIdSchema.parse(office.context.newId()),
        scheme: {
          ...scheme,
          appliesFrom: date(appliesFrom),
          allowance: { kind: 'bySize', pointsBySize: [500] },
        },
      });
    expect(await edit('2026-11-22')).toEqual({ ok: false, error: { type: 'AppliesTooEarly' } });
    expect(await edit('2026-11-23')).toEqual({ ok: true, value: null });
    expect(office.run.progress().state).toBe('running');
    await running;
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
    office.clock.today = date('2026-12-01');
    await office.start();
    expect(office.given('2026-12-01')).toEqual(everyone(office, 500));
  });

  test('a clock set back a month gives nothing twice, and nothing is missing when it is right again', async () => {
    const office = anOffice(10);
    await office.start();
    office.clock.today = addMonths(office.clock.today, -1);
    await office.start();
    await office.start();
    office.clock.today = addMonths(office.clock.today, 1);
    expect(await office.start()).toMatchObject({ recorded: 0 });
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
    expect(office.allowances()).toHaveLength(20); // October's, to which the households had a right, and November's
  });

  test('a household that grows while the run goes on gets the difference where the scheme gives it', async () => {
    const office = anOffice(5);
    office.setScheme({ whenHouseholdGrows: 'difference', appliesFrom: date('2026-01-01') });
    await office.start();
    const [householdId] = office.families;
    office.write(householdSet, { householdId: householdIdSchema.parse(householdId), size: 4 });
    expect(await office.start()).toMatchObject({ recorded: 1 });
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200).with(0, 250));
  });
});

describe('the daily run', () => {
  test('is once a day, and waits while nobody knows which day it is', async () => {
    const office = anOffice(4);
    let isKnown = false;
    const daily = createDailyAllowances(office.run, {
      today: () => (isKnown ? office.clock.today : null),
      findSiteId: () => office.siteId,
    });
    daily.tick();
    expect(office.run.progress().state).toBe('none');
    isKnown = true;
    daily.tick();
    await office.start();
    expect(office.given('2026-11-01')).toEqual(everyone(office, 200));
    office.aHousehold();
    daily.tick();
    expect(office.run.progress().state).toBe('finished');
    office.clock.today = date('2026-12-01');
    daily.tick();
    expect(office.run.progress().state).toBe('running');
    await daily.close();
    expect(office.run.progress().state).not.toBe('running');
  });
});

describe('the office', () => {
  test('counts, starts, watches and cancels', async () => {
    const office = anOffice(6);
    const { handlers } = createAllowancesService(office.run);
    expect(await handlers['allowances.progress'](office.office, {})).toMatchObject({
      value: { state: 'none' },
    });
    expect(await handlers['allowances.due'](office.office, {})).toMatchObject({
      value: { isGivenByHub: false, lines: [{ households: 6 }] },
    });
    expect(await handlers['allowances.start'](office.office, {})).toMatchObject({
      value: { state: 'running' },
    });
    await office.start();
    expect(await handlers['allowances.progress'](office.office, {})).toMatchObject({
      value: { state: 'finished', recorded: 6 },
    });
    expect(await handlers['allowances.cancel'](office.office, {})).toMatchObject({
      value: { state: 'finished' },
    });
  });
});
