import type { Page } from '@playwright/test';
import { weekStart } from '../shared/domain/laundry-slots.ts';
import { addDays, type LocalDate, localDateAt } from '../shared/domain/local-date.ts';
import { scan } from './host.ts';
import { answerWith, refuseWith } from './network-answers.ts';
import { aHousehold, logInAs, OFFICE, sendOk } from './till-steps.ts';
import { press, settle, typing, type Walk } from './walk-steps.ts';

const ATTENDANT = 'Samira';

/** Walks on the demo of the laundry, which is a counter of its own: with as few machines as there are, and with many. */
export const laundryWalks: Readonly<Record<string, Walk>> = {
  'laundry-4': async (page, shot) => {
    const guests = await prepare(page, 4);
    await logInAs(page, ATTENDANT);
    await page.locator('.machine').nth(3).waitFor();
    await shot('laundry-4-empty');
    await scan(page, guests[0]);
    await settle(page);
    await shot('laundry-check-in');
    await press(page, '+', 'Enter');
    await shot('laundry-start');
    await press(page, 'Enter');
    await shot('laundry-4-started');
    await checkInAndStart(page, guests[1]);
    await press(page, '1', 'T');
    await shot('laundry-extend');
    await press(page, 'Escape', 'F');
    await shot('laundry-4-finished');
    await press(page, 'D');
    await shot('laundry-start-dryer');
    await press(page, 'Escape', 'V', '2', 'G');
    await shot('laundry-fault');
    await press(page, '1');
    await shot('laundry-other-machine');
    await press(page, 'Escape');
    await shot('laundry-4-out-of-order');
    await press(page, 'F6');
    await shot('laundry-which-bags');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^0?\d+/ })
      .first()
      .click();
    await settle(page);
    await shot('laundry-hand-over');
    await press(page, 'Enter');
    await shot('laundry-handed-over');
    await press(page, 'F6', 'F7');
    await shot('laundry-handed-over-list');
    await press(page, 'Enter');
    await shot('laundry-taken-back');
    await press(page, 'F5');
    await shot('laundry-find');
    await press(page, 'Escape', 'F2');
    await page.locator('.book-grid').waitFor();
    await shot('bookings-4-day');
    await press(page, '2');
    await shot('bookings-4-week');
    await press(page, '3');
    await shot('bookings-4-month');
  },

  'laundry-without-cover': async (page, shot) => {
    const guests = await prepare(page, 4);
    await logInAs(page, ATTENDANT);
    await page.locator('.machine').nth(3).waitFor();
    await scan(page, guests[0]);
    await settle(page);
    await press(page, '+', 'Enter');
    await refuseWith(page, 'laundry.start', {
      type: 'HubSilent',
      ...{ unit: 'washes', wanted: 2, available: 1 },
    });
    await press(page, 'Enter');
    await shot('laundry-silent');
    await page.unrouteAll();
    await answerWith<object>(page, 'laundry.start', (started) => ({ ...started, isWithoutCover: true }));
    await press(page, 'Enter');
    await shot('laundry-without-cover');
  },

  'laundry-24': async (page, shot) => {
    const guests = await prepare(page, 24);
    await logInAs(page, ATTENDANT);
    await page.locator('.machine').nth(23).waitFor();
    for (const guest of guests) await checkInAndStart(page, guest);
    await press(page, '1', 'F');
    await shot('laundry-24');
    await press(page, 'F2');
    await page.locator('.book-grid').waitFor();
    await shot('bookings-24-day');
    await press(page, '2');
    await shot('bookings-24-week');
  },

  'laundry-bookings': async (page, shot) => {
    await prepare(page, 6);
    await logInAs(page, OFFICE);
    await openMonday(page);
    await shot('bookings-day');
    await press(page, 'Enter');
    await page.keyboard.type('ros', typing);
    await settle(page);
    await shot('bookings-find');
    await press(page, 'Enter');
    await shot('bookings-made');
    await press(page, 'ArrowDown', 'S');
    await page.getByRole('button', { name: /Prenota [2-9]|Book [2-9]/ }).waitFor();
    await shot('bookings-series');
    await press(page, 'F9');
    await shot('bookings-reason');
    await press(page, '2');
    await shot('bookings-series-made');
    await press(page, 'ArrowRight', 'Enter');
    await shot('bookings-cap');
    await press(page, 'Escape', 'ArrowLeft', 'Enter');
    await shot('bookings-turn');
    await press(page, 'T');
    await shot('bookings-series-given-up');
    await press(page, 'ArrowRight', 'A');
    await shot('bookings-wait');
    await press(page, '2', 'F9');
    await shot('bookings-waiting');
    await press(page, 'Escape', 'F8');
    await shot('bookings-printed');
  },

  'laundry-management': async (page, shot) => {
    await prepare(page, 6);
    await logInAs(page, OFFICE);
    await page.locator('.frame__menu').waitFor();
    await press(page, 'F4');
    await page.locator('.bar-chart').waitFor();
    await shot('laundry-figures');
    await press(page, '2');
    await shot('laundry-machines');
    await press(page, 'F5');
    await shot('laundry-machine-new');
    await press(page, 'Escape', '3');
    await shot('laundry-programmes');
    await press(page, 'F5');
    await shot('laundry-programme-new');
    await press(page, 'Escape', '4');
    await shot('laundry-hours');
    await press(page, '5');
    await shot('laundry-rules');
  },
};

