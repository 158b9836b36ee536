import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { scan, test } from './host.ts';
import { issueCard, registerByKeyboard } from './household-steps.ts';
import { aHousehold, goToTill, logInToMenu, OFFICE, openCounter, send } from './till-steps.ts';

async function goToHouseholds(page: Page, firstName = OFFICE): Promise<void> {
  await logInToMenu(page, firstName);
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
}

test('a household is registered, given a card and a right by the keyboard, and shops', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await registerByKeyboard(page, 'Zanchini Ottavia', '4');
  await expect(page.getByText('Non ancora abilitato')).toBeVisible();
  const cardNumber = await issueCard(page);
  expect(cardNumber).toMatch(/^BC\w{9}$/);
  // From now on only the last characters are shown.
  await expect(page.locator('main')).toContainText(`********${cardNumber.slice(-3)}`);
  await expect(page.locator('body')).not.toContainText(cardNumber);

  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog')).toContainText('riceve 240 punti');
  await page.keyboard.press('F9');
  await expect(page.getByText('abilitazione registrata')).toBeVisible();
  await expect(page.locator('.figure')).toHaveText('240 punti');

  await send(page, 'session.logOut');
  await goToTill(page);
  await scan(page, cardNumber);
  await expect(page.locator('.customer')).toContainText('Zanchini Ottavia');
  await expect(page.locator('.figures')).toContainText('240');
});

test('a lost card is blocked by its reason’s key and replaced, and a scan opens the household', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await registerByKeyboard(page, 'Zanchini Ottavia', '2');
  const lost = await issueCard(page);
  await page.keyboard.press('F7');
  await expect(page.getByText('Perché la blocchi?')).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByText('bloccata: smarrita')).toBeVisible();

  await page.keyboard.press('F7');
  await page.keyboard.press('F6');
  const replacement = (await page.locator('.household-card-number').innerText()).replaceAll(' ', '');
  await page.keyboard.press('Escape');
  await expect(page.getByText(`sostituita da ********${replacement.slice(-3)}`)).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  for (const card of [replacement, lost]) {
    await scan(page, card);
    await expect(page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox')).toBeFocused();
  }
});

test('a cashier sees the least of a household and can block its card', async ({ page, host }) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await registerByKeyboard(page, 'Zanchini Ottavia', '2');
  const card = await issueCard(page);
  await send(page, 'session.logOut');
  await goToHouseholds(page, 'Lucia');
  await scan(page, card);
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' })).toBeVisible();
  await expect(page.getByRole('tab')).toHaveCount(0);
  await expect(page.locator('main')).not.toContainText('Lingua');
  await page.keyboard.press('F7');
  await page.keyboard.press('2');
  await expect(page.getByText('bloccata: rubata')).toBeVisible();
});

for (const language of ['it', 'en'] as const) {
  test(`the screens of households and schemes have nothing for axe to find (${language})`, async ({
    page,
    host,
  }) => {
    test.slow(); // five screens, each read whole
    await openCounter(page, host, language);
    await goToHouseholds(page);
    const check = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await check();
    await page.keyboard.press('F7');
    await expect(page.getByRole('grid')).toBeVisible();
    await check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F6');
    await expect(page.getByRole('textbox').first()).toBeFocused();
    await check();
    await page.keyboard.type('Zanchini Ottavia', { delay: 150 }); // at a machine's pace it is a scan
    for (let field = 0; field < 5; field++) await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('F9');
    await expect(page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' })).toBeVisible();
    await check();
    await page.keyboard.press('F8');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check();
  });
}

test('a page that is longer than the screen is read to its end by the keyboard', async ({ page, host }) => {
  await openCounter(page, host);
  const { householdId } = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  await logInToMenu(page, OFFICE);
  await page.evaluate((id) => {
    window.location.hash = `#/households/${id}`;
  }, householdId);
  const last = page.getByRole('heading', { name: 'Limiti del mese' });
  await expect(last).not.toBeInViewport();
  await page.keyboard.press('PageDown');
  await expect(last).toBeInViewport();
  await page.keyboard.press('PageUp');
  await expect(last).not.toBeInViewport();
});
