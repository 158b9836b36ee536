import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { scan, test } from './host.ts';
import { aHousehold, goods, goToTill, openCounter } from './till-steps.ts';

test('the receipt of a household that reads Arabic has its words from right to left', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { cardNumber } = await aHousehold(page, {
    displayName: 'Haddad Amina',
    preferredLanguage: 'ar',
  });
  await goToTill(page);
  for (const code of [cardNumber, goods.pasta.code]) await scan(page, code);
  await page.keyboard.press('F9');
  const receipt = page.locator('.receipt-paper');
  await expect(receipt).toContainText(/Residuo punti ora\s+\d+/);
  const words = receipt.locator('[dir=rtl][lang=ar]');
  await expect(words.filter({ hasText: 'النقاط المتبقية' })).toBeVisible();
  // What is read from the right stands at the right: under the figure, not under the Italian words.
  const [line, paper] = await Promise.all([
    words.filter({ hasText: 'النقاط المتبقية' }).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().right;
    }),
    words.last().evaluate((element) => element.getBoundingClientRect().right),
  ]);
  expect(Math.abs(paper - line)).toBeLessThan(2);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});
