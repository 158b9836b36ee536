import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { weekStart } from '../shared/domain/laundry-slots.ts';
import { addDays, localDateAt } from '../shared/domain/local-date.ts';
import { copyLaundryTemplate } from './demo-template.ts';
import { test as base, type Host, scan } from './host.ts';
import { holdAnswers } from './network-answers.ts';
import { aHousehold, logInToMenu, OFFICE, openCounter, send } from './till-steps.ts';

/** Slower than any scanner: what is typed must not be taken for a scan. */
const typing = { delay: 160 };
/** A Monday that the demo has no turns on. */
const monday = addDays(weekStart(localDateAt(Date.now())), 21);

/** A laundry of six machines, with households that wash there. */
const test = base.extend<{ laundry: Host }>({
  laundry: async ({ startHost }, use) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'bancone-e2e-turns-'));
    await copyLaundryTemplate(dataFolder);
    await use(await startHost({ dataFolder }));
    await rm(dataFolder, { recursive: true, force: true });
  },
});

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.waitForTimeout(200); // a hand's pace
    await page.keyboard.press(key);
  }
}

/** Opens the book, in three weeks' time, as the office that may do everything at a laundry. */
async function openBook(page: Page): Promise<void> {
  await logInToMenu(page, OFFICE);
  await press(page, 'F2', '2');
  await expect(page.locator('.book-grid--week')).toBeVisible();
  await press(page, 'PageDown', 'PageDown', 'PageDown', 'Home');
  for (let step = 0; step < 7; step++) await press(page, 'ArrowLeft');
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(monday.split('-').reverse().join('/'));
}

const currentCell = (page: Page) => page.locator('.book-grid__cell[aria-current="true"]');

test('the desk books a turn, gives it up, and books every week, by keyboard alone', async ({
  page,
  laundry,
}) => {
  await openCounter(page, laundry);
  await openBook(page);
  await expect(currentCell(page)).toContainText('libero');

  // Enter with nobody chosen asks who, and books the turn for whoever is found.
  await press(page, 'Enter');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('ros', typing);
  await expect(page.getByRole('option').first()).toBeVisible();
  await press(page, 'Enter');
  await expect(page.getByText(/Prenotato: lunedì/)).toBeVisible();
  await expect(currentCell(page)).toContainText('suo turno');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  await press(page, 'R');
  await expect(page.getByText('Il turno è di nuovo libero.')).toBeVisible();
  await expect(currentCell(page)).toContainText('libero');

  // Four weeks are past what a household may have at once: the reason is asked, one digit gives it.
  await press(page, 'ArrowDown', 'S');
  await expect(page.getByRole('button', { name: 'Prenota 5 turni' })).toBeEnabled();
  await press(page, 'F9');
  await expect(page.getByRole('dialog')).toContainText('Serve un motivo');
  await press(page, '3');
  await expect(page.getByText('Prenotati 5 turni.')).toBeVisible();
  await expect(currentCell(page)).toContainText('suo turno');
  await press(
    page,
    'PageDown',
    'PageDown',
    'PageDown',
    'PageDown',
    'PageDown',
    'PageDown',
    'PageDown',
    'ArrowDown',
  );
  await expect(currentCell(page)).toContainText('suo turno');

  const book = await send(page, 'laundryBookings.book', { from: addDays(monday, 28), days: 1 });
  expect(book).toMatchObject({ ok: true, value: { turns: [{ state: 'active' }] } });

  // The habit is given up from here on: this turn and those after it, and no other.
  await press(page, 'Enter');
  const all = page.getByRole('button', { name: /Rinuncia a tutti e \d/ });
  await expect(all).toBeVisible();
  const count = /\d/.exec((await all.textContent()) ?? '')?.[0];
  await press(page, 'T');
  await expect(page.getByText(`Liberati ${count} turni.`)).toBeVisible();
  await expect(currentCell(page)).toContainText('libero');
  const after = await send(page, 'laundryBookings.book', { from: addDays(monday, 28), days: 1 });
  expect(after).toMatchObject({ ok: true, value: { turns: [] } });
  const before = await send(page, 'laundryBookings.book', { from: monday, days: 1 });
  expect(before).toMatchObject({ ok: true, value: { turns: [{ state: 'active' }] } });
});

test('the office reads the figures and sets up a machine, in both languages', async ({ page, laundry }) => {
  test.slow(); // four audits of a whole screen
  await openCounter(page, laundry, 'en');
  await logInToMenu(page, OFFICE);
  await press(page, 'F4');
  await expect(page.getByRole('heading', { level: 1, name: 'Figures' })).toBeVisible();
  await expect(page.locator('.bar-chart')).toBeVisible();
  const figures = await new AxeBuilder({ page }).analyze();
  expect(figures.violations).toEqual([]);
  await press(page, '2');
  const machines = page.getByRole('grid', { name: 'Machines' });
  const rows = machines.getByRole('row');
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  await press(page, 'F5');
  await expect(page.getByRole('dialog')).toBeVisible();
  await press(page, 'F9');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(rows).toHaveCount(before + 1);
  for (const part of ['3', '4', '5']) {
    await press(page, part);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations, part).toEqual([]);
  }
});

test('no key that is pressed before the next day is there acts on the day before', async ({
  page,
  laundry,
}) => {
  await openCounter(page, laundry);
  await openBook(page);
  await expect(currentCell(page)).toContainText('libero');
  const answer = await holdAnswers(page, 'laundryBookings.book');
  await press(page, 'PageDown', 'Enter');
  // Longer than any key of one letter waits.
  await page.waitForTimeout(300);
  answer();
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('ros', typing);
  await expect(page.getByRole('option').first()).toBeVisible();
  await press(page, 'Enter');
  await expect(page.getByText(/Prenotato: martedì/)).toBeVisible();
  const turnsOn = async (from: string) => send(page, 'laundryBookings.book', { from, days: 1 });
  expect(await turnsOn(monday)).toMatchObject({ value: { turns: [] } });
  expect(await turnsOn(addDays(monday, 1))).toMatchObject({ value: { turns: [{ state: 'active' }] } });
});

test('a late answer gives no turn that was called off, and closes no question that was opened since', async ({
  page,
  laundry,
}) => {
  await openCounter(page, laundry);
  const { cardNumber } = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
  await openBook(page);
  await press(page, 'Enter');
  await expect(page.getByRole('combobox')).toBeFocused();
  const scanned = await holdAnswers(page, 'laundryBookings.scan');
  await scan(page, cardNumber);
  await press(page, 'Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  scanned();
  await expect(page.locator('.booking-guest--chosen')).toBeVisible();
  await expect(currentCell(page)).toContainText('libero');

  await press(page, 'Enter');
  await expect(currentCell(page)).toContainText('suo turno');
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toContainText('Turno di');
  const givenUp = await holdAnswers(page, 'laundryBookings.giveUp');
  await press(page, 'R', 'Escape', 'F6');
  await expect(page.getByRole('combobox')).toBeFocused();
  givenUp();
  await expect(page.getByText('Il turno è di nuovo libero.')).toBeVisible();
  await expect(page.getByRole('combobox')).toBeFocused();
});
