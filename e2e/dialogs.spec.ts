import { expect, type Page } from '@playwright/test';
import { type Host, test } from './host.ts';
import { holdAnswers, refuseWith } from './network-answers.ts';
import { aHousehold, logInAs, logInToMenu, OFFICE, openCounter, openPart } from './till-steps.ts';
import { goTo } from './walk-steps.ts';

async function openHousehold(page: Page, host: Host): Promise<void> {
  await openCounter(page, host);
  const { householdId } = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  await logInToMenu(page, 'Giorgio');
  await goTo(page, `/households/${householdId}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' })).toBeVisible();
}

test('what is under way is not left by Esc, and why it was refused is still said', async ({ page, host }) => {
  await openHousehold(page, host);
  await page.keyboard.press('Shift+F5');
  await page.getByLabel('Quanto').fill('5');
  await refuseWith(page, 'credit.adjust', { type: 'HubUnreachable' });
  const answer = await holdAnswers(page, 'credit.adjust');
  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Un momento');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  answer();
  await expect(dialog.locator('.notice--problem')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await expect(dialog).toBeHidden();
});

test('an erasure that is under way is not left by Esc as if it had been called off', async ({
  page,
  host,
}) => {
  await openHousehold(page, host);
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('button', { name: 'Maiusc+F2' })).toBeVisible();
  await page.keyboard.press('Shift+F2');
  await expect(page.getByLabel('Per conferma')).toBeFocused();
  await page.keyboard.type('zanchini', { delay: 160 });
  const answer = await holdAnswers(page, 'erasure.erase');
  await page.keyboard.press('F9');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(500);
  await expect(page.getByRole('dialog')).toBeVisible();
  answer();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a new PIN is typed without looking for its field', async ({ page, host }) => {
  await openCounter(page, host);
  await logInAs(page, 'Giorgio');
  await openPart(page, '1');
  await page.getByRole('row').nth(1).focus();
  await page.keyboard.press('F7');
  await expect(page.getByRole('textbox', { name: 'PIN nuovo' })).toBeFocused();
});

test('Esc asks before what was typed in a dialog is lost, and goes on where it was', async ({
  page,
  host,
}) => {
  await openHousehold(page, host);
  const dialog = page.getByRole('dialog', { name: 'Scrivi una nota' });
  await page.keyboard.press('Alt+2');
  await page.getByRole('button', { name: 'Scrivi una nota' }).waitFor();
  await page.keyboard.press('F9');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('F9');
  await expect(page.getByRole('textbox', { name: 'Nota' })).toBeFocused();
  await page.keyboard.type('Torna giovedì', { delay: 160 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Lasciare senza salvare?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: 'Nota' })).toBeFocused();
  await page.keyboard.type('!', { delay: 160 });
  await expect(page.getByRole('textbox', { name: 'Nota' })).toHaveValue('Torna giovedì!');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await expect(dialog).toBeHidden();
});

test('a household that is being typed is not lost to a key of the menu', async ({ page, host }) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  await goTo(page, '/households/new');
  await expect(page.getByLabel('Cognome')).toBeFocused();
  await page.keyboard.type('Zanchini', { delay: 160 });
  const question = page.getByRole('dialog', { name: 'Lasciare senza salvare?' });
  for (const key of ['F1', 'Escape']) {
    await page.keyboard.press(key);
    await expect(question).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(page.getByLabel('Cognome')).toHaveValue('Zanchini');
  }
  await page.getByLabel('Quanti componenti').fill('2');
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchini' })).toBeVisible();
  await page.keyboard.press('F1');
  await expect(page.locator('.till__keys')).toBeVisible();
  await goTo(page, '/households/new');
  await expect(page.getByLabel('Cognome')).toBeFocused();
  await page.keyboard.type('Zanchi', { delay: 160 });
  await page.keyboard.press('F1');
  await page.keyboard.press('Delete');
  await expect(page.locator('.till__keys')).toBeVisible();
});
