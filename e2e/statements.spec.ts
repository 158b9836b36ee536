import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { scan, test } from './host.ts';
import { aTillAndHousehold, goods, logInToMenu, OFFICE, send } from './till-steps.ts';

/** Presses a key that hands over a file, and fingerprints the file. */
async function printBy(page: Page, key: string): Promise<{ name: string; fingerprint: string }> {
  const handedOver = page.waitForEvent('download');
  await page.keyboard.press(key);
  const file = await handedOver;
  const bytes = await readFile(await file.path());
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  return {
    name: file.suggestedFilename(),
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
  };
}

test('the office reads a month, prints it and prints it once more: the same paper', async ({
  page,
  host,
}) => {
  const household = await aTillAndHousehold(page, host);
  for (const code of [household.cardNumber, goods.pasta.code]) await scan(page, code);
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible();
  await send(page, 'session.logOut');

  await logInToMenu(page, OFFICE);
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
  await scan(page, household.cardNumber);
  await expect(page.getByRole('heading', { level: 1, name: household.displayName })).toBeVisible();
  await page.keyboard.press('Shift+F8');
  await expect(page.locator('.statement__figures')).toContainText(/Saldo finale\s*117/);
  await expect(page.getByRole('grid', { name: 'Movimenti' })).toContainText('Dotazione');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  await page.keyboard.press('F9');
  await expect(page.getByRole('dialog')).toBeVisible();
  const first = await printBy(page, 'F9');
  expect(first.name).toMatch(/^estratto-conto-[0-9A-F]{8}-dal-/);
  await expect(page.getByText("L'estratto conto è pronto da stampare")).toBeVisible();

  await page.getByRole('tab', { name: 'Già stampati' }).click();
  await expect(page.getByRole('grid', { name: 'Già stampati' })).toContainText('Marta Donati');
  const again = await printBy(page, 'F8');
  expect(again).toEqual(first);
});