/** So many machines, and three households with wash credits. Gives the numbers of their cards; nobody is logged in after. */
async function prepare(page: Page, machines: number): Promise<[string, string, string]> {
  const cards: string[] = [];
  for (const displayName of ['Bianchi Ottavia', 'Verdi Ludovica', 'Haddad Karima']) {
    const { householdId, cardNumber } = await aHousehold(page, { displayName, size: 4 });
    cards.push(cardNumber);
    await logInAs(page, OFFICE);
    await sendOk(page, 'credit.topUp', {
      operationId: crypto.randomUUID(),
      householdId,
      programmeId: 'national-fund',
      purse: 'washes',
      amount: 5,
      reason: 'first-need',
    });
    await setMachines(page, machines);
    await sendOk(page, 'session.logOut');
  }
  return [cards[0] ?? '', cards[1] ?? '', cards[2] ?? ''];
}

type SetUp = { readonly machines: readonly (Record<string, unknown> & { readonly number: number })[] };

/** Takes away what is too many, a washer and a dryer staying, and adds what is missing. */
async function setMachines(page: Page, count: number): Promise<void> {
  const { machines } = await sendOk<SetUp>(page, 'laundrySetup.read');
  const save = (machine: Record<string, unknown>) =>
    sendOk(page, 'laundrySetup.saveMachine', { operationId: crypto.randomUUID(), machine });
  for (const { turnsAhead: _ahead, siteId: _site, ...machine } of machines) {
    const isExtra = count < machines.length && (machine.number === 3 || machine.number === 6);
    if (isExtra) await save({ ...machine, active: false });
  }
  for (let number = machines.length + 1; number <= count; number++) {
    const kind = number % 3 === 0 ? 'dryer' : 'washer';
    const machineId = crypto.randomUUID();
    await save({ machineId, number, kind, capacityKilograms: number % 5 === 0 ? 16 : 8, active: true });
  }
}

async function checkInAndStart(page: Page, card: string): Promise<void> {
  await scan(page, card);
  await settle(page);
  await press(page, 'Enter');
  await page.locator('.tag__number').waitFor();
  await press(page, 'Enter');
}

/** A day in three weeks' time, when the demo has given no turns. */
async function openMonday(page: Page): Promise<void> {
  const today = localDateAt(Date.now());
  const monday: LocalDate = addDays(weekStart(today), 21);
  await page.locator('.frame__menu').waitFor();
  await press(page, 'F2');
  await page.locator('.book-grid').waitFor();
  for (let on = today; on < monday; on = addDays(on, 1)) await page.keyboard.press('PageDown');
  await page.locator('.book-grid').waitFor();
  await settle(page);
}
