import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { householdNoteWritten } from '../../shared/operations/register-operations.ts';
import type { Db } from '../database/database.ts';
import { findErasureSearch } from '../database/erasure-search.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { anErasureDesk } from '../erasure-desk-fixture.ts';
import { aFolder, removeFolder } from '../folder-fixture.ts';
import { newId } from '../merge-desk-fixture.ts';
import { PATIENCE } from '../patience-fixture.ts';
import { eraseHousehold } from './erase-household.ts';
import { createMissedSearch } from './search-missed.ts';

let folder = '';
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => removeFolder(folder));

const NOTES = 2000;
/** Every so many of them is about who was erased, and should not be there. */
const MISSED_EVERY = 500;

/** An office where a household was erased, with notes of another counter that were missed, and the order given once more. */
async function anOfficeThatMissed() {
  const desk = anErasureDesk(folder);
  const { householdId } = desk.household;
  await desk.erase(householdId);
  desk.raw.exec(
    "INSERT INTO device (device, device_id) VALUES (99, 'other'); INSERT INTO foreign_device VALUES (99)",
  );
  const add = desk.raw.prepare<[number, string, string]>(
    `INSERT INTO operation (id, device, seq, stream, kind, occurred_at, business_on, postings, commitment, prev_hash, hash, salt, body)
     SELECT randomblob(16), 99, ?, stream, kind, occurred_at, business_on, postings, commitment, prev_hash, hash, zeroblob(32), ?
     FROM operation JOIN kind USING (kind) WHERE type = ? ORDER BY n LIMIT 1`,
  );
  desk.raw.transaction(() => {
    for (let seq = 1; seq <= NOTES; seq++) {
      const about = seq % MISSED_EVERY === 0 ? householdId : newId();
      const body = JSON.stringify({
        organisationId: desk.organisationId,
        householdId: about,
        text: 'piange '.repeat(20),
      });
      add.run(seq, body, householdNoteWritten.type);
    }
  })();
  const { operatorId } = desk.office.operator();
  const order = () =>
    desk.inTransaction((tx) =>
      eraseHousehold(desk.context, tx, householdId, {
        operationId: newId(),
        reason: 'asked',
        operatorId,
        isAgain: true,
      }),
    );
  const missed = () =>
    desk.raw
      .prepare<[string], { n: number }>(`SELECT n FROM operation WHERE device = 99 AND instr(body, ?) > 0`)
      .all(householdId).length;
  const searched: number[] = [];
  const listening: Db = {
    ...desk.db,
    one: (query, ...parameters) => {
      const row = desk.db.one(query, ...parameters);
      // A row of that query, as the search reads it.
      if (query.name === 'findSliceToSearch')
        searched.push((row as { count: number } | undefined)?.count ?? 0);
      return row;
    },
  };
  let nowMs = 0;
  /** A PC that takes so long for a text. */
  const aSearch = (msEach = 0) => {
    const uptimeMs = () => {
      nowMs += msEach * (searched.at(-1) ?? 0);
      return nowMs;
    };
    return createMissedSearch({ db: listening, inTransaction: desk.inTransaction, uptimeMs });
  };
  return { desk, householdId, order, missed, searched, aSearch };
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

test('what an erasure missed is looked for when somebody orders it again, in slices, and others are left alone', async () => {
  const { desk, order, missed, searched, aSearch } = await anOfficeThatMissed();
  await aSearch().finish();
  expect([searched, missed()]).toEqual([[], NOTES / MISSED_EVERY]);
  order();
  // The order itself looks through nothing: whoever stands at the till does not wait for it.
  expect([searched, missed()]).toEqual([[], NOTES / MISSED_EVERY]);
  await aSearch().finish();
  expect(missed()).toBe(0);
  expect(sum(searched)).toBeGreaterThanOrEqual(NOTES);
  const { kept } = desk.raw
    .prepare<[], { kept: number }>(
      'SELECT count(*) AS kept FROM operation WHERE device = 99 AND body IS NOT NULL',
    )
    .get() ?? { kept: 0 };
  expect(kept).toBe(NOTES - NOTES / MISSED_EVERY);
  expect(findErasureSearch(desk.db)).toBeNull();
  // Tables that are made anew do not begin it again.
  rebuildProjections(desk.inTransaction);
  expect(findErasureSearch(desk.db)).toBeNull();
});

test('a slice keeps the till for no longer than it may, however slow the disk is', async () => {
  const { order, missed, searched, aSearch } = await anOfficeThatMissed();
  order();
  // Five milliseconds for each text: four of them are more than a slice should take, and fewer are not read at once.
  const search = aSearch(5);
  const done = search.finish();
  await vi.waitFor(() => expect(searched.length).toBeGreaterThan(5), PATIENCE);
  expect(Math.max(...searched)).toBe(4);
  await search.close();
  await done;
  expect(missed()).toBe(NOTES / MISSED_EVERY);
  // Half a millisecond: twice as many would be more than half of what a slice may take.
  searched.length = 0;
  const faster = aSearch(0.5);
  const fasterDone = faster.finish();
  await vi.waitFor(() => expect(searched.length).toBeGreaterThan(10), PATIENCE);
  expect(Math.max(...searched)).toBe(16);
  await faster.close();
  await fasterDone;
});

test('a search that is cut goes on where it was, and whoever waits for it is not kept', async () => {
  const { desk, order, missed, searched, aSearch } = await anOfficeThatMissed();
  order();
  const first = aSearch(0.5);
  const done = first.finish();
  await vi.waitFor(() => expect(missed()).toBeLessThan(NOTES / MISSED_EVERY), PATIENCE);
  await first.close();
  await done;
  const { kind, afterN } = findErasureSearch(desk.db) ?? { kind: 0, afterN: 0 };
  expect(kind).toBeGreaterThan(0);
  expect(afterN).toBeGreaterThanOrEqual(MISSED_EVERY);
  expect(missed()).toBeGreaterThan(0);
  const before = searched.length;
  await aSearch().finish();
  expect(missed()).toBe(0);
  expect(sum(searched.slice(before))).toBeLessThan(NOTES);
});

test('two orders, the second while the first is looked through, are both done', async () => {
  const { desk, order, missed, aSearch } = await anOfficeThatMissed();
  order();
  const search = aSearch();
  const waiting = search.finish();
  await sleep(30);
  order();
  await Promise.all([waiting, search.finish()]);
  expect([missed(), findErasureSearch(desk.db)]).toEqual([0, null]);
});
