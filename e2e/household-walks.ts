import type { Page } from '@playwright/test';
import { aHousehold, logInAs, OFFICE } from './till-steps.ts';
import { goTo, press, type Shot, typing, type Walk } from './walk-steps.ts';

/** Walks through the desk of the office: households, their rights and registers, the points schemes. */
export const householdWalks: Readonly<Record<string, Walk>> = {
  households: async (page, shot) => {
    await logInAs(page, OFFICE);
    await goTo(page, '/households');
    await shot('households');
    await page.keyboard.type('ros', typing);
    await shot('households-search');
    await press(page, 'Enter');
    await shot('household');
    await showTabs(page, shot);
    await goTo(page, '/households');
    await press(page, 'F6');
    await shot('household-new');
    await press(page, 'F9');
    await shot('household-new-missing');
    await page.getByRole('textbox').first().focus();
    await page.keyboard.insertText('Zanchini');
    await press(page, 'Tab');
    await page.keyboard.insertText('Ottavia');
    await press(page, 'Tab', 'Tab', 'Tab', 'Tab');
    await page.keyboard.insertText('4');
    await press(page, 'F7');
    await page.keyboard.insertText('Zanchini');
    await shot('household-new-person');
    await press(page, 'F9');
    await page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' }).waitFor();
    await shot('household-fresh');
    await press(page, 'F6');
    await shot('card-issue');
    await press(page, 'F9');
    await shot('card-issued');
    await press(page, 'Escape', 'F8');
    await shot('entitlement-grant');
    await press(page, 'F9');
    await shot('household-entitled');
    await press(page, 'F7');
    await shot('card-manage');
    await press(page, '1', 'F7');
    await shot('card-blocked');
    await press(page, 'Escape', 'F5');
    await shot('household-edit');
  },

  entitlements: async (page, shot) => {
    await logInAs(page, OFFICE);
    // A second scheme, for the right that gets another one.
    await goTo(page, '/households/schemes');
    await press(page, 'F6', 'Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 'F9');
    await goTo(page, '/households/expiring');
    await page.getByRole('row').nth(1).focus();
    await shot('expiring');
    await press(page, 'F8');
    await shot('entitlement-renew');
    await press(page, 'F9');
    await shot('entitlement-renewed');
    await press(page, 'F6');
    await shot('entitlements');
    await press(page, 'F5');
    await shot('entitlement-dates');
    await press(page, 'Escape', 'F7', 'Enter', 'Enter');
    await shot('entitlement-switch');
    await press(page, 'Escape', 'F6');
    await shot('isee');
    await press(page, 'Escape', 'Shift+F9', 'Enter', 'Enter');
    await shot('entitlement-suspend');
    await press(page, 'F9');
    await shot('entitlement-suspended');
    await goTo(page, '/households/import');
    await shot('household-import');
    await page.locator('input[type=file]').setInputFiles({
      name: 'nuclei.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(LIST_OF_PEOPLE),
    });
    await shot('household-import-preview');
  },

  schemes: async (page, shot) => {
    await logInAs(page, OFFICE);
    await goTo(page, '/households/schemes');
    await shot('schemes');
    await press(page, 'F8');
    await shot('allowances');
    await press(page, 'Escape', 'F6');
    await shot('scheme-new');
    await press(page, 'Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    await shot('scheme-preset');
    await press(page, 'F6', 'F7');
    await shot('scheme-bonuses');
    await press(page, 'Escape');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('scheme-edit');
  },

  registers: async (page, shot) => {
    await aHousehold(page, { displayName: 'Zanchini Ottavia', size: 3 });
    await aHousehold(page, { displayName: 'Zanchinni Otavia', size: 2 });
    await logInAs(page, OFFICE);
    await page.locator('.frame__menu').waitFor();
    await goTo(page, '/households/new');
    await page.getByRole('textbox').first().focus();
    await page.keyboard.insertText('Zanchini');
    await press(page, 'Tab');
    await page.keyboard.insertText('Otavia');
    await press(page, 'Tab', 'Tab', 'Tab');
    await page.keyboard.insertText('RSSMRA80A01H501U');
    await shot('register-new-warnings');
    await press(page, 'Escape');
    await shot('household-new-leave');
    await press(page, 'Delete');
    await page.keyboard.type('ros', typing);
    await press(page, 'Enter');
    await page.getByRole('tab').nth(1).click();
    await shot('register');
    await page.getByRole('row').nth(1).focus();
    await press(page, 'ArrowDown', 'ArrowUp');
    for (const [key, name] of [
      ['F6', 'person-add'],
      ['F7', 'person'],
      ['F8', 'conditions'],
      ['F5', 'contacts'],
      ['F9', 'note'],
    ] as const) {
      await press(page, key);
      await shot(`register-${name}`);
      await press(page, 'Escape');
    }
    await goTo(page, '/households');
    await page.keyboard.type('zanchinni', typing);
    await press(page, 'Enter');
    await page.getByRole('tab').nth(1).click();
    await page.locator('.merge-part').first().waitFor();
    await press(page, 'Shift+F5');
    await shot('merge-choose');
    await press(page, 'Enter');
    await shot('merge-preview');
    await press(page, 'F9');
    await page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' }).waitFor();
    await page.getByRole('tab').nth(1).click();
    await shot('merge-done');
  },
};

async function showTabs(page: Page, shot: Shot): Promise<void> {
  const tabs = page.getByRole('tab');
  for (let index = 1; index < (await tabs.count()); index++) {
    await tabs.nth(index).click();
    await shot(`household-tab-${index + 1}`);
  }
}

/** Two households of which one has a row that does not go in. */
const LIST_OF_PEOPLE = `Codice nucleo;Cognome;Nome;Data di nascita;Parentela;Componenti
12;Zanchini;Ottavia;01/02/1980;intestataria;4
12;Zanchini;Luca;05/03/2024;figlio;
14;Verdini;Eva;32/01/1990;;
`;
