import { inflateRawSync } from 'node:zlib';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { type OperationId, operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { StatementPurse } from '../../shared/domain/statement.ts';
import {
  accountAdjusted,
  creditTakenBack,
  creditToppedUp,
} from '../../shared/operations/credit-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import type { A4PrintResult } from '../devices/a4-printer.ts';
import { drawStatement } from '../documents/draw-statement.ts';
import { writeMovementsFile } from '../documents/movements-file.ts';
import { writeMovementsInThread } from '../documents/write-movements-in-thread.ts';
import { createStatementsService } from './statements.ts';

const day = (text: string) => localDateSchema.parse(text);
const newId = (): OperationId => operationIdSchema.parse(v7());
const surplus = programmeIdSchema.parse('surplus');

/** A household with credit in several purses. The printer is what the test says. */
function anOffice(displayName = 'Bianchi Maria', printed: A4PrintResult = ok({ printer: 'Ufficio' })) {
  const counter = aCounter({ today: '2026-11-22' });
  counter.clock.now = Date.parse('2026-11-22T09:30:00Z');
  const operator = counter.anOperator('Ugo Ufficio', 'office');
  const office = callerOf(operator);
  const { householdId } = counter.aHousehold({ displayName });
  const titles: string[] = [];
  const { handlers } = createStatementsService(counter.context, {
    draw: drawStatement,
    writeMovements: writeMovementsFile,
    paperDoor: {
      printFile: async () => printed,
      printPdf: async (_pdf, { title }) => {
        titles.push(title);
        return printed;
      },
    },
  });
  const credit = { householdId, siteId: counter.siteId, programmeId: surplus };
  const topUp = (purse: 'cents' | 'washes', amount: number) => {
    const id = newId();
    counter.inTransaction((tx) =>
      counter.context.record(tx, {
        id,
        kind: creditToppedUp,
        body: { ...credit, purse, amount, reason: 'periodic' },
        operatorId: operator.operatorId,
        businessOn: counter.clock.today,
      }),
    );
    return id;
  };
  const november = (purse: StatementPurse) => ({
    householdId,
    purse,
    from: day('2026-11-01'),
    to: day('2026-11-30'),
  });
  const view = async (purse: StatementPurse) => {
    const answer = await handlers['statements.view'](office, november(purse));
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const exportAs = async (format: 'csv' | 'xlsx', purse: StatementPurse = 'cents') => {
    const answer = await handlers['statements.export'](office, {
      ...november(purse),
      format,
      language: 'it',
    });
    if (!answer.ok) throw new Error(answer.error.type);
    return Buffer.from(answer.value.base64, 'base64');
  };
  return {
    ...counter,
    office,
    operator,
    handlers,
    householdId,
    credit,
    titles,
    topUp,
    november,
    view,
    exportAs,
  };
}

describe('the accounts of a household', () => {
  test('are those that anything moved in, and points', async () => {
    const { handlers, office, householdId, topUp } = anOffice();
    expect(await handlers['statements.purses'](office, { householdId })).toEqual(ok(['points']));
    topUp('washes', 3);
    topUp('cents', 100);
    expect(await handlers['statements.purses'](office, { householdId })).toEqual(
      ok(['points', 'cents', 'washes']),
    );
  });

  test('are told apart, with a word for each kind and the programme that paid', async () => {
    const office = anOffice();
    const given = office.topUp('cents', 5_000);
    office.topUp('washes', 4);
    office.inTransaction((tx) =>
      office.context.record(tx, {
        id: newId(),
        kind: creditTakenBack,
        body: { ...office.credit, purse: 'cents', amount: 500, reason: 'mistake' },
        reversesId: given,
        businessOn: office.clock.today,
      }),
    );
    const { programmeId: _, ...account } = office.credit;
    office.write(accountAdjusted, { ...account, purse: 'cents', amount: -150, reason: 'other' });
    const baby = { ...account, purse: 'points-baby' as const, periodStartsOn: day('2026-11-01') };
    office.write(accountAdjusted, { ...baby, amount: 7, reason: 'other' });
    const cents = await office.view('cents');
    expect(cents).toMatchObject({
      opening: 0,
      totalIn: 5_000,
      totalOut: 650,
      closing: 4_350,
      expiring: null,
    });
    expect(cents.lines.map(({ kind, reference, amount }) => [kind, reference, amount])).toEqual([
      ['top-up', 'Eccedenze', 5_000],
      ['top-up-back', 'Eccedenze', -500],
      ['adjustment', null, -150],
    ]);
    expect((await office.view('washes')).closing).toBe(4);
    expect((await office.view('points-baby')).closing).toBe(7);
    // Its name begins like that of the baby purse.
    expect((await office.view('points')).lines).toEqual([]);
    expect(cents.lines[0]?.operationId).toBe(given);
  });
});

describe('a movement', () => {
  test('opens what it came from', async () => {
    const office = anOffice();
    const operationId = office.topUp('cents', 5_000);
    const { householdId } = office;
    const answer = await office.handlers['statements.movement'](office.office, { householdId, operationId });
    expect(answer).toEqual(
      ok({
        operationId,
        kind: 'top-up',
        on: '2026-11-22',
        occurredAt: office.clock.now,
        siteName: 'Emporio di prova',
        recordedBy: 'Ugo Ufficio',
        reference: null,
        isHeld: true,
        amounts: [{ purse: 'cents', amount: 5_000 }],
        goods: [],
        schemeName: null,
        programmeName: 'Eccedenze',
        reason: 'periodic',
        period: null,
        otherHousehold: null,
      }),
    );
  });

  test('of which only the header is here tells day, site and kind', async () => {
    const office = anOffice();
    const operationId = office.topUp('cents', 5_000);
    office.raw.exec("UPDATE operation SET body = NULL, salt = NULL WHERE body LIKE '%periodic%'");
    const { householdId } = office;
    const answer = await office.handlers['statements.movement'](office.office, { householdId, operationId });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        isHeld: false,
        kind: 'top-up',
        siteName: 'Emporio di prova',
        programmeName: null,
        reason: null,
      },
    });
  });

  test('of another household is not told', async () => {
    const office = anOffice();
    const operationId = office.topUp('cents', 5_000);
    const { householdId } = office.aHousehold({ displayName: 'Verdi Ugo' });
    expect(await office.handlers['statements.movement'](office.office, { householdId, operationId })).toEqual(
      err({ type: 'MovementUnknown' }),
    );
  });
});

