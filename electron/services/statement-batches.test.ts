import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WantedStatements } from '../../shared/contract/statement-batches-contract.ts';
import { type OperationId, operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import { listHistory } from '../database/log.ts';
import type { PaperDoor } from '../devices/a4-printer.ts';
import { createStatementBatchesService } from './statement-batches.ts';

const day = (text: string) => localDateSchema.parse(text);
const newId = (): OperationId => operationIdSchema.parse(v7());

const wanted: WantedStatements = {
  purse: 'cents',
  from: day('2026-11-01'),
  to: day('2026-11-30'),
  siteId: null,
  entitlement: 'any',
  onlyWithMovements: false,
  isDuplex: false,
  householdsPerFile: 1,
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-batch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An office with households that were given prepaid credit, called in an order that is not theirs. */
function anOffice(
  names: readonly string[] = ['Verdi Ugo', 'Àbate Lea', 'Bruni Ada', 'rossi Ivo', 'Zito Pia'],
) {
  const counter = aCounter({ today: '2026-11-22' });
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const households = names.map((displayName) => ({ displayName, ...counter.aHousehold({ displayName }) }));
  for (const { householdId } of households) {
    counter.write(creditToppedUp, {
      householdId,
      siteId: counter.siteId,
      programmeId: programmeIdSchema.parse('surplus'),
      purse: 'cents',
      amount: 5_000,
      reason: 'periodic',
    });
  }
  const bugs: unknown[] = [];
  const printed: string[] = [];
  const paperDoor: PaperDoor = {
    printPdf: async () => err({ type: 'NoA4Printer' }),
    printFile: async (path) => {
      printed.push(path);
      return ok({ printer: null });
    },
  };
  /** The service as a start of the program makes it. */
  const start = () => {
    const { handlers, close } = createStatementBatchesService(counter.context, {
      documentsFolder: join(folder, 'documents'),
      paperDoor,
      onBug: (error) => bugs.push(error),
    });
    const view = async (batchId: OperationId) => {
      const answer = await handlers['statementBatches.view'](office, { batchId });
      if (!answer.ok) throw new Error(answer.error.type);
      return answer.value;
    };
    const begin = async (changes: Partial<WantedStatements> = {}, batchId = newId()) => {
      const asked = { batchId, wanted: { ...wanted, ...changes }, folder: null };
      const answer = await handlers['statementBatches.start'](office, asked);
      if (!answer.ok) throw new Error(answer.error.type);
      return batchId;
    };
    const ended = async (batchId: OperationId) => {
      for (;;) {
        const batch = await view(batchId);
        if (batch.state !== 'running') return batch;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const resume = (batchId: OperationId, fromPlace: number | null = null) =>
      handlers['statementBatches.resume'](office, { batchId, fromPlace });
    const count = async (changes: Partial<WantedStatements> = {}) => {
      const answer = await handlers['statementBatches.count'](office, { ...wanted, ...changes });
      return answer.ok ? answer.value.households : answer.error;
    };
    return { handlers, close, view, begin, ended, resume, count };
  };
  const statementsOf = ({ householdId }: (typeof households)[number]) =>
    listHistory(counter.db, `household:${householdId}`, 100).filter(
      ({ operation }) => operation.type === 'statement.issued',
    ).length;
  return { ...counter, office, households, start, bugs, printed, statementsOf };
}

describe('a batch of statements', () => {
  test('is counted first, by site, entitlement and movements', async () => {
    const office = anOffice();
    const suspended = office.aHousehold({
      displayName: 'Neri Eva',
      startsOn: '2025-01-01',
      endsOn: '2025-06-30',
    });
    office.write(creditToppedUp, {
      householdId: suspended.householdId,
      siteId: office.siteId,
      programmeId: programmeIdSchema.parse('surplus'),
      purse: 'cents',
      amount: 100,
      reason: 'periodic',
    });
    const { count } = office.start();
    expect(await count()).toBe(6);
    expect(await count({ entitlement: 'active' })).toBe(5);
    expect(await count({ entitlement: 'none' })).toBe(1);
    expect(await count({ entitlement: 'suspended' })).toBe(0);
    expect(await count({ siteId: office.siteId, onlyWithMovements: true })).toBe(6);
    expect(await count({ purse: 'washes' })).toBe(0);
    office.clock.today = day('2026-12-10');
    const december = { from: day('2026-12-01'), to: day('2026-12-31') };
    expect(await count(december)).toBe(6);
    expect(await count({ ...december, onlyWithMovements: true })).toBe(0);
    expect(await count({ from: day('2026-10-01'), to: day('2026-10-31') })).toBe(0);
    expect(await count({ to: day('2026-10-31') })).toMatchObject({ type: 'PeriodReversed' });
    expect(await count({ from: day('2027-01-01'), to: day('2027-01-31') })).toMatchObject({
      type: 'PeriodInFuture',
    });
  });

  test('prints everybody once, by surname, and writes down who printed whose', async () => {
    const office = anOffice();
    const { begin, ended } = office.start();
    const batch = await ended(await begin());
    expect(batch).toMatchObject({
      state: 'done',
      total: 5,
      recorded: 5,
      skipped: 0,
      startedBy: 'Ugo Ufficio',
    });
    expect(batch.households.map(({ displayName }) => displayName)).toEqual([
      'Àbate Lea',
      'Bruni Ada',
      'rossi Ivo',
      'Verdi Ugo',
      'Zito Pia',
    ]);
    expect(batch.files.map(({ firstPlace, lastPlace, pages }) => [firstPlace, lastPlace, pages])).toEqual(
      [1, 2, 3, 4, 5].map((place) => [place, place, 1]),
    );
    expect(readdirSync(batch.folder)).toEqual(batch.files.map(({ fileName }) => fileName));
    for (const household of office.households) {
      expect(office.statementsOf(household)).toBe(1);
      const [last] = listAccesses(office.db, `household:${household.householdId}`, 1);
      expect(last).toMatchObject({
        action: 'statement.printed',
        operatorId: office.office.operator().operatorId,
      });
    }
    expect(office.bugs).toEqual([]);
  });

  test('is never shown as interrupted because it ended while its folder was looked into', async () => {
    const { begin, view, ended } = anOffice().start();
    const states = new Set<string>();
    for (let time = 0; time < 5; time++) {
      const batchId = await begin();
      // Looks that begin at every moment of it.
      let hasEnded = false;
      const looks: Promise<void>[] = [];
      const look = async () => void states.add((await view(batchId)).state);
      const end = ended(batchId).then(() => {
        hasEnded = true;
      });
      while (!hasEnded) {
        looks.push(look());
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await Promise.all([end, ...looks]);
    }
    expect([...states].sort()).toEqual(['done', 'running']);
  });

  test('puts a hundred households into a file, and the same statements when it is printed again', async () => {
    const office = anOffice(Array.from({ length: 103 }, (_, index) => `Famiglia ${1000 + index}`));
    const { begin, ended, resume } = office.start();
    const batchId = await begin({ householdsPerFile: 100 });
    const batch = await ended(batchId);
    expect(batch.files.map(({ fileName }) => fileName)).toEqual([
      'estratti-euro-0001-0100.pdf',
      'estratti-euro-0101-0103.pdf',
    ]);
    const read = (name: string) => readFileSync(join(batch.folder, name));
    const before = read('estratti-euro-0101-0103.pdf');
    expect(await resume(batchId, 101)).toEqual({ ok: true, value: { fromPlace: 101 } });
    await ended(batchId);
    expect(read('estratti-euro-0101-0103.pdf').equals(before)).toBe(true);
    for (const household of office.households) expect(office.statementsOf(household)).toBe(1);
  });

  test.each([0, 2])('cancelled after %i papers and resumed, tells nobody twice', async (papers) => {
    const office = anOffice();
    const { handlers, begin, ended, resume, view } = office.start();
    const batchId = await begin();
    while ((await view(batchId)).files.length < papers) await nextTurn();
    expect(await handlers['statementBatches.cancel'](office.office, { batchId })).toEqual(ok(null));
    const cancelled = await view(batchId);
    expect(cancelled.state).toBe('cancelled');
    expect(readdirSync(cancelled.folder)).toEqual(cancelled.files.map(({ fileName }) => fileName));
    expect(cancelled.nextPlace).toBe(cancelled.files.length + 1);
    expect(await resume(batchId)).toEqual(ok({ fromPlace: cancelled.nextPlace }));
    expect(await ended(batchId)).toMatchObject({ state: 'done', recorded: 5, nextPlace: null });
    for (const household of office.households) expect(office.statementsOf(household)).toBe(1);
  });

  test('that was cut by the end of the program is interrupted, and goes on with the next start', async () => {
    const office = anOffice();
    const first = office.start();
    const batchId = await first.begin();
    while ((await first.view(batchId)).files.length === 0) await nextTurn();
    await first.close();
    const second = office.start();
    const cut = await second.view(batchId);
    expect(cut.state).toBe('interrupted');
    expect(await second.resume(batchId)).toEqual(ok({ fromPlace: cut.nextPlace }));
    expect(await second.ended(batchId)).toMatchObject({ state: 'done', recorded: 5 });
    for (const household of office.households) expect(office.statementsOf(household)).toBe(1);
  });

  test('is one however often it is asked for, and another waits', async () => {
    const office = anOffice();
    const { handlers, begin, ended } = office.start();
    const batchId = await begin();
    expect(await begin({}, batchId)).toBe(batchId);
    const other = { batchId: newId(), wanted, folder: null };
    expect(await handlers['statementBatches.start'](office.office, other)).toEqual(
      err({ type: 'StatementBatchRunning' }),
    );
    await ended(batchId);
    expect(await handlers['statementBatches.list'](office.office, {})).toMatchObject({
      value: [{ batchId, total: 5 }],
    });
  });

  test('of nobody, or into a folder that is not there, is refused and leaves nothing', async () => {
    const office = anOffice();
    const { handlers } = office.start();
    const ask = (changes: object, chosen: string | null = null) =>
      handlers['statementBatches.start'](office.office, {
        batchId: newId(),
        wanted: { ...wanted, ...changes },
        folder: chosen,
      });
    expect(await ask({ purse: 'washes' })).toEqual(err({ type: 'NoStatements' }));
    expect(await ask({}, join(folder, 'gone'))).toEqual(err({ type: 'FolderMissing' }));
    expect(await ask({}, 'relative')).toEqual(err({ type: 'FolderMissing' }));
    expect(await handlers['statementBatches.list'](office.office, {})).toEqual(ok([]));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('hands over, prints and removes its files', async () => {
    const office = anOffice();
    const { handlers, begin, ended, view } = office.start();
    const batchId = await begin({ householdsPerFile: 100, isDuplex: true });
    const [file] = (await ended(batchId)).files;
    const fileName = file?.fileName ?? '';
    const opened = await handlers['statementBatches.open'](office.office, { batchId, fileName });
    expect(opened.ok && Buffer.from(opened.value.pdfBase64, 'base64').subarray(0, 5).toString()).toBe(
      '%PDF-',
    );
    expect(await handlers['statementBatches.print'](office.office, { batchId, fileName })).toEqual(
      ok({ printer: null }),
    );
    expect(office.printed).toHaveLength(1);
    expect(await handlers['statementBatches.removeFiles'](office.office, { batchId })).toEqual(
      ok({ removed: 1 }),
    );
    expect((await view(batchId)).files).toMatchObject([{ place: 'gone' }]);
    for (const name of [fileName, '../statement']) {
      expect(await handlers['statementBatches.print'](office.office, { batchId, fileName: name })).toEqual(
        err({ type: 'StatementFileMissing' }),
      );
    }
    rmSync(join(folder, 'documents'), { recursive: true });
    const again = await handlers['statementBatches.resume'](office.office, { batchId, fromPlace: 1 });
    expect(again).toEqual(err({ type: 'FolderAway' }));
  });

  test('on a stick that is out says so of its files, which are neither gone nor to be removed', async () => {
    const { office, start } = anOffice();
    const { handlers, begin, ended, view } = start();
    const batchId = await begin({ householdsPerFile: 100 });
    const { folder: stick, files } = await ended(batchId);
    const fileName = files[0]?.fileName ?? '';
    renameSync(stick, `${stick}-out`);
    expect((await view(batchId)).files).toMatchObject([{ place: 'folderAway' }]);
    const away = err({ type: 'FolderAway' });
    expect(await handlers['statementBatches.open'](office, { batchId, fileName })).toEqual(away);
    expect(await handlers['statementBatches.print'](office, { batchId, fileName })).toEqual(away);
    expect(await handlers['statementBatches.removeFiles'](office, { batchId })).toEqual(away);
    renameSync(`${stick}-out`, stick);
    expect((await view(batchId)).files).toMatchObject([{ place: 'there' }]);
    expect(await handlers['statementBatches.removeFiles'](office, { batchId })).toEqual(ok({ removed: 1 }));
  });
});
