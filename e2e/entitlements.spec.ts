import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './host.ts';
import { logInToMenu, OFFICE, openCounter } from './till-steps.ts';

async function goToHouseholds(page: Page): Promise<void> {
  await logInToMenu(page, OFFICE);
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
}

async function goToExpiring(page: Page): Promise<void> {
  await goToHouseholds(page);
  await page.keyboard.press('F8');
  await expect(page.getByRole('heading', { level: 1, name: 'Abilitazioni in scadenza' })).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeFocused();
}

/** How many households the list says that it has. */
async function countOf(page: Page): Promise<number> {
  return Number.parseInt(await page.getByText(/^\d+ nucle[oi]\./).innerText(), 10);
}

test('a right that is about to end is renewed from the list by keyboard, and leaves it', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToExpiring(page);
  const before = await countOf(page);
  const name = await page.getByRole('row').nth(1).getByRole('rowheader').innerText();

  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Rinnova ${name}` });
  await expect(dialog.getByRole('button', { name: /Rinnova/ })).toBeEnabled();
  await page.keyboard.press('F9');
  await expect(page.getByText(`${name}: abilitazione registrata`)).toBeVisible();
  await expect(page.getByRole('row', { name })).toHaveCount(0);
  expect(await countOf(page)).toBe(before - 1);
});

test('days that another right has are given only with a reason', async ({ page, host }) => {
  await openCounter(page, host);
  await goToExpiring(page);
  await page.keyboard.press('F8');
  const startsOn = page.getByLabel('Dal', { exact: true });
  await startsOn.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('01/11/2026', { delay: 150 });
  await page.keyboard.press('F9');
  await expect(page.getByText('Questi giorni sono già coperti')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Salva lo stesso' })).toBeDisabled();
  // The reason is asked for where the keyboard is already.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await expect(page.getByText('abilitazione registrata')).toBeVisible();
});

test('ISEE is noted and a right is suspended with a reason, which its office reads again', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToExpiring(page);
  await page.keyboard.press('F6');
  await expect(page.getByRole('heading', { level: 1, name: /^Abilitazioni e ISEE/ })).toBeVisible();
  await page.keyboard.press('F6');
  await expect(page.getByLabel('Valore in euro')).toBeFocused();
  await page.keyboard.type('5200,50', { delay: 150 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await expect(page.locator('.entitlements__means')).toContainText('Fascia 2 (5.200,50 €), valido fino al');

  await page.keyboard.press('Shift+F9');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await expect(page.getByText('sospesa: Mancano documenti')).toBeVisible();
  await page.keyboard.press('Shift+F9');
  await expect(page.getByText('Abilitazione ripresa.')).toBeVisible();
});

test('a scheme is made from one of the real ones, and its example is read while it is changed', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await page.keyboard.press('F7');
  await page.keyboard.press('F6');
  await expect(page.getByRole('heading', { level: 1, name: 'Nuovo regolamento' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Rag', { delay: 150 });
  await page.keyboard.press('Enter');
  const example = page.locator('.allowance');
  await expect(example).toContainText('Un nucleo di 4 con un bambino di 6 mesi riceve 220 punti dal');

  const baby = page.getByRole('checkbox', { name: /prima infanzia/ });
  await baby.focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Punti per ogni bambino').focus();
  await page.keyboard.type('40', { delay: 150 });
  await page.getByLabel('Fino a meno di quanti mesi').focus();
  await page.keyboard.type('36', { delay: 150 });
  await expect(example).toContainText('riceve 220 punti e 40 punti bimbi dal');

  await page.keyboard.press('F9');
  await expect(page.getByRole('row', { name: /Ragusa/ })).toBeVisible();
});

test('a running right gets another scheme from the next month on, and reads what changes before', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await page.keyboard.press('F7');
  await page.keyboard.press('F6');
  await expect(page.getByRole('heading', { level: 1, name: 'Nuovo regolamento' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Rag', { delay: 150 });
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await expect(page.getByRole('row', { name: /Ragusa/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('F8');
  await expect(page.getByRole('row').nth(1)).toBeFocused();
  await page.keyboard.press('F6');
  await expect(page.locator('.entitlements__means')).toBeVisible();

  await page.keyboard.press('F7');
  const dialog = page.getByRole('dialog', { name: /^Cambia il regolamento di/ });
  await expect(dialog.getByRole('button', { name: /Cambia regolamento/ })).toBeDisabled();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/vale fino al/)).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.getByText(/Ragusa.* dal .* al /).first()).toBeVisible();
  const rights = page.getByRole('grid', { name: 'Abilitazioni' }).getByRole('row');
  await expect(rights.nth(1)).toContainText('Ragusa');
  await expect(rights.nth(1)).toContainText('non ancora iniziata');
  await expect(rights.nth(2)).toContainText('attiva');
});

for (const language of ['it', 'en'] as const) {
  test(`the screens of entitlements and schemes have nothing for axe to find (${language})`, async ({
    page,
    host,
  }) => {
    test.slow(); // eight screens, each read whole
    await openCounter(page, host, language);
    await goToHouseholds(page);
    const look = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }))).toEqual([]);
    };
    await page.keyboard.press('F8');
    await expect(page.getByRole('row').nth(1)).toBeFocused();
    await look();
    await page.keyboard.press('F8');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F6');
    await expect(page.locator('.entitlements__means')).toBeVisible();
    await look();
    for (const key of ['F5', 'F6', 'F7', 'Shift+F9']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await look();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.keyboard.press('Escape');
    await expect(page.locator('.household-summary')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox')).toBeVisible();
    await page.keyboard.press('F7');
    await expect(page.getByRole('row').nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('.scheme-versions')).toBeVisible();
    await page.keyboard.press('F6');
    await page.keyboard.press('F7');
    await look();
  });
}
