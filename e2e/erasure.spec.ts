import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { saveStatements } from './erasure-walks.ts';
import { test } from './host.ts';
import { aHousehold, logInAs, OFFICE, openCounter, openPart } from './till-steps.ts';

const ADMIN = 'Giorgio';
/** At a hand's pace: a machine's is a scan's, and what a scan types is taken out of its field again. */
const type = (page: Page, text: string) => page.keyboard.type(text, { delay: 150 });

async function expectNoFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
}

async function openHousehold(page: Page, householdId: string): Promise<void> {
  // An address that is set before the screens are there is not read by them.
  await expect(page.locator('.frame__menu')).toBeVisible();
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/households/${householdId}`);
}

test('a household is erased by keyboard, its page says where, and the order is given again', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { householdId } = await aHousehold(page, { displayName: 'Zanchinelli Ottavia' });
  await logInAs(page, OFFICE);
  await openHousehold(page, householdId);
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchinelli Ottavia' })).toBeVisible();
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('Shift+F2');
  await expect(page.getByRole('dialog')).toBeVisible();
  await type(page, 'zanchinelli');
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name: 'Nucleo cancellato' })).toBeVisible();
  await expect(page.getByText('Cancellato su questa postazione, che lavora da sola.')).toBeVisible();
  await expectNoFaults(page);
  await page.keyboard.press('Shift+F2');
  await expect(page.getByText('Ordine ripetuto')).toBeVisible();
  await expect(page.getByText('Zanchinelli')).toHaveCount(0);
});

test('a file of statements that holds an erased household is destroyed by keyboard', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { householdId } = await aHousehold(page, { displayName: 'Zanchinelli Ottavia' });
  await logInAs(page, OFFICE);
  await saveStatements(page, householdId);
  await openHousehold(page, householdId);
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('Shift+F2');
  await expect(page.getByText('Un file di estratti conto di questa postazione contiene')).toBeVisible();
  await type(page, 'zanchinelli');
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name: 'Nucleo cancellato' })).toBeVisible();
  const code = householdId.slice(-4).toUpperCase();
  await expect(page.getByText(`Nucleo con codice ${code} cancellato il`)).toBeVisible();
  await page.keyboard.press('F7');
  await expect(page.getByRole('dialog').getByText(code)).toBeVisible();
  await expectNoFaults(page);
  // Nothing is chosen by itself: a key that is pressed once more signs for no other file.
  await expect(page.getByRole('dialog').getByRole('button', { name: /F9/ })).toHaveCount(0);
  await page.keyboard.press('Space');
  await page.keyboard.press('F9');
  await expect(page.getByText("Non c'è più niente da distruggere")).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Un file di estratti conto')).toHaveCount(0);
});

test('an administrator sets how long data are kept, and sees who did', async ({ page, host }) => {
  await openCounter(page, host);
  await logInAs(page, ADMIN);
  await openPart(page, '0');
  await expect(page.getByRole('heading', { name: 'Nessun nucleo da cancellare' })).toBeVisible();
  await expectNoFaults(page);
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('F6');
  await expect(page.getByLabel(/Mesi dopo l'ultima attività/)).toBeFocused();
  await page.keyboard.press('Control+A');
  await type(page, '36');
  await page.keyboard.press('F9');
  await expect(page.getByText('Tempi salvati')).toBeVisible();
  await expect(page.getByRole('cell', { name: '36 mesi' }).first()).toBeVisible();
  await expectNoFaults(page);
  await page.keyboard.press('F7');
  await expect(page.getByRole('dialog')).toContainText('ha cambiato i tempi di conservazione');
});

/** The demo is two months old, and nobody in it is due: the list is answered here. */
async function answerWithDue(page: Page, householdId: string, isInNetwork: boolean): Promise<void> {
  const households = [
    { householdId, displayName: 'Zanchinelli Ottavia', lastOn: '2024-01-14', cents: 1250, washes: 3 },
  ];
  const rules = { householdMonths: 24, accessLogMonths: 12 };
  const value = { rules, isInNetwork, dueHouseholds: 1, households, dueAccesses: 0 };
  await page.route('**/api/command', (route) =>
    route.request().postData()?.includes('"retention.view"') === true
      ? route.fulfill({ json: { ok: true, value } })
      : route.continue(),
  );
}

test('none of the households that are due is marked until somebody marks it', async ({ page, host }) => {
  await openCounter(page, host);
  const { householdId } = await aHousehold(page, { displayName: 'Zanchinelli Ottavia' });
  await answerWithDue(page, householdId, false);
  await logInAs(page, ADMIN);
  await openPart(page, '0');
  const erase = page.getByRole('button', { name: /Cancella i selezionati/ });
  await expect(erase).toContainText('(0)');
  await expect(erase).toBeDisabled();
  await expectNoFaults(page);
  await page.keyboard.press('Enter');
  await expect(erase).toContainText('(1)');
  await expect(erase).toBeEnabled();
});

test('in a network the list of quiet households erases nobody and opens their pages', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { householdId } = await aHousehold(page, { displayName: 'Zanchinelli Ottavia' });
  await answerWithDue(page, householdId, true);
  await logInAs(page, ADMIN);
  await openPart(page, '0');
  await expect(page.getByText('In rete i nuclei si cancellano uno per uno')).toBeVisible();
  await expect(page.getByRole('button', { name: /Cancella i selezionati/ })).toHaveCount(0);
  await expectNoFaults(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchinelli Ottavia' })).toBeVisible();
});
