import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printerIdSchema } from '../../shared/domain/ids.ts';
import { printerSet } from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { findHouseholdNumber, listBalances } from '../database/households.ts';
import { findPrinter } from '../database/network.ts';
import { chooseReceiptPrinter } from '../database/receipt-jobs.ts';
import { findSale } from '../database/sales.ts';
import { type FakePrinter, startFakePrinter } from '../devices/fake-printer.ts';
import { createPrintQueue, type PrintQueue } from '../devices/print-queue.ts';
import { createRollPrinter } from '../devices/printer.ts';
import { PATIENCE } from '../patience-fixture.ts';
import { createPrintingService } from './printing.ts';
import { createSalesService } from './sales.ts';
import { createTillService } from './till.ts';

const timeouts = { connectMs: 3000, statusMs: 500, writeMs: 3000, confirmMs: 1000 };

let fake: FakePrinter;
let queues: PrintQueue[];
let bugs: unknown[];

beforeEach(async () => {
  fake = await startFakePrinter();
  queues = [];
  bugs = [];
});

afterEach(async () => {
  for (const queue of queues) await queue.close(200);
  await fake.close();
  expect(bugs).toEqual([]);
});

/** An emporio with a real queue and a network printer on the loopback; the till sells one pasta at a call. */
function aShop(printers = 1) {
  const counter = aCounter();
  const printerIds = Array.from({ length: printers }, (_, n) => {
    const printerId = printerIdSchema.parse(v7());
    const printer = {
      printerId,
      name: `Cassa ${n + 1}`,
      kind: 'escpos-network',
      host: '127.0.0.1',
      port: fake.port,
      columns: 42,
    } as const;
    counter.write(printerSet, { siteId: counter.siteId, printer, isActive: true });
    return printerId;
  });
  const aQueue = () => {
    const queue = createPrintQueue({
      db: counter.db,
      inTransaction: counter.inTransaction,
      now: counter.context.now,
      findPrinter: (printerId) => findPrinter(counter.db, printerId),
      print: createRollPrinter(() => Promise.resolve(null), timeouts),
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
      settings: { firstRetryMs: 20, lastRetryMs: 20 },
    });
    queues.push(queue);
    queue.start();
    return queue;
  };
  let queue = aQueue();
  const context = { ...counter.context, wakePrinter: () => queue.wake() };
  const till = createTillService(context).handlers;
  const sales = createSalesService(context).handlers;
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const pasta = counter.aProduct('8076800195057', 'Spaghetti n. 5', categoryIdOf('pasta'));
  const person = counter.aHousehold({ size: 3 });
  const printing = () => createPrintingService(context, queue).handlers;
  const status = async () => {
    const answer = await printing()['printing.status'](cashier, {});
    if (!answer.ok) throw new Error('no status');
    return answer.value;
  };
  const sell = async () => {
    await till['till.scan'](cashier, { text: person.cardNumber });
    await till['till.addProduct'](cashier, { productId: pasta });
    const view = await till['till.view'](cashier, {});
    if (!view.ok) throw new Error('no till');
    const sold = await till['till.complete'](cashier, { basketId: view.value.basketId });
    if (!sold.ok) throw new Error('not sold');
    return sold.value;
  };
  const points = () =>
    listBalances(counter.db, findHouseholdNumber(counter.db, person.householdId) ?? 0)[0]?.balance;
  const restart = async () => {
    await queue.close(20);
    queue = aQueue();
  };
  return { ...counter, printerIds, sales, cashier, printing, status, sell, points, restart };
}

const papers = () => fake.papers().map((lines) => lines.join('\n'));
const nextMoment = (shop: ReturnType<typeof aShop>) => {
  shop.clock.now += 1000;
};

