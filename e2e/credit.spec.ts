import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { v7 } from 'uuid';
import { test } from './host.ts';
import { aHousehold, logInToMenu, OFFICE, openCounter, sendOk } from './till-steps.ts';
import { press, typing } from './walk-steps.ts';

async function openHousehold(page: Page, householdId: string, name: string): Promise<void> {
  await logInToMenu(page, OFFICE);
  await page.evaluate((id) => {
    window.location.hash = `#/households/${id}`;
  }, householdId);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Nothing is proposed before the first top-up of a counter: what pays for it is chosen. */
async function chooseProgramme(page: Page): Promise<void> {
  await page.getByRole('button', { name: /\bProgramma\b/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
}

/** Opens the cards and top-ups from wherever the office is, by the printed key. */
async function goToCredit(page: Page, part: string): Promise<void> {
  await page.keyboard.press('Shift+F3');
  await expect(page.getByRole('navigation', { name: 'Tessere e ricariche' })).toBeVisible();
  await page.keyboard.press(part);
}

test('a baby card is issued, printed as a file and handed over by the keyboard', async ({ page, host }) => {
  await openCounter(page, host);
  const { householdId, displayName } = await aHousehold(page, { displayName: 'Zanchini Ottavia', size: 3 });
  await openHousehold(page, householdId, displayName);
  await page.keyboard.press('F6');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: /Per che cosa/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: /Per che cosa/ })).toContainText('bambini');
  await page.keyboard.press('F9');
  await expect(page.locator('.household-card-number')).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Shift+F8')]);
  expect(file.suggestedFilename()).toBe('tessere-formato-carta-1.pdf');
  await expect(dialog).toContainText('aprilo e stampalo');
  await page.keyboard.press('Escape');
  await expect(page.locator('main')).toContainText('solo prodotti per bambini · da consegnare');

  await page.keyboard.press('F7');
  await expect(dialog).toContainText('solo prodotti per bambini');
  await page.keyboard.press('F9');
  await expect(dialog).toBeHidden();
  await expect(page.locator('main')).toContainText('solo prodotti per bambini · consegnata il');
});

test('12,50 euro are topped up, seen on the page and in the movements, and taken back', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { householdId, displayName } = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  await openHousehold(page, householdId, displayName);
  await page.keyboard.press('Shift+F6');
  const amount = page.getByLabel('Importo in euro');
  await expect(amount).toBeFocused();
  await page.keyboard.type('0', typing);
  await expect(page.getByRole('dialog')).toContainText('Scrivi un importo maggiore di zero');
  await amount.fill('10000000');
  await expect(page.getByRole('dialog')).toContainText('al massimo di 500,00');
  await amount.fill('12,50');
  await chooseProgramme(page);
  await amount.focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('Enter');
  await expect(page.getByText('Ricaricati 12,50')).toBeVisible();
  const credit = page.locator('.credit-figures');
  await expect(credit).toContainText('12,50 €');
  await page.getByRole('tab', { name: 'Movimenti' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Ricarica' })).toContainText('+12,50 €');
  await page.getByRole('tab').first().click();

  await page.keyboard.press('Shift+F9');
  await expect(page.getByRole('dialog')).toContainText('12,50');
  await page.keyboard.press('F9');
  await expect(page.getByText('Ricarica di 12,50')).toBeVisible();
  await expect(credit).toContainText('0,00 €');
});

test('twenty households and more are topped up at once, and each has its credit', async ({ page, host }) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  await goToCredit(page, 'Alt+2');
  await page.getByLabel('A ogni nucleo (in euro)').fill('10');
  await chooseProgramme(page);
  await page.keyboard.press('F9');
  const give = page.getByRole('button', { name: /Ricarica \d+ nuclei/ });
  await expect(give).toBeVisible();
  const count = Number(/Ricarica (\d+) nuclei/.exec(await give.innerText())?.[1]);
  expect(count).toBeGreaterThanOrEqual(20);
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: new RegExp(`Ricarica ${count - 1} nuclei`) })).toBeVisible();
  // What was written is there until it is given, and is not lost to the key of another part.
  const question = page.getByRole('dialog', { name: 'Lasciare senza salvare?' });
  await press(page, 'Alt+3');
  await expect(question).toBeVisible();
  await press(page, 'Escape');
  await expect(question).toBeHidden();
  await page.keyboard.press('F9');
  await expect(page.getByText(`Fatto: ${count - 1} nuclei hanno ricevuto`)).toBeVisible();
  await press(page, 'Alt+1');
  await expect(page.getByRole('heading', { level: 1, name: 'Tessere da consegnare' })).toBeVisible();
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('row').nth(1)).toContainText('fatta');
  const batches = await sendOk<{ givenHouseholds: number; givenAmount: number; state: string }[]>(
    page,
    'credit.batches',
  );
  expect(batches[0]).toMatchObject({
    givenHouseholds: count - 1,
    givenAmount: 1000 * (count - 1),
    state: 'done',
  });
});