describe('movements for a spreadsheet', () => {
  test('are CSV with semicolons, a decimal comma and a mark at the start, and the reading is written down', async () => {
    const office = anOffice();
    office.topUp('cents', 123_450);
    const code = office.householdId.slice(-8).toUpperCase();
    expect((await office.exportAs('csv')).toString('utf8')).toBe(
      '\uFEFFCodice interno;Intestatario;Data e ora;Luogo;Descrizione;Entrate;Uscite;Saldo\r\n' +
        `${code};Bianchi Maria;22/11/2026 10:30;Emporio di prova;Ricarica Eccedenze;1234,50;;1234,50\r\n`,
    );
    expect(listAccesses(office.db, `household:${office.householdId}`, 1)).toMatchObject([
      { action: 'statement.exported', operatorId: office.operator.operatorId },
    ]);
  });

  test.each([
    ['=HYPERLINK("http://x";"y")', '"\'=HYPERLINK(""http://x"";""y"")"'],
    ['+39 Bianchi', "'+39 Bianchi"],
    ['-Rossi', "'-Rossi"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=1+1', "'=1+1"],
    ['N'.repeat(80), 'N'.repeat(80)],
    ['محمد عبد الله', 'محمد عبد الله'],
    ['Bianchi 👨‍👩‍👧 Maria', 'Bianchi 👨‍👩‍👧 Maria'],
  ])('of %s make no formula of the name and lose nothing of it', async (displayName, cell) => {
    const office = anOffice(displayName);
    office.topUp('cents', 100);
    const [, row] = (await office.exportAs('csv')).toString('utf8').split('\r\n');
    expect(row).toContain(`;${cell};22/11/2026`);
  });

  test('show what was taken as a figure, not as a text that looks like a formula', async () => {
    const office = anOffice();
    const { programmeId: _, ...account } = office.credit;
    office.write(accountAdjusted, { ...account, purse: 'cents', amount: -205, reason: 'other' });
    expect((await office.exportAs('csv')).toString('utf8')).toContain(';Rettifica;;2,05;-2,05\r\n');
  });

  test('are XLSX too, with texts as texts and amounts as numbers', async () => {
    const office = anOffice('=1+1');
    office.topUp('cents', 123_450);
    const file = await office.exportAs('xlsx');
    expect(file.subarray(0, 2).toString()).toBe('PK');
    const content = unzip(file);
    expect(content).toContain('=1+1');
    expect(content).not.toContain('<f>');
    expect(content).toContain('<v>1234.5</v>');
  });

  test('are written in a thread to the same bytes', async () => {
    const order = {
      format: 'csv',
      language: 'en',
      purse: 'washes',
      holderName: 'Verdi Ugo',
      internalCode: '0A1B2C3D',
      lines: (await anOffice().view('points')).lines,
    } as const;
    expect(Buffer.from(await writeMovementsInThread(order))).toEqual(
      Buffer.from(await writeMovementsFile(order)),
    );
  });
});

describe('ten thousand movements in one month', () => {
  test('are viewed, issued and exported whole, and the figures agree', async () => {
    const office = anOffice();
    office.topUp('cents', 1);
    // As the log would hold them, without the hashes that nothing here reads.
    office.raw.exec(`
      CREATE TEMP TABLE another AS
        WITH RECURSIVE each (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM each WHERE k < 9999) SELECT k FROM each;
      INSERT INTO operation (n, id, device, seq, stream, kind, operator_id, occurred_at, business_on, postings,
          commitment, prev_hash, hash, salt, body)
        SELECT n + k, randomblob(16), device, seq + k, stream, kind, operator_id, occurred_at, business_on, postings,
          commitment, prev_hash, hash, salt, body
        FROM another, (SELECT * FROM operation ORDER BY n DESC LIMIT 1);
      INSERT INTO movement (household, account, n, unit, amount, kind, device, seq, business_on,
          operation_id, stream, operation_at)
        SELECT household, account, n + k, unit, 1 + k % 3, kind, device, seq + k, business_on, operation_id, stream,
          operation_at
        FROM another, (SELECT * FROM movement ORDER BY n DESC LIMIT 1);
    `);
    const statement = await office.view('cents');
    expect(statement.lines).toHaveLength(10_000);
    expect(statement.lines.at(-1)?.balance).toBe(statement.closing);
    expect(statement.closing).toBe(19_999);
    const issued = await office.handlers['statements.issue'](office.office, {
      operationId: newId(),
      ...office.november('cents'),
    });
    expect(issued.ok).toBe(true);
    const rows = (await office.exportAs('csv')).toString('utf8').split('\r\n');
    expect(rows).toHaveLength(10_002);
    expect(rows.at(-2)).toMatch(/;199,99$/);
  });
});

describe('a statement that is printed on A4', () => {
  test('goes to the printer under a code, never a name', async () => {
    const office = anOffice();
    const operationId = newId();
    await office.handlers['statements.issue'](office.office, { operationId, ...office.november('points') });
    const answer = await office.handlers['statements.print'](office.office, { statementId: operationId });
    expect(answer).toEqual(ok({ printer: 'Ufficio' }));
    expect(office.titles).toEqual([`estratto-conto-${office.householdId.slice(-8).toUpperCase()}`]);
  });

  test('without a printer stays recorded, so that its file can be saved', async () => {
    const missing = err({ type: 'A4PrinterMissing', printer: 'Ufficio' } as const);
    const office = anOffice('Bianchi Maria', missing);
    const statementId = newId();
    await office.handlers['statements.issue'](office.office, {
      operationId: statementId,
      ...office.november('points'),
    });
    expect(await office.handlers['statements.print'](office.office, { statementId })).toEqual(missing);
    expect(await office.handlers['statements.pdf'](office.office, { statementId })).toMatchObject({
      ok: true,
    });
  });
});

/** What is in the files of an archive, one after another. */
function unzip(file: Buffer): string {
  let content = '';
  for (let at = file.indexOf('PK\x03\x04'); at >= 0; at = file.indexOf('PK\x03\x04', at + 4)) {
    const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
    const isStored = file.readUInt16LE(at + 8) === 0;
    const rest = file.subarray(start);
    content += isStored ? rest.toString('utf8') : inflateRawSync(rest, { finishFlush: 2 }).toString('utf8');
  }
  return content;
}
