import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { addDays, addMonths, localDateAt } from '../../shared/domain/local-date.ts';
import { contactsSet } from '../../shared/operations/register-operations.ts';
import { callerOf } from '../counter-fixture.ts';
import { listAccesses, logAccess, verifyAccessLog } from '../database/access-log.ts';
import { readErasureRegister, registerOfData } from '../database/erasure-register.ts';
import { findErasure } from '../database/erasures.ts';
import { getOwnHead } from '../database/log.ts';
import { insertMembership } from '../database/sync.ts';
import { aMergeDesk, newId } from '../merge-desk-fixture.ts';
import { createRetentionService } from './retention.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-retention-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DAY_MS = 86_400_000;

function aDesk() {
  const desk = aMergeDesk();
  const { handlers } = createRetentionService(desk.context, {
    own: registerOfData(folder),
    besideBackups: [],
    keepBeside: () => Promise.resolve(),
    onBug: (error) => {
      throw error;
    },
  });
  /** Time goes by at this counter. */
  const wait = (months: number) => {
    const today = addMonths(desk.clock.today, months);
    desk.clock.now += months * 31 * DAY_MS;
    desk.clock.today = today;
  };
  /** The counter joins a hub: from here on the other sites' movements are written elsewhere. */
  const joinHub = () =>
    desk.inTransaction((tx) => {
      const { siteId, organisationId } = desk;
      const { deviceId } = getOwnHead(tx);
      const place = { deviceId, siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
      const hub = { address: 'https://hub.invalid', deviceId, privateKey: '', place, epoch: 1, joinedAt: 1 };
      insertMembership(tx, hub, []);
    });
  const view = async () => {
    const answer = await handlers['retention.view'](desk.office, {});
    if (!answer.ok) throw new Error('the office may look');
    return answer.value;
  };
  const due = async () => (await view()).households.map(({ displayName }) => displayName);
  const erase = (ids: readonly HouseholdId[], typed = String(ids.length)) => {
    const orders = ids.map((householdId) => ({ operationId: newId(), householdId }));
    return handlers['retention.eraseHouseholds'](desk.office, { orders, typed });
  };
  return { ...desk, retention: handlers, wait, joinHub, view, due, erase };
}

describe('what is due to be erased', () => {
  test('is a household of which nothing has happened for longer than it is kept, and that has no right any more', async () => {
    const desk = aDesk();
    const quiet = desk.aHousehold({ displayName: 'Rossi Anna', endsOn: addDays(desk.clock.today, 3) });
    desk.aHousehold({ displayName: 'Verdi Ugo', endsOn: addMonths(desk.clock.today, 30) });
    const spender = desk.aHousehold({ displayName: 'Neri Ada', endsOn: addDays(desk.clock.today, 3) });
    const registered = desk.aHousehold({ displayName: 'Bruni Eva', endsOn: addDays(desk.clock.today, 3) });
    expect(await desk.due()).toEqual([]);
    desk.wait(2);
    desk.topUp(spender.householdId, 'cents', 500);
    const { organisationId } = desk;
    desk.write(contactsSet, { organisationId, householdId: registered.householdId, phones: ['0721 1'] });
    desk.wait(23);
    expect(await desk.view()).toMatchObject({
      dueHouseholds: 1,
      households: [
        { householdId: quiet.householdId, lastOn: addDays(addMonths(desk.clock.today, -25), 3), cents: 0 },
      ],
    });
    desk.wait(2);
    expect(await desk.due()).toEqual(['Rossi Anna', 'Bruni Eva', 'Neri Ada']);
    desk.topUp(quiet.householdId, 'washes', 3);
    desk.wait(30);
    expect(
      (await desk.view()).households.map(({ displayName, cents, washes }) => [displayName, cents, washes]),
    ).toEqual([
      ['Bruni Eva', 0, 0],
      ['Neri Ada', 500, 0],
      ['Rossi Anna', 0, 3],
      ['Verdi Ugo', 0, 0],
    ]);
  });

  test('is a merged household only with all of those that it is read as', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ displayName: 'Rossi Anna' }), desk.aHousehold()];
    await desk.merge(from.householdId, into.householdId);
    desk.wait(20);
    desk.topUp(from.householdId, 'cents', 100);
    desk.wait(12);
    expect(await desk.due()).toEqual([]);
    desk.wait(13);
    expect((await desk.view()).households.map(({ householdId }) => householdId)).toEqual([into.householdId]);
  });

  test('follows the time that the administrator sets, once for the whole network', async () => {
    const desk = aDesk();
    desk.aHousehold({ displayName: 'Rossi Anna', endsOn: addDays(desk.clock.today, 3) });
    const admin = callerOf(desk.anOperator('Ada', 'admin'));
    const rules = { householdMonths: 3, accessLogMonths: 8 };
    const save = () => desk.retention['retention.saveRules'](admin, { rules });
    expect([await save(), await save()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    const written = desk.raw.prepare(
      "SELECT 1 FROM operation JOIN kind USING (kind) WHERE type = 'retention.set'",
    );
    expect(written.all()).toHaveLength(1);
    desk.wait(4);
    expect([(await desk.view()).rules, await desk.due()]).toEqual([rules, ['Rossi Anna']]);
  });
});

