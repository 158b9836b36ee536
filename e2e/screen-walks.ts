import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { chooseFile } from './choose-file.ts';
import { scan } from './host.ts';
import { answerWith } from './network-answers.ts';
import { aHouseholdWithCredit } from './purse-steps.ts';
import { aHousehold, CASHIER, goods, goToTill, logInAs, OFFICE, send } from './till-steps.ts';
import { goTo, press, type Shot, settle, typing, type Walk } from './walk-steps.ts';

const ADMIN = 'Giorgio';

/**
 * Walks through one part of the application as its users would, on the small demo, each beginning at the log-in. Their
 * names are what `npm run screenshots -- NAME ...` takes.
 */
export const walks: Readonly<Record<string, Walk>> = {
  session: async (page, shot, address) => {
    await shot('log-in');
    await press(page, 'F2');
    await shot('log-in-forgotten-pin');
    await press(page, 'Escape');
    await logInAs(page, ADMIN);
    await press(page, 'F11');
    await shot('own-pin');
    await press(page, 'Escape', 'F10');
    await shot('locked');
    const second = await page.context().newPage();
    await second.goto(address);
    await second.waitForTimeout(1000);
    await page.bringToFront();
    await second.getByRole('button', { name: /Enter|Invio/ }).click();
    await page.waitForTimeout(1000);
    await shot('open-elsewhere');
  },

  till: async (page, shot) => {
    const household = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
    await goToTill(page);
    await shot('till-empty');
    for (const code of [household.cardNumber, goods.pasta.code, goods.pesto.code, goods.milk.code]) {
      await scan(page, code);
    }
    await shot('till');
    await press(page, '*', '1');
    await shot('till-quantity');
    await press(page, 'Escape');
    for (let bottle = 0; bottle < 4; bottle++) await scan(page, goods.oil.code);
    await scan(page, goods.infantMilk.code);
    await press(page, 'F9');
    await shot('till-refusal');
    await press(page, 'Shift+F9');
    await shot('till-override');
    await press(page, '2');
    await shot('till-override-who');
    await press(page, 'Escape', 'F5');
    await page.keyboard.type('ros', typing);
    await shot('till-household');
    await press(page, 'Escape');
    await page.keyboard.type('pas', typing);
    await shot('till-product');
    await press(page, 'Escape');
    await scan(page, '4006381333931');
    await shot('till-unknown');
    await press(page, 'Enter');
    await shot('till-unknown-missing');
    await press(page, 'Escape', 'PageDown');
    await shot('till-park');
    await press(page, 'Enter');
    await scan(page, goods.pasta.code);
    await settle(page);
    await press(page, 'PageUp');
    await shot('till-parked');
    await press(page, 'Escape');
    await fillBasket(page, 25);
    await press(page, 'F2', 'F1');
    await shot('till-25-lines');
    await press(page, 'Shift+F6');
    await shot('till-discarded');
    for (const code of [household.cardNumber, goods.pasta.code, goods.milk.code]) await scan(page, code);
    await press(page, 'F9');
    await page.locator('.receipt-paper').waitFor();
    await shot('till-receipt');
    await press(page, 'Enter');
    await send(page, 'session.logOut');
    const arabic = await aHousehold(page, { displayName: 'Haddad Amina', preferredLanguage: 'ar' });
    await goToTill(page, OFFICE);
    for (const code of [arabic.cardNumber, goods.pasta.code, goods.oil.code]) await scan(page, code);
    await press(page, 'F9');
    await page.locator('.receipt-paper').waitFor();
    await shot('till-receipt-arabic');
    await press(page, 'Enter');
    await send(page, 'session.logOut');
    const withCredit = await aHouseholdWithCredit(page, 1_000);
    await goToTill(page, OFFICE);
    for (const { code } of [{ code: withCredit.cardNumber }, goods.pasta, goods.pesto, goods.oil]) {
      await scan(page, code);
    }
    await press(page, '/');
    await shot('till-euro');
    await press(page, 'F9');
    await page.locator('.receipt-paper').waitFor();
    await shot('till-euro-receipt');
    await press(page, 'Enter');
    await scan(page, goods.pasta.code);
    await press(page, 'Shift+F5');
    await shot('till-occasional');
  },

  sales: async (page, shot) => {
    const household = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
    await goToTill(page);
    for (const code of [household.cardNumber, goods.pasta.code, goods.pesto.code, goods.milk.code]) {
      await scan(page, code);
    }
    await press(page, 'F9', 'Enter', 'F2');
    await shot('sales');
    await press(page, 'Enter');
    await shot('sale');
    await press(page, 'F6');
    await shot('sale-return');
    await press(page, 'Escape', 'F7');
    await shot('sale-void');
    await press(page, 'F9');
    await shot('sale-voided');
    await press(page, 'Escape', 'F6');
    await shot('sale-find');
    await page.keyboard.type('999999', typing);
    await press(page, 'Enter');
    await shot('sale-find-none');
    await press(page, 'Escape');
    for (let day = 0; day < 30; day++) await press(page, 'PageUp');
    for (let day = 0; day < 30 && (await page.getByRole('row').count()) < 2; day++) {
      await press(page, 'PageUp');
    }
    await shot('sales-day-before');
    await press(page, 'Enter', 'F7');
    await shot('sale-period-ended');
  },

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
    await goTo(page, '/households');
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
    await page.locator('.merge-part').waitFor();
    await press(page, 'Shift+F5');
    await shot('merge-choose');
    await press(page, 'Enter');
    await shot('merge-preview');
    await press(page, 'F9');
    await page.getByRole('heading', { level: 1, name: 'Zanchini Ottavia' }).waitFor();
    await page.getByRole('tab').nth(1).click();
    await shot('merge-done');
  },

  credit: async (page, shot) => {
    const { householdId } = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
    await logInAs(page, OFFICE);
    await page.locator('.frame__menu').waitFor();
    await goTo(page, `/households/${householdId}`);
    await shot('household-credit');
    await press(page, 'Shift+F6');
    await shot('top-up');
    await page.getByRole('textbox').first().fill('10000000');
    await shot('top-up-too-large');
    await page.getByRole('textbox').first().fill('12,50');
    // Nothing is proposed before the first top-up: what pays for it is chosen.
    await page.locator('.field__choice').nth(1).focus();
    await press(page, 'Enter', 'Home', 'Enter', 'F9');
    await shot('top-up-done');
    await press(page, 'Shift+F5');
    await shot('account-adjust');
    await press(page, 'Escape', 'Shift+F9');
    await shot('top-up-take-back');
    await press(page, 'Escape', 'F6');
    await shot('card-issue-purpose');
    await press(page, 'F9', 'F8');
    await shot('card-issue-printed');
    await press(page, 'Escape', 'F7');
    await shot('card-manage');
    await press(page, 'Escape', 'Shift+F3');
    await shot('cards-waiting');
    await press(page, 'F6');
    await shot('cards-handed-over');
    await press(page, 'Alt+2');
    await shot('credit-batch-new');
    await page.getByRole('textbox').last().fill('10');
    await press(page, 'F9');
    await shot('credit-batch-preview');
    await press(page, 'F9');
    await settle(page);
    await shot('credit-batch-done');
    await press(page, 'Escape');
    await shot('credit-batches');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('credit-batch-open');
    await press(page, 'Escape');
    await press(page, 'Alt+4');
    await shot('credit-rules');
    await goTo(page, `/households/${householdId}`);
    await page.getByRole('tab').nth(2).click();
    await shot('household-movements');
  },

  statements: async (page, shot) => {
    await logInAs(page, OFFICE);
    await goTo(page, '/households');
    await page.keyboard.type('ros', typing);
    await press(page, 'Enter', 'Shift+F8');
    await settle(page);
    await shot('statement');
    await press(page, 'F6', 'Control+f');
    await shot('statement-search');
    await press(page, 'Control+f', 'F5');
    await shot('statement-export');
    await press(page, 'Escape', 'F9');
    await shot('statement-print');
    await press(page, 'Escape');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('statement-movement');
    await goTo(page, '/households/batches');
    await press(page, 'F6');
    await page.getByRole('button', { name: /^F9.*\d/ }).waitFor();
    await shot('statement-lot-new');
    await press(page, 'F9');
    await shot('statement-lot-running');
    await page
      .getByRole('status')
      .filter({ hasText: /\d (su|of) \d/ })
      .waitFor({ timeout: 30_000 });
    await shot('statement-lot');
    await press(page, 'F7');
    await shot('statement-lot-resume');
    await press(page, 'Escape', 'Escape');
    await shot('statement-lots');
  },

  catalogue: async (page, shot) => {
    await logInAs(page, OFFICE);
    await goTo(page, '/catalogue');
    await shot('catalogue-products');
    await page.keyboard.type('pas', typing);
    await shot('catalogue-search');
    await press(page, 'Enter');
    await shot('catalogue-product');
    await press(page, 'Escape', 'F6');
    await shot('catalogue-product-new');
    await press(page, 'Escape', 'Alt+2');
    await shot('catalogue-to-classify');
    await press(page, 'F6');
    await shot('catalogue-reclassify');
    await press(page, 'Escape', 'Alt+3');
    await shot('catalogue-categories');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('catalogue-category');
    await press(page, 'Escape', 'Alt+4');
    await shot('catalogue-limits');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('catalogue-limit');
    await press(page, 'Escape', 'Alt+5');
    await shot('catalogue-favourites');
    await press(page, 'Alt+6');
    await shot('catalogue-import');
    await showImport(page, shot);
  },

  administration: async (page, shot) => {
    await logInAs(page, ADMIN);
    await goTo(page, '/administration');
    await shot('administration-operators');
    await showDialogs(page, shot, 'operators', ['F5', 'F6', 'F7', 'F8']);
    await press(page, '2');
    await shot('administration-sites');
    await showDialogs(page, shot, 'sites', ['F5', 'F6', 'F7', 'F8']);
    await press(page, '3');
    await shot('administration-printers');
    await showDialogs(page, shot, 'printers', ['F5']);
    await press(page, '4');
    await shot('administration-till-rules');
    await showDialogs(page, shot, 'till-rules', ['F8']);
    await press(page, '5');
    await shot('administration-programmes');
    await showDialogs(page, shot, 'programmes', ['F5', 'F8']);
    await press(page, '7');
    await shot('administration-about');
    await send(page, 'session.logOut');
    await logInAs(page, OFFICE);
    await goTo(page, '/administration');
    await shot('administration-office');
  },

  backup: async (page, shot) => {
    await logInAs(page, ADMIN);
    await goTo(page, '/administration');
    await press(page, '6');
    await shot('backup');
    await press(page, 'F6');
    await shot('backup-folder');
    await press(page, 'Escape', 'F7');
    await shot('backup-recovery');
    await press(page, 'F9');
    await page.waitForTimeout(1500);
    await shot('backup-recovery-code');
    await press(page, 'Enter', 'Escape', 'F9');
    await page.waitForTimeout(2500);
    await shot('backup-done');
    await press(page, 'F8');
    await shot('restore');
    await press(page, 'F9');
    await page.waitForTimeout(2500);
    await shot('restore-preview');
  },

  printing: async (page, shot) => {
    const household = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 4 });
    await logInAs(page, ADMIN);
    await send(page, 'administration.savePrinter', {
      printer: {
        printerId: await page.evaluate(() => crypto.randomUUID()),
        name: 'Scontrini',
        kind: 'escpos-network',
        host: '127.0.0.1',
        port: 9,
        columns: 42,
      },
      isActive: true,
    });
    await send(page, 'session.logOut');
    await goToTill(page, CASHIER);
    for (const code of [household.cardNumber, goods.pasta.code]) await scan(page, code);
    await press(page, 'F9');
    await page.waitForTimeout(4000);
    await shot('printing-notice');
    await press(page, 'Enter');
    await shot('printing-notice-till');
    await press(page, 'F2');
    await shot('printing-notice-sales');
  },
};

