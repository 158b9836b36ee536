import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { scan, test } from './host.ts';
import { issueCard, registerByKeyboard } from './household-steps.ts';

test.use({ hostArgs: ['--empty'] });

const PIN = '2468';
const PASTA = '8000003028713';
/** Slower than any scanner: at the counter what is typed must not be taken for a scan. */
const byHand = { delay: 150 };

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

async function openWizard(page: Page, url: string, language: 'it' | 'en'): Promise<void> {
  await page.addInitScript((chosen) => localStorage.setItem('bancone.language', chosen), language);
  await page.goto(url);
  await expect(
    title(page, language === 'it' ? 'Prepara questa postazione' : 'Set up this counter'),
  ).toBeVisible();
}

/** The step of the names, from its first field; the short name is the one proposed. */
async function typeNames(page: Page): Promise<void> {
  for (const name of ['Nuovi Cantieri', 'Caritas diocesana', 'Emporio di via Roma']) {
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Cassa 1');
}

async function typePins(page: Page, first: string, second: string): Promise<void> {
  await page.keyboard.press('Tab');
  await page.keyboard.type(first);
  await page.keyboard.press('Tab');
  await page.keyboard.type(second);
}

/** The code on the screen, which is hidden while it is typed back. */
async function writeCodeDown(page: Page): Promise<string> {
  const code = await page.locator('.recovery-sheet__code').innerText();
  expect(code).toMatch(/^(\w{4} ){6}\w{4}$/);
  await page.keyboard.press('Enter');
  await expect(page.locator('.recovery-sheet__code')).toBeHidden();
  return code;
}

/** The same code with its last character changed, as a tired hand does. */
const slipOf = (code: string): string => `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`;

async function finishWizard(page: Page): Promise<void> {
  await expect(title(page, 'Prepara questa postazione')).toBeVisible();
  await page.keyboard.press('Enter');
  await typeNames(page);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Anna Rossi');
  await typePins(page, PIN, PIN);
  await page.keyboard.press('Enter');
  const code = await writeCodeDown(page);
  await page.keyboard.type(slipOf(code));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Il codice non è scritto come sul foglio')).toBeVisible();
  await expect(page.getByRole('button', { name: /Avanti/ })).toBeHidden();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(code.toLowerCase().replaceAll(' ', ''));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Il codice è giusto')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(title(page, 'Stampante degli scontrini')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(title(page, 'Controlla e inizia')).toBeVisible();
  await expect(page.locator('.setup__summary')).toContainText('Emporio di via Roma (EMPO)');
  await page.keyboard.press('F9');
}

/** Registers a household with a card and points, by keys alone, and gives the number of the card. */
async function registerHousehold(page: Page): Promise<string> {
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
  await registerByKeyboard(page, 'Zani Ada', '3');
  const card = await issueCard(page);
  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog')).toContainText(/riceve \d+ punti/);
  await page.keyboard.press('F9');
  await expect(page.getByText('abilitazione registrata')).toBeVisible();
  return card;
}

async function addProduct(page: Page): Promise<void> {
  await page.keyboard.press('F4');
  await expect(title(page, 'Prodotti')).toBeVisible();
  await page.keyboard.press('F6');
  await expect(page.getByRole('dialog').getByLabel('Nome')).toBeFocused();
  await page.keyboard.type('Fusilli', byHand);
  await page.keyboard.press('Tab');
  await page.keyboard.type('past', byHand);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASTA, byHand);
  await page.keyboard.press('F9');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText(/Fusilli/)).toBeVisible();
}

test('an empty folder becomes a counter and sells, by keys alone', async ({ page, host }) => {
  test.slow(); // the whole first morning of a counter, with what is typed at a hand's pace
  await openWizard(page, host.url, 'it');
  await finishWizard(page);

  await expect(page.getByRole('option', { name: /Anna Rossi/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await expect(page.locator('.frame__menu')).toBeVisible();
  await expect(page.getByText('DEMO')).toBeHidden();

  const card = await registerHousehold(page);
  await addProduct(page);
  await page.keyboard.press('F1');
  await expect(page.locator('.till-message')).toBeVisible();
  await scan(page, card);
  await expect(page.locator('.customer')).toContainText('Zani Ada');
  await scan(page, PASTA);
  await expect(page.locator('.till-message')).toContainText('Fusilli');
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible();
  await expect(page.locator('.receipt-paper')).toContainText('Emporio di via Roma');
  await expect(page.locator('.receipt-paper')).not.toContainText('DEMO');
  await page.keyboard.press('F2');
  await expect(page.getByRole('row', { selected: true })).toContainText('Zani Ada');
});

test('a reload in the middle of the wizard keeps the names and asks PIN and code again', async ({
  page,
  host,
}) => {
  await openWizard(page, host.url, 'it');
  await page.keyboard.press('Enter');
  await typeNames(page);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Anna Rossi');
  await typePins(page, PIN, PIN);
  await page.reload();
  await expect(title(page, 'Prepara questa postazione')).toBeVisible();
  await page.keyboard.press('Enter');
  const names = await page
    .getByRole('textbox')
    .evaluateAll((fields) => fields.map((field) => (field instanceof HTMLInputElement ? field.value : '')));
  expect(names).toEqual(['Nuovi Cantieri', 'Caritas diocesana', 'Emporio di via Roma', 'EMPO', 'Cassa 1']);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Nome e cognome')).toHaveValue('Anna Rossi');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Scrivi due volte lo stesso PIN')).toBeVisible();
});

for (const language of ['it', 'en'] as const) {
  test(`the steps of the wizard have nothing for axe to find (${language})`, async ({ page, host }) => {
    test.slow(); // ten screens, each read whole
    const step = (number: number) =>
      expect(
        page.getByText(language === 'it' ? `Passo ${number} di 6` : `Step ${number} of 6`),
      ).toBeVisible();
    await openWizard(page, host.url, language);
    await expectNoViolations(page);
    await page.keyboard.press('F8');
    await expect(page.getByRole('textbox')).toBeFocused();
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await step(2);
    await page.keyboard.press('Enter');
    await expect(page.locator('.field__problem').first()).toBeVisible();
    await expectNoViolations(page);
    await typeNames(page);
    await page.keyboard.press('Enter');
    await step(3);
    await page.keyboard.type('Anna Rossi');
    await typePins(page, PIN, '1357');
    await expectNoViolations(page);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(PIN);
    await page.keyboard.press('Enter');
    await step(4);
    await expect(page.locator('.recovery-sheet__code')).toBeVisible();
    await expectNoViolations(page);
    const code = await writeCodeDown(page);
    await page.keyboard.type(slipOf(code));
    await page.keyboard.press('Enter');
    await expect(page.locator('.notice')).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await expect(page.locator('.notice--ok')).toBeVisible();
    await page.keyboard.press('Enter');
    await step(5);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(page.getByRole('textbox').first()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('.field__problem').first()).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await step(6);
    await expectNoViolations(page);
  });
}