describe('the erasure of those that are due', () => {
  test('is ordered by a person who says how many they are, once however often it is pressed', async () => {
    const desk = aDesk();
    const ids = [desk.aHousehold().householdId, desk.aHousehold().householdId];
    desk.wait(40);
    expect(await desk.erase(ids, '3')).toEqual({ ok: false, error: { type: 'CountDiffers' } });
    expect(await desk.due()).toHaveLength(2);
    const orders = ids.map((householdId) => ({ operationId: newId(), householdId }));
    const order = () => desk.retention['retention.eraseHouseholds'](desk.office, { orders, typed: ' 2 ' });
    expect([await order(), await order()]).toEqual([
      { ok: true, value: { erased: 2 } },
      { ok: true, value: { erased: 2 } },
    ]);
    expect(ids.map((id) => findErasure(desk.db, id)?.reason)).toEqual(['noLongerNeeded', 'noLongerNeeded']);
    expect(readErasureRegister(registerOfData(folder)).sort()).toEqual([...ids].sort());
    expect(await desk.due()).toEqual([]);
  });

  test('is refused in a network, where whoever is quiet here may be active at other sites', async () => {
    const desk = aDesk();
    const quiet = desk.aHousehold({ displayName: 'Rossi Anna' });
    desk.wait(40);
    expect((await desk.view()).isInNetwork).toBe(false);
    desk.joinHub();
    expect(await desk.view()).toMatchObject({ isInNetwork: true, dueHouseholds: 1 });
    expect(await desk.erase([quiet.householdId])).toEqual({ ok: false, error: { type: 'ErasedOneByOne' } });
    expect(findErasure(desk.db, quiet.householdId)).toBeNull();
  });

  test('is refused as a whole where something has happened to one of them meanwhile', async () => {
    const desk = aDesk();
    const [quiet, back] = [desk.aHousehold(), desk.aHousehold({ displayName: 'Verdi Ugo' })];
    desk.wait(40);
    desk.topUp(back.householdId, 'cents', 100);
    expect(await desk.erase([quiet.householdId, back.householdId])).toEqual({
      ok: false,
      error: { type: 'NotDue', displayName: 'Verdi Ugo' },
    });
    expect(findErasure(desk.db, quiet.householdId)).toBeNull();
  });
});

describe('the log of who read what', () => {
  /** Somebody reads every three days for so many days, by a clock that is right. */
  function read(desk: ReturnType<typeof aDesk>, days: number) {
    const { operatorId } = desk.office.operator();
    const { clock } = desk;
    for (let day = 0; day < days; day += 3) {
      desk.inTransaction((tx) =>
        logAccess(tx, { readAt: clock.now, operatorId, action: 'household.read', subject: 'household:a' }),
      );
      clock.now += 3 * DAY_MS;
      clock.today = localDateAt(clock.now);
    }
    return { operatorId, prune: () => desk.retention['retention.pruneAccessLog'](desk.office, {}) };
  }

  test('is deleted by a person, never before its time, and its chain says by whom', async () => {
    const desk = aDesk();
    const { prune } = read(desk, 360);
    expect([(await desk.view()).dueAccesses, await prune()]).toEqual([
      0,
      { ok: true, value: { deleted: 0 } },
    ]);
    const { operatorId } = read(desk, 30);
    expect([(await desk.view()).dueAccesses, await prune()]).toEqual([
      2,
      { ok: true, value: { deleted: 2 } },
    ]);
    expect(verifyAccessLog(desk.db)).toBeNull();
    expect(listAccesses(desk.db, 'up-to:2', 1)).toMatchObject([{ operatorId }]);
  });

  test('is not deleted under a clock that is not at the day that was confirmed', async () => {
    const desk = aDesk();
    const { prune } = read(desk, 390);
    desk.clock.now += 2 * DAY_MS;
    expect(await prune()).toEqual({ ok: false, error: { type: 'ClockDiffers' } });
    desk.clock.now -= 2 * DAY_MS;
    expect(await prune()).toEqual({ ok: true, value: { deleted: 2 } });
  });

  test('is kept for the time by law when the clock jumps ahead and the list was looked at under it', async () => {
    const desk = aDesk();
    desk.aHousehold();
    const { prune } = read(desk, 60);
    desk.wait(40);
    desk.clock.today = localDateAt(desk.clock.now);
    expect((await desk.view()).dueHouseholds).toBe(1);
    expect([(await desk.view()).dueAccesses, await prune()]).toEqual([
      0,
      { ok: true, value: { deleted: 0 } },
    ]);
  });
});

test('a look at the list is a reading of those who are on it', async () => {
  const desk = aDesk();
  desk.aHousehold();
  await desk.view();
  const logged = () => desk.raw.prepare("SELECT 1 FROM access_log WHERE action = 'retention.listed'").all();
  expect(logged()).toEqual([]);
  desk.wait(40);
  await desk.view();
  expect(logged()).toHaveLength(1);
});
