import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { scan, test } from './host.ts';
import { holdAnswers } from './network-answers.ts';
import { goToTill, logInToMenu, OFFICE, openCounter, send } from './till-steps.ts';

async function goToHouseholds(page: Page): Promise<void> {
  await logInToMenu(page, OFFICE);
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
}

/** At a hand's pace: a machine's is a scan's, and what a scan types is taken out of its field again. */
const type = (page: Page, text: string) => page.keyboard.type(text, { delay: 150 });

async function tab(page: Page, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press('Tab');
}

/** Surname and name of the person whose fields have the focus. */
async function typePerson(page: Page, surname: string, name: string): Promise<void> {
  await expect(page.getByLabel('Cognome').last()).toBeFocused();
  await type(page, surname);
  await tab(page);
  await type(page, name);
}

/** From the search screen to the page of a new household of people of these names. */
async function register(page: Page, surname: string, names: readonly string[]): Promise<void> {
  await page.keyboard.press('F6');
  const [holder = '', ...others] = names;
  await typePerson(page, surname, holder);
  await tab(page, 4);
  await expect(page.getByLabel('Quanti componenti')).toBeFocused();
  await type(page, String(names.length));
  for (const name of others) {
    await page.keyboard.press('F7');
    await typePerson(page, surname, name);
  }
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name: `${surname} ${holder}` })).toBeVisible();
}

/** The tabs of a household's page are reached and walked by keys. */
async function openRegister(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Riepilogo' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Componenti e contatti' })).toBeFocused();
  await expect(page.getByText('Aggiungi un componente')).toBeVisible();
}

test('a household of three is registered by keyboard, and its duplicate is found while it is typed', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await register(page, 'Zanchinelli', ['Ottavia', 'Lia', 'Teo']);
  await expect(page.locator('.household-facts', { hasText: 'Delegati' })).toContainText('Componenti3');
  await openRegister(page);
  await expect(page.getByRole('grid')).toContainText('Zanchinelli Lia');
  await expect(page.getByRole('grid')).toContainText('Zanchinelli Teo');

  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('F6');
  await typePerson(page, 'Zanchineli', 'Otavia');
  await expect(page.getByRole('alert')).toContainText('Zanchinelli Ottavia');
  await expect(page.getByRole('alert')).toContainText('nome quasi uguale');
});

test('a codice fiscale that is somebody else’s is a warning, a wrong one is refused', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await goToHouseholds(page);
  await page.keyboard.press('F6');
  await typePerson(page, 'Zanchinelli', 'Ottavia');
  await tab(page, 3);
  await page.keyboard.type('rssmra80a01h501x', { delay: 150 });
  await tab(page);
  await type(page, '1');
  await page.keyboard.press('F9');
  await expect(page.getByText("C'è un carattere sbagliato")).toBeVisible();
  await page.getByLabel('Codice fiscale').focus();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('u');
  await expect(page.getByRole('alert')).toContainText("Nel codice c'è un altro cognome");
  await expect(page.getByText('luogo di nascita Roma (RM)')).toBeVisible();
  await expect(page.getByLabel('Data di nascita')).toHaveValue('01/01/1980');
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchinelli Ottavia' })).toBeVisible();
});

test('two records of one household are merged, shown as one, and taken apart again', async ({
  page,
  host,
}) => {
  test.slow(); // two households, a merge, its undoing, and axe on the way
  await openCounter(page, host);
  await goToHouseholds(page);
  await register(page, 'Zanchinelli', ['Ottavia', 'Lia']);
  await page.keyboard.press('F6');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('F9');
  const number = (await page.locator('.household-card-number').innerText()).replaceAll(' ', '');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  await register(page, 'Zanchineli', ['Otavia']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  await scan(page, number);
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchinelli Ottavia' })).toBeVisible();

  await openRegister(page);
  await page.keyboard.press('Shift+F5');
  await expect(page.getByRole('dialog')).toContainText('Forse è uno di questi');
  await expect(page.getByRole('row', { name: 'Zanchineli Otavia' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Unisci Zanchinelli Ottavia a Zanchineli Otavia');
  // Where React Aria says aloud which row is in focus: it names one that has gone, for a moment.
  const axe = new AxeBuilder({ page }).exclude('[data-live-announcer]');
  expect((await axe.analyze()).violations).toEqual([]);
  // F9 right after another size: nothing is merged by the figures of before.
  const preview = await holdAnswers(page, 'merges.preview');
  await expect(page.getByLabel(/Quanti componenti in tutto/)).toBeFocused();
  await page.keyboard.press('Control+A');
  await type(page, '4');
  await page.keyboard.press('F9');
  await page.waitForTimeout(300);
  preview();
  await expect(page.getByRole('button', { name: 'F9 Unisci' })).toBeEnabled();
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchineli Otavia' })).toBeVisible();
  await expect(page.locator('.household-facts', { hasText: 'Delegati' })).toContainText('Componenti4');

  // Whoever scans the card of the one is shown the other.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  await scan(page, number);
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchineli Otavia' })).toBeVisible();
  await openRegister(page);
  await page.keyboard.press('Shift+F6');
  await expect(page.getByText('Unione con Zanchinelli Ottavia annullata.')).toBeVisible();

  await send(page, 'session.logOut');
  await goToTill(page);
  await scan(page, number);
  await expect(page.locator('.customer')).toContainText('Zanchinelli Ottavia');
});

for (const language of ['it', 'en'] as const) {
  test(`the register’s screens have nothing for axe to find (${language})`, async ({ page, host }) => {
    test.slow(); // six screens, each read whole
    await openCounter(page, host, language);
    await goToHouseholds(page);
    const check = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.keyboard.press('F6');
    await type(page, 'Zanchinelli');
    await tab(page, 5);
    await type(page, '1');
    await page.keyboard.press('F7');
    await type(page, 'Zanchinelli');
    await check();
    await page.keyboard.press('Shift+F7');
    await page.keyboard.press('F9');
    await expect(page.getByRole('heading', { level: 1, name: 'Zanchinelli' })).toBeVisible();
    await page.getByRole('tab').first().focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('row')).toHaveCount(2);
    await check();
    for (const key of ['F6', 'F5', 'F9', 'Shift+F5']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await check();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  });
}
