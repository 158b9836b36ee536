import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { contract } from '../../shared/contract/contract.ts';
import { householdIdSchema, type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { addDays, localDateSchema } from '../../shared/domain/local-date.ts';
import { err } from '../../shared/domain/result.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { drawStatement } from '../documents/draw-statement.ts';
import { drawStatementInThread } from '../documents/draw-statement-in-thread.ts';
import { writeMovementsFile } from '../documents/movements-file.ts';
import { createSalesService } from './sales.ts';
import { createStatementsService, type StatementDevices } from './statements.ts';
import { createTillService } from './till.ts';

const day = (text: string) => localDateSchema.parse(text);
const newOperationId = (): OperationId => operationIdSchema.parse(v7());
const MS_PER_DAY = 86_400_000;
const NOON_OF_20_OCTOBER = Date.parse('2026-10-20T10:00:00Z');

const noPrinter = async () => err({ type: 'NoA4Printer' } as const);
const devicesWith = (draw: StatementDevices['draw']): StatementDevices => ({
  draw,
  writeMovements: writeMovementsFile,
  paperDoor: { printPdf: noPrinter, printFile: noPrinter },
});

/** A household that shops at the end of October and in November, and gives something back. */
async function anOffice(draw: StatementDevices['draw'] = drawStatement) {
  const counter = aCounter({ today: '2026-10-20' });
  counter.clock.now = NOON_OF_20_OCTOBER;
  const pasta = counter.aProduct('8076800195057', 'Spaghetti n. 5', categoryIdOf('pasta'));
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const till = createTillService(counter.context).handlers;
  const sales = createSalesService(counter.context).handlers;
  const { handlers } = createStatementsService(counter.context, devicesWith(draw));
  const { householdId, cardNumber } = counter.aHousehold({ size: 3 });
  const goTo = (today: string) => {
    counter.clock.today = day(today);
    counter.clock.now = NOON_OF_20_OCTOBER + (Date.parse(today) - Date.parse('2026-10-20'));
  };
  const sell = async (quantity: number) => {
    await till['till.scan'](cashier, { text: cardNumber });
    await till['till.addProduct'](cashier, { productId: pasta, quantity });
    const view = await till['till.view'](cashier, {});
    if (!view.ok) throw new Error('no till');
    const sold = await till['till.complete'](cashier, { basketId: view.value.basketId });
    if (!sold.ok) throw new Error(sold.error.type);
    return sold.value.saleId;
  };
  const giveBack = (saleId: OperationId, quantity: number) =>
    sales['sales.return'](cashier, {
      returnId: newOperationId(),
      saleId,
      lines: [{ line: 1, quantity }],
      reason: 'mistake',
    });
  await sell(4);
  goTo('2026-11-03');
  const saleId = await sell(2);
  await giveBack(saleId, 1);
  goTo('2026-11-22');
  const month = (from: string, to: string) => ({
    householdId,
    purse: 'points' as const,
    from: day(from),
    to: day(to),
  });
  const october = month('2026-10-01', '2026-10-31');
  const november = month('2026-11-01', '2026-11-30');
  const view = async (asked: typeof october) => {
    const answer = await handlers['statements.view'](office, asked);
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const issue = async (asked: typeof october, operationId = newOperationId()) => {
    const answer = await handlers['statements.issue'](office, { operationId, ...asked });
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value.statementId;
  };
  const list = async () => {
    const answer = await handlers['statements.list'](office, { householdId });
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const print = async (statementId: OperationId) => {
    const answer = await handlers['statements.pdf'](office, { statementId });
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const names = { october, november, month, goTo, sell, giveBack, saleId, view, issue, list, print };
  return { ...counter, ...names, handlers, cashier, office, householdId };
}

const fingerprint = (pdfBase64: string) => createHash('sha256').update(pdfBase64).digest('hex');

describe('a statement', () => {
  test('opens with what the month before closed, and unspent points expire on its last day', async () => {
    const office = await anOffice();
    const october = await office.view(office.october);
    const november = await office.view(office.november);
    expect(october).toMatchObject({ opening: 0, totalIn: 200, totalOut: 200, closing: 0, expiring: null });
    expect(october.lines.map(({ kind, amount, balance, on }) => [kind, amount, balance, on])).toEqual([
      ['allowance', 200, 200, '2026-10-20'],
      ['sale', -12, 188, '2026-10-20'],
      ['expiry', -188, 0, '2026-10-31'],
    ]);
    expect(november.opening).toBe(october.closing);
    expect(november.lines.map(({ kind, amount, balance }) => [kind, amount, balance])).toEqual([
      ['allowance', 200, 200],
      ['sale', -6, 194],
      ['return', 3, 197],
    ]);
    expect(november.closing).toBe(november.opening + november.totalIn - november.totalOut);
    expect(november.expiring).toEqual({ amount: 197, on: '2026-11-30' });
    const household = findHouseholdNumber(office.db, office.householdId) ?? 0;
    expect(november.closing).toBe(balanceOf(office.db, household, 'points/2026-11-01'));
  });

  test('names receipt and place of each movement', async () => {
    const office = await anOffice();
    const { lines } = await office.view(office.november);
    expect(lines.map(({ siteName }) => siteName)).toEqual(Array(3).fill('Emporio di prova'));
    expect(lines.map(({ reference }) => reference?.replace(/\d+/, '#') ?? null)).toEqual([
      null,
      'EMP-#',
      'EMP-#',
    ]);
  });

  test('of a day cut in two anywhere is the same money', async () => {
    const office = await anOffice();
    const whole = await office.view(office.month('2026-10-01', '2026-11-22'));
    for (const cut of ['2026-10-19', '2026-10-20', '2026-10-31', '2026-11-03']) {
      const [before, after] =
        cut === '2026-10-19'
          ? [null, await office.view(office.month('2026-10-20', '2026-11-22'))]
          : [
              await office.view(office.month('2026-10-01', cut)),
              await office.view(office.month(addDays(day(cut), 1), '2026-11-22')),
            ];
      expect([...(before?.lines ?? []), ...after.lines]).toEqual(whole.lines);
      expect(after.opening).toBe(before?.closing ?? 0);
    }
  });

  test('of a period that cannot be is refused as data, and nothing is written', async () => {
    const office = await anOffice();
    const ask = async (from: string, to: string) => {
      const asked = office.month(from, to);
      const viewed = await office.handlers['statements.view'](office.office, asked);
      const issued = await office.handlers['statements.issue'](office.office, {
        operationId: newOperationId(),
        ...asked,
      });
      expect(issued).toEqual(viewed);
      return viewed.ok ? 'ok' : viewed.error;
    };
    expect(await ask('2026-11-30', '2026-11-01')).toMatchObject({ type: 'PeriodReversed' });
    expect(await ask('2026-12-01', '2026-12-31')).toMatchObject({ type: 'PeriodInFuture' });
    expect(await ask('2026-09-01', '2026-09-30')).toEqual({
      type: 'BeforeFirstMovement',
      firstOn: '2026-10-20',
    });
    const unknown = { ...office.november, householdId: householdIdSchema.parse(v7()) };
    expect(await office.handlers['statements.view'](office.office, unknown)).toEqual({
      ok: false,
      error: { type: 'HouseholdUnknown' },
    });
    expect(await office.list()).toEqual([]);
  });
});

describe('a printed statement', () => {
  test('is one however often it is asked for, and is listed with who printed it when', async () => {
    const office = await anOffice();
    const operationId = newOperationId();
    expect(await office.issue(office.october, operationId)).toBe(operationId);
    expect(await office.issue(office.october, operationId)).toBe(operationId);
    expect(await office.list()).toEqual([
      {
        statementId: operationId,
        from: '2026-10-01',
        to: '2026-10-31',
        purse: 'points',
        language: 'it',
        issuedOn: '2026-11-22',
        printedAt: office.clock.now,
        printedBy: 'Ugo Ufficio',
      },
    ]);
  });

  test('is printed again byte for byte, whatever has happened since', async () => {
    const office = await anOffice();
    const statementId = await office.issue(office.november);
    const first = await office.print(statementId);
    expect(Buffer.from(first.pdfBase64, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    office.goTo('2026-12-05');
    await office.sell(1);
    rebuildProjections(office.inTransaction);
    office.clock.now += 40 * MS_PER_DAY;
    const again = await office.print(statementId);
    expect(fingerprint(again.pdfBase64)).toBe(fingerprint(first.pdfBase64));
    const other = await office.print(await office.issue(office.october));
    expect(fingerprint(other.pdfBase64)).not.toBe(fingerprint(first.pdfBase64));
  });

  test('is drawn in a thread to the same bytes', async () => {
    const inThread = await anOffice(drawStatementInThread);
    const statementId = await inThread.issue(inThread.november);
    const { handlers } = createStatementsService(inThread.context, devicesWith(drawStatement));
    const here = await handlers['statements.pdf'](inThread.office, { statementId });
    expect(await inThread.print(statementId)).toEqual(here.ok ? here.value : here.error);
  });

  test('never changes: what comes later is told late in the next one', async () => {
    const office = await anOffice();
    await office.issue(office.november);
    await office.giveBack(office.saleId, 1);
    expect((await office.view(office.november)).closing).toBe(197);
    office.goTo('2026-11-23');
    const { lines } = await office.view(office.month('2026-11-23', '2026-11-30'));
    expect(lines.map(({ kind, amount, on, lateFrom }) => [kind, amount, on, lateFrom])).toEqual([
      ['return', 3, '2026-11-23', '2026-11-22'],
    ]);
  });

  test('that nobody printed is not drawn', async () => {
    const office = await anOffice();
    expect(await office.handlers['statements.pdf'](office.office, { statementId: newOperationId() })).toEqual(
      {
        ok: false,
        error: { type: 'StatementUnknown' },
      },
    );
  });
});

describe('reading a statement', () => {
  test('is for the office, the social worker and the administrator', () => {
    for (const name of [
      'statements.view',
      'statements.issue',
      'statements.pdf',
      'statements.list',
    ] as const) {
      const { access } = contract[name];
      if (typeof access === 'string') throw new Error(`${name} is for everybody`);
      const allowed = (['cashier', 'laundry', 'office', 'socialWorker', 'admin'] as const).filter((role) =>
        hasAnyRole([role], access),
      );
      expect(allowed, name).toEqual(['office', 'socialWorker', 'admin']);
    }
  });

  test('is written to the log of accesses, on the screen and on paper', async () => {
    const office = await anOffice();
    const subject = `household:${office.householdId}`;
    const actions = () =>
      listAccesses(office.db, subject, 20)
        .map(({ action }) => action)
        .filter((action) => action.startsWith('statement.'));
    await office.view(office.november);
    expect(actions()).toEqual(['statement.read']);
    await office.print(await office.issue(office.november));
    expect(actions()).toEqual(['statement.printed', 'statement.read']);
    expect(listAccesses(office.db, subject, 1)[0]?.operatorId).toBe(office.office.operator().operatorId);
  });
});
