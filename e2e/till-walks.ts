import type { Page } from '@playwright/test';
import { scan } from './host.ts';
import { aHouseholdWithCredit } from './purse-steps.ts';
import { aHousehold, CASHIER, goods, goToTill, logInAs, OFFICE, send } from './till-steps.ts';
import { press, settle, typing, type Walk } from './walk-steps.ts';

const ADMIN = 'Giorgio';

/** Walks through what a cashier has: the log-in, the till, the sales of the day, a printer that fails. */
export const tillWalks: Readonly<Record<string, Walk>> = {
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
