import { expect, type Page } from '@playwright/test';
import { scan, test } from './host.ts';
import { holdAnswers } from './network-answers.ts';
import {
  aHousehold,
  CASHIER,
  goods,
  lines,
  logInToMenu,
  OFFICE,
  openCounter,
  operatorCalled,
} from './till-steps.ts';

/** A hand that does not look at the screen. */
const HAND = { delay: 150 };

/** The page of a household that is opened by hand and whose answer does not come before what this gives is called. */
async function openHeldHousehold(page: Page, host: Parameters<typeof openCounter>[1]): Promise<() => void> {
  await openCounter(page, host);
  await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  await logInToMenu(page, OFFICE);
  const answer = await holdAnswers(page, 'households.view');
  await page.keyboard.press('F3');
  await page.keyboard.type('zanchini', HAND);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/households\/[0-9a-f-]{36}$/);
  return answer;
}

test('keys that a household is not there for yet do what they say when it comes', async ({ page, host }) => {
  const answer = await openHeldHousehold(page, host);
  await page.keyboard.press('F7');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  answer();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('a digit after a function key is a hand’s, however soon it comes after a scan', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const { cardNumber } = await aHousehold(page, { displayName: 'Zanchini Ottavia' });
  await logInToMenu(page, CASHIER);
  await page.keyboard.press('F3');
  await scan(page, cardNumber);
  await expect(page.getByRole('button', { name: 'Blocca tessera' })).toBeVisible();
  // The pace of the machine is not this test's: a key of a scan, and what a hand presses, in one go.
  await page.evaluate(async () => {
    for (const key of ['8', 'F7', '2']) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  await expect(page.getByText('bloccata: rubata')).toBeVisible();
});

test('who goes elsewhere while a part does not come takes no key along', async ({ page, host }) => {
  const answer = await openHeldHousehold(page, host);
  await page.keyboard.press('F6');
  await page.keyboard.press('F1');
  await expect(page.locator('.till__keys')).toBeVisible();
  answer();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a cashier who presses F1 and scans right after the PIN has the card and the goods in the basket', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  const household = await aHousehold(page);
  const { demoPin, displayName } = await operatorCalled(page, CASHIER);
  const [logIn, till] = [await holdAnswers(page, 'session.logIn'), await holdAnswers(page, 'till.view')];
  await page.getByRole('option', { name: displayName }).press('Enter');
  await page.keyboard.type(demoPin, HAND);
  await page.keyboard.press('Enter');
  await page.keyboard.press('F1');
  await scan(page, household.cardNumber);
  await scan(page, goods.pasta.code);
  logIn();
  await expect(page.locator('.frame__menu')).toBeVisible();
  till();
  await expect(page.locator('.till__side')).toContainText('Bianchi Ottavia');
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page).first()).toContainText(goods.pasta.name);
});
