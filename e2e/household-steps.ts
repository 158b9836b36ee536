import { expect, type Page } from '@playwright/test';

/** Registers a household from its search screen and ends on its page. The keyboard alone. */
export async function registerByKeyboard(page: Page, name: string, size: string): Promise<void> {
  const [surname = '', givenName = ''] = name.split(' ');
  await page.keyboard.press('F6');
  await expect(page.getByLabel('Cognome')).toBeFocused();
  await page.keyboard.type(surname, { delay: 150 });
  await page.keyboard.press('Tab');
  await page.keyboard.type(givenName, { delay: 150 });
  for (let field = 0; field < 4; field++) await page.keyboard.press('Tab');
  await expect(page.getByLabel('Quanti componenti')).toBeFocused();
  await page.keyboard.type(size);
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Gives the household on the screen a card, and reads its number while it is shown. */
export async function issueCard(page: Page): Promise<string> {
  await page.keyboard.press('F6');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('F9');
  const number = await page.locator('.household-card-number').innerText();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  return number.replaceAll(' ', '');
}
