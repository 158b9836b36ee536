import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import Sqlite from 'better-sqlite3';
import { countPages, damagePage } from '../electron/damage-fixture.ts';
import { DATABASE_FILE, unlock } from '../electron/database/open.ts';
import { KEY_FILE, readKey } from '../electron/keys/key-store.ts';
import { type Host, scan, test } from './host.ts';
import { aHousehold, goods, goToTill, openCounter, openPart, salesOfToday, send } from './till-steps.ts';

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

/** Logs in by keyboard: the administrator of the demo unless another is named. */
async function logIn(page: Page, firstName = 'Giorgio', pin = '9999'): Promise<void> {
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.getByRole('option', { name: new RegExp(firstName) }).press('Enter');
  await page.keyboard.type(pin);
  await page.keyboard.press('Enter');
  await expect(page.locator('.frame__menu')).toBeVisible();
}

/** Opens one part of the administration, by its digit and what stands above it. */
async function openNamedPart(page: Page, digit: string, name: string): Promise<void> {
  await openPart(page, digit);
  await expect(title(page, name)).toBeVisible();
}

async function deviceId(page: Page): Promise<string> {
  const { value } = await send(page, 'administration.about');
  return (value as { deviceId: string }).deviceId; // the contract says what the command answers
}

/** The administrator takes a backup; gives the id under which this counter records. */
async function backUp(page: Page): Promise<string> {
  await logIn(page);
  await openNamedPart(page, '6', 'Backup');
  await expect(page.getByRole('button', { name: /^F9 Fai un backup/ })).toBeEnabled();
  await page.keyboard.press('F9');
  // It is read again from the disk, which a busy machine takes its time for.
  await expect(page.getByText('Backup fatto e riletto')).toBeVisible({ timeout: 30_000 });
  const id = await deviceId(page);
  await page.keyboard.press('F10');
  await expect(page.getByRole('listbox')).toBeVisible();
  return id;
}

/** Makes the recovery code in the administration and writes it down. */
async function makeRecoveryCode(page: Page): Promise<string> {
  await logIn(page);
  await openNamedPart(page, '6', 'Backup');
  await expect(page.getByRole('button', { name: /^F9 Fai un backup/ })).toBeEnabled();
  await page.keyboard.press('F7');
  await expect(page.getByRole('dialog')).toContainText('Fai un codice nuovo');
  await page.keyboard.press('F9');
  const code = await page.locator('.backup__code').innerText();
  await page.keyboard.press('Enter');
  await expect(page.locator('.backup__code')).toBeHidden();
  await page.keyboard.press('F10');
  await expect(page.getByRole('listbox')).toBeVisible();
  return code;
}

type Customer = { readonly cardNumber: string };

async function sellPasta(page: Page, { cardNumber }: Customer): Promise<void> {
  await goToTill(page);
  await scan(page, cardNumber);
  await expect(page.locator('.customer')).toBeVisible();
  await scan(page, goods.pasta.code);
  await expect(page.locator('.till-message')).toContainText(goods.pasta.name);
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible();
  await send(page, 'session.logOut');
}

async function expectSales(page: Page, sales: number): Promise<void> {
  await logIn(page, 'Lucia', '1111');
  expect(await salesOfToday(page)).toBe(sales);
  await send(page, 'session.logOut');
}

/** Through the outcome of a restore to the log-in, and the id under which the counter goes on. */
async function goOnAfterRestore(page: Page): Promise<string> {
  await expect(page.getByRole('alertdialog')).toContainText('Il ripristino è riuscito');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await logIn(page);
  const id = await deviceId(page);
  await send(page, 'session.logOut');
  return id;
}

const filesOf = (host: Host) =>
  [DATABASE_FILE, 'head.log', KEY_FILE].map((name) => readFileSync(join(host.dataFolder, name)));