/** On an empty counter: the first-run wizard. */
export const emptyWalks: Readonly<Record<string, Walk>> = {
  'setup-join': async (page, shot) => {
    await page.getByRole('button', { name: /^F7/ }).waitFor();
    await press(page, 'F7');
    await shot('join-place');
    await press(page, 'Enter');
    await shot('join-place-missing');
    await fillFields(page, ['https://centrale.example', 'Cassa 2']);
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await shot('join-recovery');
    const code = /(?:\w{4} ){6}\w{4}/.exec(await page.locator('main').innerText())?.[0] ?? '';
    await press(page, 'Enter');
    await fillFields(page, [code]);
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await press(page, 'Enter');
    await shot('join-code');
    await fillFields(page, ['ABCD-EFGH-JKLM']);
    await answerWith(page, 'setup.joining', () => ({
      type: 'downloading',
      ...{ received: 1240, streamsRead: 3, streams: 7, problem: 'Unreachable', stoppedBecause: null },
    }));
    await page.reload();
    await settle(page);
    await page.waitForTimeout(1500);
    await shot('join-downloading');
  },

  setup: async (page, shot) => {
    await shot('first-run');
    await press(page, 'Enter');
    await shot('first-run-site');
    await press(page, 'Enter');
    await shot('first-run-site-missing');
    await fillFields(page, ['Rete di prova', 'Caritas', 'Emporio di via Roma', 'ROM', 'Cassa 1']);
    await press(page, 'Enter');
    await shot('first-run-administrator');
    await fillFields(page, ['Ada Bassi', '135790', '135790']);
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await shot('first-run-recovery');
    const code = /(?:\w{4} ){6}\w{4}/.exec(await page.locator('main').innerText())?.[0] ?? '';
    await press(page, 'Enter');
    await fillFields(page, [code]);
    await shot('first-run-recovery-check');
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await press(page, 'Enter');
    await shot('first-run-printer');
    await press(page, 'Enter');
    await shot('first-run-summary');
  },
};

