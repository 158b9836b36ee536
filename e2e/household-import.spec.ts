import { expect } from '@playwright/test';
import { test } from './host.ts';
import { holdAnswers } from './network-answers.ts';
import { logInToMenu, OFFICE, openCounter } from './till-steps.ts';

const LIST = `Codice nucleo;Cognome;Nome;Data di nascita;Parentela;Componenti
12;Zanchini;Ottavia;01/02/1980;intestataria;4
12;Zanchini;Luca;05/03/2024;figlio;
14;Verdini;Eva;32/01/1990;;
`;

test('a list of people is looked at, imported whole, and imported again without a change', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  await page.keyboard.press('F3');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(page.getByText('Come deve essere il file')).toBeVisible();
  const choose = (list = LIST) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'nuclei.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(list),
    });
  await choose();
  await expect(page.getByText('«32/01/1990» non va bene per: data di nascita')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Salva la riga rifiutata' })).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.getByText('Importato: 1 nucleo nuovo, 0 cambiati.')).toBeVisible();

  // One that was chosen by mistake and is still being read does not come up under the name of the next.
  const mistaken = await holdAnswers(page, 'householdImport.preview', 1);
  await choose(LIST.replaceAll('Zanchini', 'Sbagliati').replaceAll('12;', '99;'));
  await choose();
  await expect(page.getByRole('button', { name: 'Importa 0 nuclei' })).toBeDisabled();
  mistaken();
  await page.waitForTimeout(500);
  await expect(page.getByRole('button', { name: 'Importa 0 nuclei' })).toBeDisabled();

  // The same list with a number that has changed says what it would change.
  await choose(LIST.replace('intestataria;4', 'intestataria;5'));
  await expect(page.getByRole('button', { name: 'Importa 1 nucleo' })).toBeEnabled();
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('row', { name: /Zanchini Ottavia/ })).toContainText('componenti da 4 a 5');
  await page.keyboard.press('F9');
  await expect(page.getByText('Importato: 0 nuclei nuovi, 1 cambiato.')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('zanchini', { delay: 150 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' })).toBeVisible();
});
