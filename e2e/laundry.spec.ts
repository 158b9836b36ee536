import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { copyLaundryTemplate } from './demo-template.ts';
import { test as base, type Host, scan } from './host.ts';
import { holdAnswers, refuseWith } from './network-answers.ts';
import { aHousehold, logInAs, logInToMenu, OFFICE, openCounter, sendOk } from './till-steps.ts';
import { typing } from './walk-steps.ts';

const ATTENDANT = 'Samira';

/** Slower than any scanner, and than the second Enter that some add to a scan. */
const BETWEEN_KEYS_MS = 200;

/** A laundry of six machines where nothing is under way. */
const test = base.extend<{ laundry: Host }>({
  laundry: [
    async ({ startHost }, use) => {
      const dataFolder = await mkdtemp(join(tmpdir(), 'bancone-e2e-laundry-'));
      await copyLaundryTemplate(dataFolder);
      await use(await startHost({ dataFolder }));
      await rm(dataFolder, { recursive: true, force: true });
    },
    // The first one makes the demo, which the others copy: that is no test's time.
    { timeout: 180_000 },
  ],
});

type Guest = Awaited<ReturnType<typeof aHousehold>>;

/** A household with wash credits, and the attendant at the board. */
async function aDesk(
  page: Page,
  host: Host,
  { washes = 5, language = 'it' as 'it' | 'en' } = {},
): Promise<Guest> {
  await openCounter(page, host, language);
  const guest = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
  await logInAs(page, OFFICE);
  if (washes > 0) {
    await sendOk(page, 'credit.topUp', {
      operationId: crypto.randomUUID(),
      householdId: guest.householdId,
      programmeId: 'national-fund',
      purse: 'washes',
      amount: washes,
      reason: 'first-need',
    });
  }
  await sendOk(page, 'session.logOut');
  await logInAs(page, ATTENDANT);
  await expect(page.locator('.machine')).toHaveCount(6);
  return guest;
}

const said = (page: Page): Locator => page.locator('.desk-message');
const dialog = (page: Page): Locator => page.getByRole('dialog');
const machine = (page: Page, number: number): Locator => page.locator('.machine').nth(number - 1);

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.waitForTimeout(BETWEEN_KEYS_MS);
    await page.keyboard.press(key);
  }
}

/** Checks the laundry in and starts what is proposed. */
async function checkInAndStart(page: Page, guest: Guest): Promise<void> {
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Enter');
  await expect(page.locator('.tag__number')).toHaveText(/\d\d/);
  await press(page, 'Enter');
  await expect(dialog(page)).toBeHidden();
}

test('from the card to the hand-over: a scan and two Enters start it, V empties it, a scan of the tag gives it back', async ({
  page,
  laundry,
}) => {
  const guest = await aDesk(page, laundry);
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText('Bianchi Ottavia');
  await press(page, '+', 'Enter');
  const tag = (await page.locator('.tag__number').textContent()) ?? '';
  await expect(page.locator('.tag')).toContainText('2 sacchi');
  await expect(page.locator('.tag')).toContainText(`scrivi ${tag} a mano`); // no printer here
  await press(page, 'Enter');
  await expect(said(page)).toContainText('Preso: 1 lavaggio. Restano: 4 lavaggi');
  await expect(machine(page, 1)).toContainText(/In funzione.*60 min/s);
  await expect(machine(page, 1)).not.toContainText('Bianchi');

  await press(page, '1', 'F');
  await expect(machine(page, 1)).toContainText('Da svuotare');
  await press(page, 'V');
  await expect(machine(page, 1)).toContainText('Libera');
  await expect(page.locator('.visits')).toContainText(/Pronti.*2 sacchi/s);

  await scan(page, `L${tag}`);
  await expect(dialog(page)).toContainText('Bianchi Ottavia');
  await press(page, 'Enter');
  await expect(said(page)).toContainText(`Consegnato il contrassegno ${tag}`);
  await expect(page.locator('.visits')).not.toContainText('Pronti');
});

test('a hand-over by mistake is taken back with three keys', async ({ page, laundry }) => {
  const guest = await aDesk(page, laundry);
  await checkInAndStart(page, guest);
  await press(page, '1', 'F');
  await expect(machine(page, 1)).toContainText('Da svuotare');
  await press(page, 'V');
  await expect(page.locator('.visits')).toContainText('Pronti');
  await press(page, 'F6');
  await expect(dialog(page)).toContainText('Numero del contrassegno');
  await press(page, 'Enter');
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Enter');
  await expect(said(page)).toContainText('Consegnato il contrassegno');
  await press(page, 'F6', 'F7');
  await expect(dialog(page).getByRole('row').first()).toBeVisible();
  await press(page, 'Enter');
  await expect(said(page)).toContainText('sono di nuovo qui');
  await expect(page.locator('.visits')).toContainText('Pronti');
});