async function fillFields(page: Page, texts: readonly string[]): Promise<void> {
  const fields = page.locator('input:visible:not([type="checkbox"])');
  for (const [index, text] of texts.entries()) await fields.nth(index).fill(text);
}

async function fillBasket(page: Page, count: number): Promise<void> {
  const products = new Set<string>();
  for (const text of ['pasta', 'latte', 'bisc', 'tonno', 'riso', 'succo']) {
    const { value } = await send(page, 'till.findProducts', { text });
    // The contract says what the command answers.
    for (const { productId, isWeighed } of value as { productId: string; isWeighed: boolean }[]) {
      if (!isWeighed) products.add(productId);
    }
  }
  for (const productId of [...products].slice(0, count)) await send(page, 'till.addProduct', { productId });
}

async function showTabs(page: Page, shot: Shot): Promise<void> {
  const tabs = page.getByRole('tab');
  for (let index = 1; index < (await tabs.count()); index++) {
    await tabs.nth(index).click();
    await shot(`household-tab-${index + 1}`);
  }
}

/** Opens what each key opens, the first row being chosen for those that need one. */
async function showDialogs(page: Page, shot: Shot, part: string, keys: readonly string[]): Promise<void> {
  const rows = page.getByRole('row');
  if ((await rows.count()) > 1) {
    await rows.nth(1).press('Space');
  }
  for (const key of keys) {
    await press(page, key);
    await shot(`administration-${part}-${key}`);
    await press(page, 'Escape');
  }
}

