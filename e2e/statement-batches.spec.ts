import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './host.ts';
import {
  type Answered,
  aHousehold,
  logInToMenu,
  OFFICE,
  openCounter,
  registerHousehold,
  send,
} from './till-steps.ts';

/** Codes and days are typed at the pace of a hand, and a lot of papers takes its time on a busy machine. */
test.describe.configure({ timeout: 180_000 });

const answered = <Value>(answer: Answered): Value => {
  expect(answer).toMatchObject({ ok: true });
  return answer.value as Value; // the contract says what the command answers
};

async function expectAccessible(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

/** A new household with prepaid euro, its statements open. */
async function openEuroStatements(page: Page): Promise<void> {
  const { cardNumber } = await aHousehold(page);
  await logInToMenu(page, OFFICE);
  type Found = { households: { householdId: string }[] };
  const { households } = answered<Found>(await send(page, 'households.search', { text: cardNumber }));
  const householdId = households[0]?.householdId;
  type Choices = { programmes: { programmeId: string }[] };
  const { programmes } = answered<Choices>(await send(page, 'credit.choices'));
  for (const amount of [12_345, 500]) {
    const given = await send(page, 'credit.topUp', {
      operationId: crypto.randomUUID(),
      householdId,
      programmeId: programmes[0]?.programmeId,
      purse: 'cents',
      amount,
      reason: 'periodic',
    });
    expect(given).toMatchObject({ ok: true });
  }
  await page.evaluate((id) => {
    window.location.hash = `#/households/${id}/statements`;
  }, householdId);
  await expect(page.getByRole('button', { name: /Periodo/ })).toBeFocused();
}

test('the office reads the euro of a household over any days, opens a movement and exports them, by keyboard', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await openEuroStatements(page);
  await expect(page.getByRole('button', { name: /Conto/ })).toBeVisible(); // there once the accounts are read
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('cre', { delay: 160 });
  await page.keyboard.press('Enter');
  await expect(page.locator('.statement__figures')).toContainText('128,45 €');

  // A list gives the focus back once it has closed.
  const account = page.getByRole('button', { name: /Conto/ });
  const period = page.getByRole('button', { name: /Periodo/ });
  await expect(account).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(period).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const from = page.getByLabel('Dal', { exact: true });
  await expect(from).toBeVisible();
  await expect(period).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(from).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('31/12/2099', { delay: 160 });
  await expect(page.getByRole('alert')).toContainText('viene prima del primo (31/12/2099)');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('01/01/2020', { delay: 160 });
  const rows = page.getByRole('grid', { name: 'Movimenti' });
  await expect(rows).toContainText('Ricarica');
  await expectAccessible(page);

  await page.keyboard.press('Control+f');
  await expect(page.getByLabel('Cerca nei movimenti')).toBeFocused();
  await page.keyboard.type('123,45', { delay: 160 });
  await expect(page.getByText('1 movimento', { exact: true })).toBeVisible();
  for (let step = 0; step < 4 && !(await rows.locator(':focus').count()); step++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('+123,45 €');
  await expect(page.getByRole('dialog')).toContainText('Marta Donati');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.keyboard.press('F5');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const handedOver = page.waitForEvent('download');
  await page.keyboard.press('F9');
  const file = await handedOver;
  expect(file.suggestedFilename()).toMatch(/^movimenti-[0-9A-F]{8}-dal-2020-01-01-al-.*\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  expect(text.startsWith('\uFEFFCodice interno;')).toBe(true);
  expect(text).toMatch(/;123,45;;123,45\r\n/);
  expect(text).toMatch(/;5,00;;128,45\r\n/);
});

/** Told at once, where a look each half second could come when all is over. */
const answerTo = (page: Page, command: string) =>
  page.waitForResponse((answer) => answer.request().postData()?.includes(`"command":"${command}"`) === true);

type Batch = { batchId: string; state: string; total: number; recorded: number };

test('statements of many households are counted, printed, stopped, cut by a power failure and finished', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  // So many that the lot goes on while somebody presses a key, on any machine.
  for (let number = 1; number <= 120; number++)
    await registerHousehold(page, { displayName: `Bianchi Ottavia ${number}` });
  const batches = async () => answered<Batch[]>(await send(page, 'statementBatches.list'));
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Shift+F8');
  await expect(page.getByRole('heading', { level: 1, name: 'Stampe di estratti conto' })).toBeVisible();
  await page.keyboard.press('F6');
  // The month that goes on: theirs began today.
  await expect(page.getByRole('button', { name: /Periodo/ })).toBeFocused();
  for (const key of ['Enter', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByRole('button', { name: /F9.*Stampa 1\d\d/ })).toBeEnabled();
  await expectAccessible(page);
  const begun = answerTo(page, 'statementBatches.view');
  await page.keyboard.press('F9');
  await begun;
  await expect(page.getByRole('button', { name: /Interrompi la stampa/ })).toBeVisible();
  await page.keyboard.press('F7');
  await expect(page.getByRole('alert')).toContainText('Interrotta da voi');

  await page.keyboard.press('F7');
  await expect(page.getByRole('dialog')).toContainText('Il primo foglio sarà di');
  const resumed = answerTo(page, 'statementBatches.resume');
  await page.keyboard.press('F9');
  await resumed;
  await host.kill9();
  await host.restart();
  await page.goto(host.url);
  await expect(page.getByRole('listbox')).toBeVisible();
  await logInToMenu(page, OFFICE);
  expect(await batches()).toMatchObject([{ state: 'interrupted' }]);

  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Shift+F8');
  await expect(page.getByRole('grid')).toContainText('il programma è stato chiuso');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Premi F7 per riprendere');
  await page.keyboard.press('F7');
  await page.keyboard.press('F9');
  await expect(page.getByRole('status').filter({ hasText: 'registrati' })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const [batch] = await batches();
  expect(batch).toMatchObject({ state: 'done' });
  expect(batch?.recorded).toBe(batch?.total);

  // Nobody was told twice: the household of the first paper has one statement.
  type View = { households: { displayName: string }[] };
  const { households } = answered<View>(
    await send(page, 'statementBatches.view', { batchId: batch?.batchId }),
  );
  const surname = households[0]?.displayName.split(' ')[0];
  type Found = { households: { householdId: string; displayName: string }[] };
  const found = answered<Found>(await send(page, 'households.search', { text: surname }));
  const first = found.households.find(({ displayName }) => displayName === households[0]?.displayName);
  const issued = await send(page, 'statements.list', { householdId: first?.householdId });
  expect(issued).toMatchObject({ ok: true, value: [{ purse: 'points' }] });

  await page.keyboard.press('F6');
  await expect(page.getByText(/è nei Download/)).toBeVisible();
});