test('start pressed many times is one cycle, and a card scanned again is not a second check-in', async ({
  page,
  laundry,
}) => {
  const guest = await aDesk(page, laundry);
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Enter');
  await expect(page.locator('.tag__number')).toBeVisible();
  await press(page, 'Escape');
  await scan(page, guest.cardNumber);
  await expect(page.locator('.tag__number')).toBeVisible(); // goes on with what waits
  for (let times = 0; times < 20; times++) await page.keyboard.press('Enter');
  await expect(said(page)).toContainText('Restano: 4 lavaggi');
  const board = await sendOk<{ visits: unknown[]; machines: { state: string }[] }>(page, 'laundry.board');
  expect(board.visits).toHaveLength(1);
  expect(board.machines.filter(({ state }) => state === 'running')).toHaveLength(1);
});

/** The start of the first is asked for and not answered yet, as while the hub is asked; then the card of the second is scanned. */
async function startAndScanNext(page: Page, laundry: Host): Promise<() => void> {
  await openCounter(page, laundry);
  const next = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  const guest = await aDesk(page, laundry);
  const answer = await holdAnswers(page, 'laundry.start');
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Enter');
  await expect(page.locator('.tag__number')).toHaveText(/\d\d/);
  await press(page, 'Enter');
  await scan(page, next.cardNumber);
  await expect(dialog(page)).toContainText(next.displayName);
  return answer;
}

test('a start that is answered late takes no dialog from under who came next', async ({ page, laundry }) => {
  const answer = await startAndScanNext(page, laundry);
  answer();
  await expect(machine(page, 1)).toContainText('In funzione');
  await expect(said(page)).toContainText('Lavatrice 1 avviata');
  await expect(dialog(page)).toContainText('Zanchini Ottavia');
});

test('a start that is refused late is told though its dialog is gone', async ({ page, laundry }) => {
  await refuseWith(page, 'laundry.start', { type: 'ProgrammeUnknown' });
  const answer = await startAndScanNext(page, laundry);
  answer();
  await expect(said(page)).toContainText(/Il contrassegno \d\d non è partito.*Questo programma non c’è più/);
  await expect(dialog(page)).toContainText('Zanchini Ottavia');
});

test('a fault gives the credit back and offers another machine; the broken one is put back by one key', async ({
  page,
  laundry,
}) => {
  const guest = await aDesk(page, laundry);
  await checkInAndStart(page, guest);
  await press(page, '1', 'G', '1');
  await expect(dialog(page)).toContainText('Restituito: 1 lavaggio');
  await expect(dialog(page)).toContainText('Avvia Lavatrice 2');
  await press(page, 'Enter');
  await expect(said(page)).toContainText('Lavatrice 2 avviata');
  await expect(said(page)).toContainText('Restano: 4 lavaggi');
  await expect(machine(page, 1)).toContainText('Guasta');
  await press(page, '1', 'R');
  await expect(machine(page, 1)).toContainText('Libera');
});

test('goes on to a dryer as the same laundry', async ({ page, laundry }) => {
  const guest = await aDesk(page, laundry);
  await checkInAndStart(page, guest);
  await press(page, '1', 'F');
  await expect(machine(page, 1)).toContainText('Da svuotare');
  await press(page, 'D');
  await expect(dialog(page)).toContainText('Asciugatrice 5');
  await press(page, 'Enter');
  await expect(machine(page, 5)).toContainText('In funzione');
  await expect(machine(page, 1)).toContainText('Libera');
  await expect(page.locator('.visits .visit')).toHaveCount(1);
});

test('without credit nothing starts, and the laundry waits with its tag', async ({ page, laundry }) => {
  const guest = await aDesk(page, laundry, { washes: 0 });
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Enter');
  await expect(page.locator('.tag__number')).toBeVisible();
  await press(page, 'Enter');
  await expect(dialog(page).getByRole('alert').first()).toContainText('Manca 1 lavaggio');
  await press(page, 'Escape');
  await expect(page.locator('.visits')).toContainText('Da avviare');
});

test('a scan in the middle of the board chooses no machine', async ({ page, laundry }) => {
  const guest = await aDesk(page, laundry);
  await press(page, '3');
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Escape');
  await expect(page.locator('.machine[aria-pressed="true"]')).toContainText('Lavatrice 3');
});

test('a letter at the end of a scan does nothing to the machine that is chosen', async ({
  page,
  laundry,
}) => {
  const guest = await aDesk(page, laundry);
  await checkInAndStart(page, guest);
  await press(page, '1');
  await expect(page.getByRole('button', { name: 'È finita' })).toBeVisible();
  await scan(page, '10000000004F');
  await expect(said(page)).toContainText('riprova, o cerca con F5');
  // Longer than a letter waits to be sure that it is a hand's.
  await page.waitForTimeout(BETWEEN_KEYS_MS);
  await expect(machine(page, 1)).toContainText('In funzione');
});

