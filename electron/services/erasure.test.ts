import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import { deviceIdSchema, type HouseholdId, printerIdSchema } from '../../shared/domain/ids.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { printerSet } from '../../shared/operations/network-operations.ts';
import { findChainFault } from '../../shared/operations/operation.ts';
import { categoryIdOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import { registerOfData } from '../database/erasure-register.ts';
import { sha256 } from '../database/hashing.ts';
import { findHousehold } from '../database/households.ts';
import { iterateOperations } from '../database/log.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { readZip } from '../documents/read-zip.fixture.ts';
import {
  anErasureDesk,
  type ErasureDesk,
  issueStatement,
  kindsOf,
  SECRETS,
  tablesOf,
} from '../erasure-desk-fixture.ts';
import { eraseAgain } from '../households/erase-household.ts';
import { interleave, receive } from '../interleave-fixture.ts';
import { newId } from '../merge-desk-fixture.ts';
import type { SyncLine } from '../sync/sync-line.ts';
import { createErasureService } from './erasure.ts';
import { createSalesService } from './sales.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-erasure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aDesk = () => anErasureDesk(folder);

async function exported(desk: ErasureDesk, householdId: HouseholdId) {
  const answer = await desk.erasure['erasure.export'](desk.office, { householdId });
  if (!answer.ok) throw new Error(answer.error.type);
  return readZip(Buffer.from(answer.value.base64, 'base64'));
}

describe('an erased household', () => {
  test('leaves no word of itself in the whole file, while another one keeps all of its own', async () => {
    const desk = aDesk();
    await desk.shop(desk.household.cardNumber, 1);
    const before = tablesOf(desk);
    expect(await issueStatement(desk, desk.household.householdId)).toMatchObject({ ok: true });
    expect(await issueStatement(desk, desk.other.householdId)).toMatchObject({ ok: true });
    const withStatements = kindsOf(desk).filter(({ type }) => type === 'statement.issued');
    expect(withStatements).toHaveLength(2);
    expect(await desk.erase(desk.household.householdId, 'ROSSI')).toEqual({ ok: true, value: null });

    const own = desk.raw
      .prepare<[], { type: string; body: string | null; subject: string | null }>(
        'SELECT type, body, subject FROM operation JOIN kind USING (kind) LEFT JOIN history USING (n)',
      )
      .all();
    const erased = own.filter(({ body }) => body === null);
    expect(erased.map(({ type }) => type).sort()).toEqual([
      'contacts.set',
      'entitlement.explained',
      'household.set',
      'household.set',
      'householdNote.takenBack',
      'householdNote.written',
      'householdNote.written',
      'isee.assessed',
      'person.set',
      'personConditions.set',
      'statement.issued',
    ]);
    // Of the other household every body is still there.
    expect(
      kindsOf(desk).filter(({ type, body }) => type === 'statement.issued' && body !== null),
    ).toHaveLength(1);
    expect(findHousehold(desk.db, desk.other.householdId)?.displayName).toBe('Verdi Ugo');
    expect(findHousehold(desk.db, desk.household.householdId)).toMatchObject({
      displayName: null,
      delegateNames: [],
      size: 1,
      siteId: null,
    });
    const after = tablesOf(desk);
    for (const table of ['movement', 'household_balance', 'sale', 'allowance'])
      expect(after[table]).toEqual(before[table]);
    expect(desk.imbalance()).toEqual([]);
    const words = Object.values(after)
      .flat()
      .filter((row) => row.includes(desk.household.householdId));
    for (const secret of SECRETS) expect(words.filter((row) => row.includes(secret))).toEqual([]);
  });

  test('keeps the chain valid, and a rebuild makes the same tables', async () => {
    const desk = aDesk();
    await desk.shop(desk.household.cardNumber, 1);
    await issueStatement(desk, desk.household.householdId);
    await desk.erase(desk.household.householdId);
    let last: { seq: number; hash: string } | null = null;
    for (const { operation } of iterateOperations(desk.db)) {
      expect(findChainFault(sha256, last, operation)).toBeNull();
      last = operation;
    }
    const live = tablesOf(desk);
    rebuildProjections(desk.inTransaction);
    expect(tablesOf(desk)).toEqual(live);
  });

  test('leaves no receipt that waits, of a sale and of a return of what cost nothing', async () => {
    const desk = aDesk();
    const printer = {
      printerId: printerIdSchema.parse(newId()),
      name: 'Cassa',
      host: '127.0.0.1',
      port: 9100,
    };
    const onRoll = { ...printer, kind: 'escpos-network' as const, columns: 42 as const };
    desk.write(printerSet, { siteId: desk.siteId, printer: onRoll, isActive: true });
    const productId = desk.aProduct('80012342', 'Vasetto omaggio', categoryIdOf('to-classify'), 0);
    const { 'sales.return': giveBack } = createSalesService(desk.context).handlers;
    const shopAndReturn = async (cardNumber: string) => {
      await desk.till['till.scan'](desk.cashier, { text: cardNumber });
      await desk.till['till.addProduct'](desk.cashier, { productId, quantity: 1 });
      const view = await desk.till['till.view'](desk.cashier, {});
      if (!view.ok) throw new Error('no view');
      const sold = await desk.till['till.complete'](desk.cashier, { basketId: view.value.basketId });
      if (!sold.ok) throw new Error(sold.error.type);
      const { saleId } = sold.value;
      const lines = [{ line: 1, quantity: 1 }];
      const reason = 'goods-returned' as const;
      const returned = await giveBack(desk.cashier, { returnId: newId(), saleId, lines, reason });
      if (!returned.ok) throw new Error(returned.error.type);
    };
    await shopAndReturn(desk.household.cardNumber);
    await shopAndReturn(desk.other.cardNumber);
    const namesOnPaper = () =>
      desk.raw
        .prepare<[], { receipt: string }>('SELECT receipt FROM print_job ORDER BY print_job')
        .all()
        .map(({ receipt }) => /Rossi Anna|Verdi Ugo/.exec(receipt)?.[0]);
    expect(namesOnPaper()).toEqual(['Rossi Anna', 'Rossi Anna', 'Verdi Ugo', 'Verdi Ugo']);
    await desk.erase(desk.household.householdId);
    expect(namesOnPaper()).toEqual(['Verdi Ugo', 'Verdi Ugo']);
    const files = await exported(desk, desk.other.householdId);
    expect(files['resi.csv']).toContain(productId);
  });

  test('opens no basket any more: its cards are blocked and its right is suspended', async () => {
    const desk = aDesk();
    await desk.erase(desk.household.householdId);
    await desk.till['till.scan'](desk.cashier, { text: desk.household.cardNumber });
    await desk.till['till.scan'](desk.cashier, { text: '8076800195057' });
    const view = await desk.till['till.view'](desk.cashier, {});
    if (!view.ok) throw new Error('no view');
    const sale = await desk.till['till.complete'](desk.cashier, { basketId: view.value.basketId });
    expect(sale.ok).toBe(false);
  });

  test('erased while its basket is open at the till, the basket is refused and nothing breaks', async () => {
    const desk = aDesk();
    await desk.till['till.scan'](desk.cashier, { text: desk.household.cardNumber });
    await desk.till['till.scan'](desk.cashier, { text: '8076800195057' });
    expect((await desk.erase(desk.household.householdId)).ok).toBe(true);
    const view = await desk.till['till.view'](desk.cashier, {});
    if (!view.ok) throw new Error('no view');
    expect(JSON.stringify(view.value)).not.toContain('Rossi');
    const sale = await desk.till['till.complete'](desk.cashier, { basketId: view.value.basketId });
    expect(sale.ok).toBe(false);
    await desk.till['till.scan'](desk.cashier, { text: desk.other.cardNumber });
    await desk.complete();
  });

  test('is erased once however often it is asked for, and a second order from elsewhere changes nothing', async () => {
    const desk = aDesk();
    const operationId = newId();
    const { householdId } = desk.household;
    await desk.erase(householdId, 'Rossi Anna', operationId);
    expect(await desk.erase(householdId, 'Rossi Anna', operationId)).toEqual({ ok: true, value: null });
    expect(await desk.erase(householdId)).toEqual({ ok: false, error: { type: 'HouseholdErased' } });
    const { household_erasure: orders, history, ...rest } = tablesOf(desk);
    desk.write(householdErased, { householdId, reason: 'noLongerNeeded' });
    const { household_erasure: two, history: longer, ...same } = tablesOf(desk);
    expect([orders?.length, two?.length, (longer?.length ?? 0) - (history?.length ?? 0)]).toEqual([1, 2, 1]);
    expect(same).toEqual(rest);
  });

  test('is not erased by whoever typed another name', async () => {
    const desk = aDesk();
    const before = tablesOf(desk);
    expect(await desk.erase(desk.household.householdId, 'Verdi')).toEqual({
      ok: false,
      error: { type: 'NotConfirmed' },
    });
    expect(tablesOf(desk)).toEqual(before);
  });

  test('takes those that were merged into it with it, and is not erased through one of them', async () => {
    const desk = aDesk();
    await desk.merge(desk.other.householdId, desk.household.householdId);
    expect(await desk.erase(desk.other.householdId)).toEqual({
      ok: false,
      error: { type: 'ErasedWithAnother', householdId: desk.household.householdId },
    });
    await desk.erase(desk.household.householdId);
    expect(
      [desk.household, desk.other].map((each) => findHousehold(desk.db, each.householdId)?.displayName),
    ).toEqual([null, null]);
    expect(
      kindsOf(desk).filter(({ type, body }) => findKind(type, 1)?.personal === true && body !== null),
    ).toEqual([]);
  });
});

describe('an order that is given again', () => {
  test('erases what was missed, blocks the cards again, and is one order however often it is pressed', async () => {
    const desk = aDesk();
    const { householdId } = desk.household;
    const operationId = newId();
    const repeat = () => desk.erasure['erasure.repeat'](desk.office, { operationId, householdId });
    expect(await repeat()).toEqual({ ok: false, error: { type: 'NotErased' } });
    await desk.erase(householdId);
    const before = kindsOf(desk).length;
    // A body that was missed, however it came to be there.
    const missed = JSON.stringify({ householdId, text: 'piange' });
    desk.raw.prepare('UPDATE operation SET body = ?, salt = zeroblob(32) WHERE body IS NULL').run(missed);
    expect(kindsOf(desk).filter(({ body }) => body === missed)).toHaveLength(10);
    expect([await repeat(), await repeat()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(kindsOf(desk).filter(({ body }) => body === missed)).toEqual([]);
    const added = kindsOf(desk).slice(before);
    expect(added.map(({ type }) => type)).toEqual([
      'household.erased',
      'entitlement.suspended',
      'card.blocked',
    ]);
  });

  test('looks for nothing that was missed where a counter gives it by itself, as after a restore of the hub', async () => {
    const desk = aDesk();
    const { householdId } = desk.household;
    await desk.erase(householdId);
    const missed = JSON.stringify({ householdId, text: 'piange' });
    desk.raw.prepare('UPDATE operation SET body = ?, salt = zeroblob(32) WHERE body IS NULL').run(missed);
    const before = kindsOf(desk);
    desk.inTransaction((tx) => eraseAgain(desk.context, tx, [householdId]));
    expect(kindsOf(desk).slice(0, before.length)).toEqual(before);
  });

  test('tells how far it has got as the hub knows it, by the names of counters', async () => {
    const desk = aDesk();
    const { householdId } = desk.household;
    const ask = async (answer: unknown, isGoingOn = false) => {
      const line = { ask: async () => answer } as unknown as Pick<SyncLine, 'ask'>; // it is asked one thing only
      const { handlers } = createErasureService(desk.context, {
        own: registerOfData(folder),
        besideBackups: [],
        keepBeside: () => Promise.resolve(),
        findLine: () => (isGoingOn ? err({ type: 'GoingOn' }) : ok(line)),
        searchMissed: () => Promise.resolve(),
        onBug: (error) => {
          throw error;
        },
      });
      return handlers['erasure.progress'](desk.office, { householdId });
    };
    const counts = { householdId, erasedAt: 1, devices: 3, doneAt: 1 };
    const waitingFor = [desk.deviceId, deviceIdSchema.parse(newId())];
    expect(await ask({ type: 'answered', value: { progress: { ...counts, waitingFor } } })).toEqual({
      ok: true,
      value: { type: 'network', devices: 3, doneAt: 1, waitingFor: ['Cassa 1', null] },
    });
    expect(await ask({ type: 'answered', value: { progress: null } })).toEqual({
      ok: true,
      value: { type: 'notSent' },
    });
    expect(await ask({ type: 'Unreachable' })).toEqual({ ok: false, error: { type: 'HubUnreachable' } });
    // It works on its own for a while only: its order goes to the others once it goes on.
    expect(await ask(null, true)).toEqual({ ok: true, value: { type: 'goingOn' } });
    expect(await desk.erasure['erasure.progress'](desk.office, { householdId })).toEqual({
      ok: true,
      value: { type: 'alone' },
    });
  });
});

test('whatever comes before the order and whatever after it, the tables and the bodies are the same', async () => {
  const desk = aDesk();
  await desk.shop(desk.household.cardNumber, 1);
  await issueStatement(desk, desk.household.householdId);
  const log = [...iterateOperations(desk.db)];
  await desk.erase(desk.household.householdId);
  const order = [...iterateOperations(desk.db)].slice(log.length);
  const live = {
    tables: tablesOf(desk),
    bodies: kindsOf(desk)
      .map((row) => JSON.stringify(row))
      .sort(),
  };
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (choices) => {
      const received = receive(interleave([...log, ...order], choices), desk.deviceId);
      const bodies = kindsOf(received)
        .map((row) => JSON.stringify(row))
        .sort();
      expect({ tables: tablesOf(received), bodies }).toEqual(live);
      received.raw.close();
    }),
    { numRuns: 30 },
  );
});

test('everything that is held comes out as one file, and that it was taken out is logged', async () => {
  const desk = aDesk();
  await desk.shop(desk.household.cardNumber, 1);
  const { householdId } = desk.household;
  const files = await exported(desk, householdId);
  expect(Object.keys(files)).toEqual([
    'tutto.json',
    'nucleo.csv',
    'tessere.csv',
    'abilitazioni.csv',
    'saldi.csv',
    'movimenti.csv',
    'spese.csv',
    'componenti.csv',
    'condizioni.csv',
    'contatti.csv',
    'note.csv',
    'isee.csv',
    'atti.csv',
    'accessi.csv',
  ]);
  const all = files['tutto.json'] ?? '';
  for (const secret of SECRETS.slice(0, 5)) expect(all).toContain(secret);
  expect(all).not.toContain('Verdi');
  expect(files['componenti.csv']).toBe(
    '\uFEFFcognome;nome;nascita;sesso;codice fiscale;relazione;intestatario;delegato;uscito il\r\n' +
      'Rossi;Anna;;;RSSMRA80A01H501U;;1;0;\r\n',
  );
  expect(listAccesses(desk.db, `household:${householdId}`, 10)[0]).toMatchObject({
    action: 'household.exported',
  });
});

test('what would go is counted before anybody decides it', async () => {
  const desk = aDesk();
  const preview = await desk.erasure['erasure.preview'](desk.office, {
    householdId: desk.household.householdId,
  });
  expect(preview).toEqual({
    ok: true,
    value: {
      householdId: desk.household.householdId,
      displayName: 'Rossi Anna',
      code: householdShortCode(desk.household.householdId),
      mergedNames: [],
      persons: 1,
      notes: 2,
      statements: 0,
      cards: 1,
      movements: 1,
      acts: 10,
      files: 0,
      backupDays: 28,
    },
  });
});