/** A code of the range that shops give themselves, with its check digit. */
function eanOf(index: number): string {
  const digits = `2100000${String(index).padStart(5, '0')}`;
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

async function showImport(page: Page, shot: Shot): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bancone-screens-import-'));
  try {
    const file = join(folder, 'prodotti.csv');
    const good = Array.from(
      { length: 3000 },
      (_, index) => `${eanOf(index)};Prodotto di prova ${index};;${(index % 9) + 1}`,
    );
    const bad = ['2000000000023;Cifra sbagliata;;', '2000000000039;;;', '2000000000046;Mezzo punto;;0,5'];
    await writeFile(file, ['ean;name;category;points', ...bad, ...good].join('\n'));
    await chooseFile(page, 'F6', file);
    await page.waitForTimeout(1500);
    await shot('catalogue-import-preview');
    await page.keyboard.press('F9');
    await page.waitForTimeout(200);
    await shot('catalogue-import-progress');
    await page.waitForTimeout(6000);
    await shot('catalogue-import-done');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two households of which one has a row that does not go in. */
const LIST_OF_PEOPLE = `Codice nucleo;Cognome;Nome;Data di nascita;Parentela;Componenti
12;Zanchini;Ottavia;01/02/1980;intestataria;4
12;Zanchini;Luca;05/03/2024;figlio;
14;Verdini;Eva;32/01/1990;;
`;