for (const language of ['it', 'en'] as const) {
  test(`has no fault that a checker of accessibility finds (${language})`, async ({ page, laundry }) => {
    const guest = await aDesk(page, laundry, { language });
    const check = async () => {
      // React Aria's own announcer of busy buttons, which is there for a moment and is heard, not seen.
      const axe = new AxeBuilder({ page }).exclude('[data-live-announcer]');
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await check();
    await scan(page, guest.cardNumber);
    await expect(dialog(page)).toContainText(guest.displayName);
    await check();
    await press(page, 'Enter');
    await expect(page.locator('.tag__number')).toBeVisible();
    await check();
    await press(page, 'Enter');
    await expect(machine(page, 1).locator('.machine__minutes')).toBeVisible();
    await expect(dialog(page)).toBeHidden();
    await press(page, '1');
    await expect(machine(page, 1)).toHaveAttribute('aria-pressed', 'true');
    await check();
    await press(page, 'G');
    await expect(dialog(page)).toBeVisible();
    await check();
    await press(page, 'Escape', 'F');
    await expect(machine(page, 1).locator('.machine__minutes')).toBeHidden();
    await press(page, 'V');
    await expect(page.locator('.visits__group--ready')).toBeVisible();
    await press(page, 'F6', 'Enter');
    await expect(dialog(page)).toContainText(guest.displayName);
    await check();
  });
}

test('a printer that is off stops nobody: the number is written by hand, and F8 tries again', async ({
  page,
  laundry,
}) => {
  const guest = await aDesk(page, laundry);
  await sendOk(page, 'session.logOut');
  await logInAs(page, 'Giorgio');
  const printer = { printerId: crypto.randomUUID(), name: 'Tag', host: '127.0.0.1', port: 9, columns: 42 };
  await sendOk(page, 'administration.savePrinter', {
    printer: { ...printer, kind: 'escpos-network' },
    isActive: true,
  });
  await sendOk(page, 'session.logOut');
  await logInAs(page, ATTENDANT);
  await scan(page, guest.cardNumber);
  await expect(dialog(page)).toContainText(guest.displayName);
  await press(page, 'Enter');
  const tag = (await page.locator('.tag__number').textContent()) ?? '';
  await expect(page.locator('.tag')).toContainText(`scrivi ${tag} a mano`);
  await press(page, 'F8', 'Enter');
  await expect(said(page)).toContainText(`contrassegno ${tag}`);
  await expect(page.locator('.print-notice')).toContainText(
    `Contrassegno ${tag} non stampato: scrivilo a mano`,
  );
});

test('when every number is on a bag, the next household is told so and what to do', async ({
  page,
  laundry,
}) => {
  const guest = await aDesk(page, laundry);
  for (let tag = 1; tag <= 99; tag++) {
    const visitId = crypto.randomUUID();
    await sendOk(page, 'laundry.checkIn', { visitId, householdId: guest.householdId, bags: 1 });
  }
  await scan(page, guest.cardNumber);
  await expect(page.locator('.tag__number')).toBeVisible();
  await press(page, 'N');
  await expect(dialog(page)).toContainText('Arrivano panni');
  await press(page, 'Enter');
  await expect(dialog(page).getByRole('alert').first()).toContainText(
    'Tutti i 99 contrassegni sono su un sacco',
  );
});

test('a machine is chosen by its number before the board is there', async ({ page, laundry }) => {
  await openCounter(page, laundry);
  const answer = await holdAnswers(page, 'laundry.board');
  await logInToMenu(page, ATTENDANT);
  await page.keyboard.press('F1');
  await page.keyboard.press('2');
  await expect(page.locator('main.laundry')).toBeVisible();
  // Longer than a digit waits to be sure that no scan goes on with it.
  await page.waitForTimeout(BETWEEN_KEYS_MS);
  answer();
  await expect(page.locator('.machine[aria-pressed="true"] .machine__number')).toHaveText('2');
});

test('hours and rules of the laundry that were changed are asked about by every way out', async ({
  page,
  laundry,
}) => {
  await openCounter(page, laundry);
  await logInToMenu(page, OFFICE);
  await press(page, 'F4', '4');
  const question = page.getByRole('dialog', { name: 'Lasciare senza salvare?' });
  const monday = page.getByLabel('lunedì');
  await expect(monday).toBeVisible();
  await press(page, 'Tab');
  await expect(monday).toBeFocused();
  await press(page, 'F1');
  await expect(page.locator('.machine')).toHaveCount(6);

  await press(page, 'F4', '4');
  await expect(monday).toBeVisible();
  await press(page, 'Tab', 'End');
  await page.keyboard.type('x', typing);
  await press(page, 'F1');
  await expect(question).toBeVisible();
  await press(page, 'Escape');
  await expect(monday).toBeFocused();
  await press(page, 'Backspace', 'F1');
  await expect(page.locator('.machine')).toHaveCount(6);

  const box = page.getByRole('checkbox').first();
  await press(page, 'F4', '5');
  await box.focus();
  await press(page, 'Space', '4');
  await expect(question).toBeVisible();
  await press(page, 'Escape');
  await expect(box).toBeFocused();
  await press(page, 'F9');
  await expect(page.getByText('Salvato')).toBeVisible();
  await press(page, '4');
  await expect(monday).toBeVisible();
});