test('a batch that was interrupted and given up is opened again, and the rest is given once', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  const { programmes } = await sendOk<{ programmes: { programmeId: string }[] }>(page, 'credit.choices');
  const what = {
    purse: 'cents',
    programmeId: programmes[0]?.programmeId,
    rule: { kind: 'fixed', amount: 1000 },
  };
  const filter = { siteId: null, schemeId: null, leastSize: 1, mostSize: 30, hasChildren: false };
  const { lines } = await sendOk<{ lines: { householdId: string }[] }>(page, 'credit.previewBatch', {
    filter: { ...filter, isEntitled: true },
    addedIds: [],
    ...what,
  });
  const batchId = v7();
  await sendOk(page, 'credit.startBatch', {
    batchId,
    householdIds: lines.map(({ householdId }) => householdId),
    totalAmount: 1000 * lines.length,
    reason: 'periodic',
    ...what,
  });
  // Some are given, and then the power goes.
  await sendOk(page, 'credit.continueBatch', { batchId });
  await goToCredit(page, 'Alt+3');
  const row = page.getByRole('row').nth(1);
  await expect(row).toContainText(`interrotta: 20 di ${lines.length}`);
  await page.keyboard.press('Shift+F7');
  await expect(row).toContainText(`chiusa a 20 di ${lines.length}`);

  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^Ricarica del/ })).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toContainText('da ricaricare');
  await page.keyboard.press('F9');
  await expect(page.getByText(`Fatto: ${lines.length} nuclei hanno ricevuto`)).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toContainText('ricaricato');
  await page.keyboard.press('Escape');
  await expect(row).toContainText('fatta');
});

test('the most that a top-up may give is changed, said to be saved, and what paid last is proposed', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { householdId, displayName } = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  await openHousehold(page, householdId, displayName);
  await goToCredit(page, 'Alt+4');
  await page.getByLabel('Massimo in euro').fill('400');
  await page.keyboard.press('F9');
  await expect(page.getByText('Salvato')).toBeVisible();

  // The part is opened before there is anything to propose, and again afterwards.
  await page.keyboard.press('Alt+2');
  const programme = page.getByRole('button', { name: /\bProgramma\b/ });
  await expect(programme).toContainText('Scegli');
  const { programmes } = await sendOk<{ programmes: { programmeId: string; name: { it: string } }[] }>(
    page,
    'credit.choices',
  );
  await page.keyboard.press('Alt+3');
  await sendOk(page, 'credit.topUp', {
    operationId: v7(),
    householdId,
    programmeId: programmes[0]?.programmeId,
    purse: 'cents',
    amount: 100,
    reason: 'first-need',
  });
  await page.keyboard.press('Alt+2');
  await expect(programme).toContainText(programmes[0]?.name.it ?? '?');
});

for (const language of ['it', 'en'] as const) {
  test(`the screens of cards and credit have nothing for axe to find (${language})`, async ({
    page,
    host,
  }) => {
    test.slow(); // six screens, each read whole
    await openCounter(page, host, language);
    const { householdId, displayName } = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
    await openHousehold(page, householdId, displayName);
    const check = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await check();
    for (const key of ['F7', 'Shift+F6', 'Shift+F5']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await check();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.keyboard.press('Shift+F3');
    await expect(page.getByRole('grid')).toBeVisible();
    await check();
    for (const key of ['Alt+2', 'Alt+3', 'Alt+4']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await check();
    }
  });
}
