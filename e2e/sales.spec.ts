import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { type FakePrinter, startFakePrinter } from '../electron/devices/fake-printer.ts';
import { addDays, localDateAt } from '../shared/domain/local-date.ts';
import { fillWithWaitingBasket } from './counter-with-printer.ts';
import { test as base } from './host.ts';
import { holdAnswers } from './network-answers.ts';

/** A counter with a printer on the loopback, a cashier who is logged in, and a basket that waits for F9. */
const test = base.extend<{ till: { page: Page; printer: FakePrinter } }>({
  till: async ({ page, startHost }, use) => {
    const printer = await startFakePrinter();
    const dataFolder = await mkdtemp(join(tmpdir(), 'bancone-e2e-sales-'));
    await fillWithWaitingBasket(dataFolder, printer);
    const host = await startHost({ dataFolder });
    await page.goto(host.url);
    await page.getByRole('option', { name: /Lucia Ferri/ }).press('Enter');
    await page.keyboard.type('1111');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^F9 Paga/ })).toBeEnabled();
    await use({ page, printer });
    await host.stop();
    await printer.close();
    await rm(dataFolder, { recursive: true, force: true });
  },
});

const papers = (printer: FakePrinter) => printer.papers().map((lines) => lines.join('\n'));
const openNewestSale = async (page: Page) => {
  await page.keyboard.press('F2');
  await expect(page.getByRole('row', { selected: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /Spesa EMP-\d+/ })).toBeVisible();
};
const expectNoViolations = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
};

test('a sale is printed, returned in part, printed again and voided, by keys alone', async ({ till }) => {
  const { page, printer } = till;
  await page.keyboard.press('F9');
  await expect.poll(() => papers(printer).length).toBe(1);

  await openNewestSale(page);
  await expectNoViolations(page);
  await page.keyboard.press('F8');
  await expect.poll(() => papers(printer).length).toBe(2);
  expect(papers(printer).map((text) => text.includes('RISTAMPA'))).toEqual([false, true]);

  await page.keyboard.press('F6');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('2');
  await expect(page.getByText('Tornano 2 pezzi.')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('F9');
  await expect(page.getByText(/Reso registrato: 2 pezzi/)).toBeVisible();
  await expect(page.getByText('resi 2 pezzi', { exact: true })).toBeVisible();
  await expect.poll(() => papers(printer).length).toBe(3);
  expect(papers(printer)[2]).toContain('RESO');

  await page.keyboard.press('F7');
  await expect(page.getByText('Tornano 2 pezzi.')).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.getByText(/Spesa annullata: 2 pezzi/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^F7/ })).toBeDisabled();
  await expect.poll(() => papers(printer).length).toBe(4);

  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { selected: true })).toBeFocused();
  await expect(page.getByRole('row', { selected: true })).toContainText('Annullata');
  await expectNoViolations(page);
});

test('a paper that does not come out leaves the sale safe, says what to do, and comes out once', async ({
  till,
}) => {
  const { page, printer } = till;
  await printer.setMode({ type: 'paper-out' });
  await page.keyboard.press('F9');
  await expect(page.getByText(/Scontrino EMP-\d+ non stampato/)).toBeVisible();
  await expect(page.getByText(/La spesa è salva\. Manca la carta/)).toBeVisible();
  await printer.setMode({ type: 'ok' });
  await page.keyboard.press('F8');
  await expect.poll(() => papers(printer).length).toBe(1);
  await expect(page.getByText(/non stampato/)).toBeHidden();

  await printer.setMode({ type: 'cut', afterBytes: 200 });
  await openNewestSale(page);
  await page.keyboard.press('F8');
  await expect(page.getByText(/Stampa interrotta: guarda la carta/)).toBeVisible();
  await expectNoViolations(page);
  await printer.setMode({ type: 'ok' });
  const before = papers(printer).filter((text) => text.includes('RISTAMPA')).length;
  await page.keyboard.press('F8');
  await expect
    .poll(() => papers(printer).filter((text) => text.includes('RISTAMPA')).length)
    .toBe(before + 1);
  await expect(page.getByText(/Stampa interrotta: guarda la carta/)).toBeHidden();
});

test('keys that are pressed before a day is read go on by days, and print nothing of the day before', async ({
  till,
}) => {
  const { page, printer } = till;
  await page.keyboard.press('F9');
  await expect.poll(() => papers(printer).length).toBe(1);
  await page.keyboard.press('F2');
  await expect(page.getByRole('row', { selected: true })).toBeFocused();
  const answer = await holdAnswers(page, 'sales.today');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('F8');
  await page.keyboard.press('PageUp');
  await page.waitForTimeout(500);
  answer();
  const twoDaysAgo = addDays(localDateAt(Date.now()), -2).split('-').reverse().join('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(twoDaysAgo);
  expect(papers(printer)).toHaveLength(1);
});
