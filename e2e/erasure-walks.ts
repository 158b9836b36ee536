import type { Page } from '@playwright/test';
import { aHousehold, logInAs, send } from './till-steps.ts';
import { goTo, press, settle, typing, type Walk } from './walk-steps.ts';

const ADMIN = 'Giorgio';

/** Walks through what is left of an erased household, and through what is due to be erased. */
export const erasureWalks: Readonly<Record<string, Walk>> = {
  erasure: async (page, shot) => {
    const { householdId } = await aHousehold(page, { displayName: 'Zanchinelli Ottavia', size: 2 });
    await logInAs(page, ADMIN);
    await page.locator('.frame__menu').waitFor();
    await settle(page);
    await goTo(page, `/households/${householdId}`);
    await page.getByRole('heading', { level: 1, name: 'Zanchinelli Ottavia' }).waitFor();
    await press(page, 'Alt+2', 'Shift+F2');
    await shot('erasure-ask');
    await page.keyboard.type('zanchinelli', typing);
    await press(page, 'F9');
    await shot('erasure-stub');
    await press(page, 'Shift+F2');
    await shot('erasure-repeated');
  },

  retention: async (page, shot) => {
    await logInAs(page, ADMIN);
    await page.locator('.frame__menu').waitFor();
    await settle(page);
    await goTo(page, '/administration');
    await press(page, '0');
    await shot('retention-nothing');
    await answerWithDue(page);
    await send(page, 'retention.saveRules', { rules: { householdMonths: 18, accessLogMonths: 6 } });
    await settle(page);
    await shot('retention');
    await press(page, 'ArrowDown', 'Enter');
    await shot('retention-marked');
    await press(page, 'F9');
    await shot('retention-ask');
    await press(page, 'Escape', 'Alt+2');
    await shot('retention-rules');
    await press(page, 'F6');
    await shot('retention-periods');
    await press(page, 'Escape', 'F7');
    await shot('retention-history');
  },
};

/** The small demo is two months old: nobody in it is due. Pictures want somebody. */
async function answerWithDue(page: Page): Promise<void> {
  const names = [
    'Bianchi Ottavia',
    'El Amrani Youssef',
    'Zanchinelli Guidobaldi Maria Concetta',
    'Hoxha Arben',
  ];
  const households = names.map((displayName, index) => ({
    householdId: crypto.randomUUID(),
    displayName,
    lastOn: `2024-0${index + 1}-14`,
    cents: index === 1 ? 1250 : 0,
    washes: index === 1 ? 3 : 0,
  }));
  const rules = { householdMonths: 18, accessLogMonths: 6 };
  const value = { rules, isInNetwork: false, dueHouseholds: names.length, households, dueAccesses: 1240 };
  await page.route('**/api/command', (route) =>
    route.request().postData()?.includes('"retention.view"') === true
      ? route.fulfill({ json: { ok: true, value } })
      : route.continue(),
  );
}
