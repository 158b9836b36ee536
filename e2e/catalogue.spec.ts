import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { chooseFile } from './choose-file.ts';
import { test } from './host.ts';
import { holdAnswers } from './network-answers.ts';

const expectNoViolations = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
};

const FILE = [
  'ean;name;category;points',
  '2000000000015;Tisana di prova ai frutti;;4',
  '2000000000022;Zuppa di prova;;',
  '2000000000023;Cifra sbagliata;;',
  '2000000000039;;;',
  '2000000000046;Mezzo punto;;0,5',
].join('\n');

test('a file is imported by keyboard: good rows go in, bad ones are told and saved', async ({
  page,
  host,
}) => {
  test.slow(); // three looks by axe at screens with many rows
  const folder = await mkdtemp(join(tmpdir(), 'bancone-e2e-import-'));
  const file = join(folder, 'prodotti.csv');
  await writeFile(file, FILE);
  await page.goto(host.url);
  await page.getByRole('option', { name: /Marta Donati/ }).press('Enter');
  await page.keyboard.type('3333');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^F4 Catalogo/ })).toBeVisible();
  await page.keyboard.press('F4');
  await expect(page.getByRole('heading', { level: 1, name: 'Prodotti' })).toBeVisible();
  await expectNoViolations(page);

  await page.keyboard.press('Alt+6');
  await expect(page.getByRole('heading', { level: 1, name: 'Importa un file' })).toBeVisible();
  await chooseFile(page, 'F6', file);
  await expect(page.getByText('prodotti.csv: 5 righe. Non è ancora cambiato niente.')).toBeVisible();
  await expect(
    page.getByRole('row', { name: /L'ultima cifra di 2000000000023 dovrebbe essere 2/ }),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: /Manca il nome/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /I punti «0,5» non sono un numero intero/ })).toBeVisible();
  await expectNoViolations(page);

  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('F8')]);
  const saved = await readFile(await download.path(), 'utf8');
  expect(saved.split('\r\n')).toHaveLength(1 + 3 + 1);

  await page.keyboard.press('F9');
  await expect(page.getByText('Importato: 2 nuovi, 0 cambiati')).toBeVisible();

  await chooseFile(page, 'F6', file);
  await expect(page.getByRole('button', { name: 'F9 Importa 0 prodotti' })).toBeDisabled();

  await page.keyboard.press('Alt+1');
  // Slower than any scanner, or it would be taken for one.
  await page.keyboard.type('tisana frut', { delay: 150 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Nome')).toHaveValue('Tisana di prova ai frutti');
  await expect(page.getByRole('dialog').getByLabel('Punti per pezzo')).toHaveValue('4');
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await rm(folder, { recursive: true, force: true });
});

test('a tile that is moved while the tiles are being saved is still to be saved', async ({ page, host }) => {
  await page.goto(host.url);
  await page.getByRole('option', { name: /Marta Donati/ }).press('Enter');
  await page.keyboard.type('3333');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^F4 Catalogo/ })).toBeVisible();
  await page.keyboard.press('F4');
  await expect(page.getByRole('heading', { level: 1, name: 'Prodotti' })).toBeVisible();
  await page.keyboard.press('Alt+5');
  const tiles = page.getByRole('grid').getByRole('row');
  const names = () => tiles.getByRole('rowheader').allInnerTexts();
  const moveDown = async () => {
    await tiles.nth(1).click();
    await page.keyboard.press('Alt+ArrowDown');
  };
  await expect(tiles.nth(3)).toBeVisible();
  await moveDown();
  const saved = await holdAnswers(page, 'catalogue.setFavourites');
  await page.keyboard.press('F9');
  await moveDown();
  const moved = await names();
  saved();
  await page.waitForTimeout(500);
  expect(await names()).toEqual(moved);
  await expect(page.getByRole('button', { name: /^F9 / })).toBeEnabled();
  // Nor do they go back to where they were until what was saved is read.
  const read = await holdAnswers(page, 'catalogue.favourites');
  await page.keyboard.press('F9');
  await page.waitForTimeout(500);
  expect(await names()).toEqual(moved);
  read();
  await expect(page.getByRole('button', { name: /^F9 / })).toBeDisabled();
  expect(await names()).toEqual(moved);
});