test('damaged data are said, a backup is restored by keyboard, and what is lost is said before', async ({
  page,
  host,
}) => {
  test.slow(); // two sales, a backup, a restore and a check of each
  await openCounter(page, host);
  const household = await aHousehold(page);
  await sellPasta(page, household);
  const before = await backUp(page);
  await sellPasta(page, household);
  await host.stop();
  const pages = countPages(host.dataFolder);
  for (const at of [1, 2, Math.round(pages / 2), pages - 3]) damagePage(host.dataFolder, at);
  await host.restart();

  await page.goto(host.url);
  await expect(title(page, 'I dati di questo PC sono rovinati')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('F9');
  await expect(page.getByRole('row', { selected: true })).toBeFocused();
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Che cosa succede' })).toBeVisible();
  await expect(
    page.getByText(/(Si perde l'operazione|Si perdono le operazioni dal) numero [\d.]+/),
  ).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('F9');
  await expect(page.getByRole('alertdialog')).toContainText(/Si perd(e|ono) .*I file di prima sono in/);
  expect(await goOnAfterRestore(page)).not.toBe(before);
  // The sale of before the backup is there, the one of after it is not, and the next one goes in.
  await expectSales(page, 1);
  await sellPasta(page, household);
  await expectSales(page, 2);
  expect(readdirSync(host.dataFolder).some((name) => name.startsWith('damaged-'))).toBe(true);
});

test('data of a newer version are left alone, to the byte', async ({ page, host }) => {
  await host.stop();
  const key = await readKey(host.dataFolder, null);
  if (!key.ok) throw new Error(key.error.type);
  const raw = new Sqlite(join(host.dataFolder, DATABASE_FILE));
  unlock(raw, key.value.keyHex);
  raw.pragma('user_version = 4000');
  raw.close();
  const before = filesOf(host);
  await host.restart();
  await page.goto(host.url);
  await expect(title(page, 'I dati sono di una versione più nuova')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(title(page, 'I dati sono di una versione più nuova')).toBeVisible();
  await host.stop();
  expect(filesOf(host).map((bytes, index) => before[index]?.equals(bytes))).toEqual([true, true, true]);
});

test('a second counter on the same folder says so, and opens once the first has gone', async ({
  page,
  host,
  startHost,
}) => {
  const second = await startHost({ dataFolder: host.dataFolder });
  await page.goto(second.url);
  await expect(title(page, 'Bancone è già aperto su questo PC')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(title(page, 'Bancone è già aperto su questo PC')).toBeVisible();
  await host.stop();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: /Lucia/ })).toBeVisible();
});

test('a key that is gone comes back by the recovery code', async ({ page, host }) => {
  await openCounter(page, host);
  const code = await makeRecoveryCode(page);
  await host.stop();
  rmSync(join(host.dataFolder, KEY_FILE));
  await host.restart();
  await page.goto(host.url);
  await expect(title(page, 'Manca la chiave dei dati')).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.type('ABCD');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Il codice non è scritto come sul foglio')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(code.toLowerCase());
  await page.keyboard.press('Enter');
  await logIn(page);
});

test('another PC takes over from the backup and the code alone', async ({ page, host, startHost }) => {
  test.slow(); // two counters and a restore between them
  await openCounter(page, host);
  const household = await aHousehold(page);
  const code = await makeRecoveryCode(page);
  await sellPasta(page, household);
  const before = await backUp(page);
  await host.stop();

  const stick = join(host.dataFolder, 'stick');
  mkdirSync(stick);
  const other = await startHost({ args: ['--empty'] });
  await page.goto(other.url);
  await expect(title(page, 'Prepara questa postazione')).toBeVisible();
  await page.keyboard.press('F8');
  await expect(page.getByText("In questa cartella non c'è nessun backup")).toBeVisible();
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(stick);
  // A stick is slow: the key is pressed while the folder, empty still, is being read.
  await page.route('**/api/command', async (route) => {
    if (route.request().postData()?.includes('"restore.list"') !== true) return route.continue();
    const response = await route.fetch();
    await page.waitForTimeout(1_000);
    await route.fulfill({ response });
  });
  const reading = page.waitForRequest((request) => request.postData()?.includes('"restore.list"') === true);
  await page.keyboard.press('Enter');
  await reading;
  await expect(page.getByRole('button', { name: 'Leggo la cartella' })).toBeVisible();
  await page.waitForTimeout(500);
  const backups = join(host.dataFolder, 'backups');
  for (const name of readdirSync(backups)) copyFileSync(join(backups, name), join(stick, name));
  await page.keyboard.press('F5'); // the stick is in now
  await expect(page.getByRole('row', { selected: true })).toBeFocused();
  await page.unroute('**/api/command');
  await expectNoViolations(page);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Codice di recupero')).toBeFocused();
  await expectNoViolations(page);
  await page.keyboard.type(`${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Il codice non è scritto come sul foglio')).toBeVisible();
  // Only the wrong character is typed again.
  await page.keyboard.press('Backspace');
  await page.keyboard.type(code.slice(-1));
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Torna il backup del/)).toBeVisible();
  await page.keyboard.press('F9');
  expect(await goOnAfterRestore(page)).not.toBe(before);
  await expectSales(page, 1);
});

test('a write-ahead log that was cut: the missing numbers are named, and the counter goes on', async ({
  page,
  host,
}) => {
  test.slow(); // three sales and a restore
  await openCounter(page, host);
  const household = await aHousehold(page);
  for (let sale = 0; sale < 3; sale++) await sellPasta(page, household);
  await host.kill9();
  const log = join(host.dataFolder, `${DATABASE_FILE}-wal`);
  truncateSync(log, Math.round(readFileSync(log).length * 0.9));
  await host.restart();
  await page.goto(host.url);
  await expect(title(page, 'Mancano delle operazioni')).toBeVisible();
  await expect(
    page.getByText(
      /(L'operazione|Le operazioni dal) numero [\d.]+ .*(era stata registrata|erano state registrate)/,
    ),
  ).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('F9');
  // The key works once it is printed: the list of backups is read first.
  await expect(page.getByRole('button', { name: /Continua con quello/ })).toBeVisible();
  await page.keyboard.press('F6');
  await expect(
    page.getByText(/(Si perde l'operazione|Si perdono le operazioni dal) numero [\d.]+/),
  ).toBeVisible();
  await page.keyboard.press('F9');
  await goOnAfterRestore(page);
  await expectSales(page, 2);
});