describe('a sale whose printer', () => {
  test.each([
    ['is off', { type: 'off' }, 'PrinterUnreachable'],
    ['has no paper', { type: 'paper-out' }, 'PaperOut'],
    ['is open', { type: 'cover-open' }, 'CoverOpen'],
  ] as const)(
    '%s is complete, and its paper comes out once when the printer is well again',
    async (_, mode, failure) => {
      const shop = aShop();
      await fake.setMode(mode);
      const sold = await shop.sell();
      expect(sold).toMatchObject({ isPrinting: true });
      expect(findSale(shop.db, sold.saleId)?.body.totals.price.points).toBe(3);
      expect(shop.points()).toBe(197);
      await vi.waitFor(
        async () =>
          expect(await shop.status()).toMatchObject({
            waiting: [
              { kind: 'sale', number: sold.receipt.number, state: 'queued', failure: { type: failure } },
            ],
          }),
        PATIENCE,
      );
      await fake.setMode({ type: 'ok' });
      nextMoment(shop);
      await vi.waitFor(async () => expect((await shop.status()).waiting).toEqual([]), PATIENCE);
      expect(papers()).toHaveLength(1);
      expect(papers()[0]).toContain(sold.receipt.number);
      expect(papers()[0]).not.toContain('RISTAMPA');
    },
  );

  test('is cut off in the middle is complete, and only F8 prints it again, once, marked as a copy', async () => {
    const shop = aShop();
    await fake.setMode({ type: 'cut', afterBytes: 200 });
    const sold = await shop.sell();
    const waiting = await vi.waitFor(async () => {
      const [job] = (await shop.status()).waiting;
      if (job?.state !== 'uncertain') throw new Error('not yet');
      return job;
    }, PATIENCE);
    expect(waiting).toMatchObject({ failure: { type: 'ConnectionLost' }, operationId: sold.saleId });
    expect(shop.points()).toBe(197);
    await fake.setMode({ type: 'ok' });
    nextMoment(shop);
    await shop.restart();
    const next = await shop.sell();
    await vi.waitFor(() => expect(papers().join()).toContain(next.receipt.number), PATIENCE);
    expect(papers().filter((text) => text.includes('RISTAMPA'))).toEqual([]);
    for (let n = 0; n < 20; n++) {
      await shop.printing()['printing.printAgain'](shop.cashier, { printJobId: waiting.printJobId });
    }
    await vi.waitFor(async () => expect((await shop.status()).waiting).toEqual([]), PATIENCE);
    expect(papers().filter((text) => text.includes('RISTAMPA'))).toHaveLength(1);
  });

  test('is not there at all has its receipt on the screen, and nothing waits', async () => {
    const shop = aShop(0);
    expect(await shop.sell()).toMatchObject({ isPrinting: false, receipt: { total: { points: 3 } } });
    expect(await shop.status()).toEqual({ printer: null, waiting: [] });
  });

  test('is off when the program ends prints its paper once at the next start', async () => {
    const shop = aShop();
    await fake.setMode({ type: 'off' });
    await shop.sell();
    await fake.setMode({ type: 'ok' });
    nextMoment(shop);
    await shop.restart();
    await vi.waitFor(() => expect(papers()).toHaveLength(1), PATIENCE);
    await shop.restart();
    expect((await shop.status()).waiting).toEqual([]);
    expect(papers()).toHaveLength(1);
  });
});

describe('a reprint', () => {
  test('is one more paper, marked as a copy, for each time it was asked for', async () => {
    const shop = aShop();
    const { saleId } = await shop.sell();
    await vi.waitFor(() => expect(papers()).toHaveLength(1), PATIENCE);
    const reprint = () => shop.sales['sales.reprint'](shop.cashier, { saleId });
    expect(await reprint()).toEqual({ ok: true, value: { isAlreadyWaiting: false } });
    expect(await reprint()).toEqual({ ok: true, value: { isAlreadyWaiting: true } });
    await vi.waitFor(async () => expect((await shop.status()).waiting).toEqual([]), PATIENCE);
    expect(papers().map((text) => text.includes('RISTAMPA'))).toEqual([false, true]);
  });

  test('of a paper that did not come out is that paper, not a second one', async () => {
    const shop = aShop();
    await fake.setMode({ type: 'cut', afterBytes: 200 });
    const { saleId } = await shop.sell();
    await vi.waitFor(async () => expect((await shop.status()).waiting[0]?.state).toBe('uncertain'), PATIENCE);
    await fake.setMode({ type: 'ok' });
    await shop.sales['sales.reprint'](shop.cashier, { saleId });
    await vi.waitFor(async () => expect((await shop.status()).waiting).toEqual([]), PATIENCE);
    expect(papers().filter((text) => text.includes('RISTAMPA'))).toHaveLength(1);
  });

  test('without a printer says so', async () => {
    const shop = aShop(0);
    const { saleId } = await shop.sell();
    expect(await shop.sales['sales.reprint'](shop.cashier, { saleId })).toMatchObject({
      error: { type: 'NoPrinter' },
    });
  });
});

describe('the printer of a counter', () => {
  test('is the site’s only one until somebody chooses, and of two none', async () => {
    expect(await aShop(1).status()).toMatchObject({ printer: { name: 'Cassa 1' } });
    const shop = aShop(2);
    expect((await shop.status()).printer).toBeNull();
    const [, second] = shop.printerIds;
    if (second === undefined) throw new Error('two printers');
    shop.inTransaction((tx) => chooseReceiptPrinter(tx, second));
    expect(await shop.status()).toMatchObject({ printer: { name: 'Cassa 2' } });
    shop.inTransaction((tx) => chooseReceiptPrinter(tx, null));
    expect((await shop.status()).printer).toBeNull();
  });

  test('lets go of a paper that nobody wants any more', async () => {
    const shop = aShop();
    await fake.setMode({ type: 'off' });
    await shop.sell();
    const [job] = (await shop.status()).waiting;
    if (job === undefined) throw new Error('nothing waits');
    await vi.waitFor(async () => expect((await shop.status()).waiting[0]?.state).toBe('queued'), PATIENCE);
    expect(await shop.printing()['printing.cancel'](shop.cashier, { printJobId: job.printJobId })).toEqual({
      ok: true,
      value: { state: 'cancelled' },
    });
    await fake.setMode({ type: 'ok' });
    nextMoment(shop);
    await shop.restart();
    expect(papers()).toEqual([]);
  });
});
