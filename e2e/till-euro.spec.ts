import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { scan, test } from './host.ts';
import { aHouseholdWithCredit } from './purse-steps.ts';
import { goods, goToTill, lines, openCounter, said } from './till-steps.ts';

const expectNoViolations = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
};

test('points and prepaid euro are mixed in one sale and come back each to its purse, by keys alone', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const household = await aHouseholdWithCredit(page, 1_000);
  await goToTill(page);
  for (const code of [household.cardNumber, goods.pasta.code, goods.pesto.code, goods.oil.code]) {
    await scan(page, code);
  }
  const purses = page.locator('.purses');
  await expect(purses).toContainText(/Punti\s*120\s*19\s*101/);
  await expect(purses).toContainText(/Euro\s*10,00\s€\s*0,00\s€\s*10,00\s€/);

  // The newest line is the current one: one key, and the oil is paid in euro.
  await page.keyboard.press('/');
  await expect(said(page)).toContainText('si paga in euro');
  await expect(lines(page).nth(2)).toContainText(/6,90\s€/);
  await expect(purses).toContainText(/Punti\s*120\s*7\s*113/);
  // Pasta has no euro price: it says so and stays.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('button', { name: /Riga in euro/ })).toBeDisabled();
  await page.keyboard.press('Control+e');
  await expect(purses).toContainText(/Euro\s*10,00\s€\s*8,39\s€\s*1,61\s€/);
  await expectNoViolations(page);

  // Two pesto too many for the credit: what is missing is said, and taken back.
  await scan(page, goods.pesto.code);
  await scan(page, goods.pesto.code);
  await expect(page.getByText(/Mancano 1,37\s€ di credito in euro/)).toBeVisible();
  await page.keyboard.press('F7');
  await page.keyboard.press('F7');
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible();
  await expect(said(page)).toContainText(/3 punti e 8,39\s€/);
  const receipt = page.locator('.receipt-paper');
  await expect(receipt).toContainText(/TOTALE PUNTI\s+3/);
  await expect(receipt).toContainText(/TOTALE EURO\s+8,39 €/);
  await expect(receipt).toContainText(/Credito in euro ora\s+1,61 €/);
  await expectNoViolations(page);

  await page.keyboard.press('Enter');
  await page.keyboard.press('F2');
  await expect(page.getByRole('row', { selected: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Pagato: 3 punti \+ 8,39\s€/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^F6 Reso/ })).toBeEnabled();
  await page.keyboard.press('F6');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1', { delay: 150 });
  await expect(page.getByText(/Al nucleo: 6,90\s€/)).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.getByText(/Reso registrato: 1 pezzo, 6,90\s€ restituiti/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^F7 Annulla la spesa/ })).toBeEnabled();
  await page.keyboard.press('F7');
  await expect(page.getByText(/Al nucleo: 3 punti \+ 1,49\s€/)).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.getByText(/Spesa annullata: 2 pezzi/)).toBeVisible();
  await expectNoViolations(page);

  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await scan(page, household.cardNumber);
  await expect(purses).toContainText(/Punti\s*120\s*0\s*120/);
  await expect(purses).toContainText(/Euro\s*10,00\s€/);
});
