import { aHousehold, logInAs, OFFICE } from './till-steps.ts';
import { goTo, press, settle, typing, type Walk } from './walk-steps.ts';

/** Walks through top-ups, cards that wait, and statements. */
export const creditWalks: Readonly<Record<string, Walk>> = {
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
};
