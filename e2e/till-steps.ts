import { expect, type Locator, type Page } from '@playwright/test';
import type { Host } from './host.ts';

/** Real goods of the catalogue in seeds/reference, and what the word rules make of them. */
export const goods = {
  pasta: { code: '8000003028713', name: 'Nattura Fusilli 100% lenticchie', points: 3 },
  pesto: { code: '8000050017746', name: 'Pesto', points: 4 },
  milk: { code: '8000005010051', name: 'Latte intero', points: 3 },
  oil: { code: '8000010005141', name: 'Olivenöl Bertolli', points: 12 },
  infantMilk: { code: '8031575991013', name: 'Humana 1', points: 15 },
} as const;

export type Answered = { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown };

/** Sends one command as the page itself does, for what a test needs to be there and does not test. */
export async function send(page: Page, command: string, input: unknown = {}): Promise<Answered> {
  return page.evaluate(
    async ([name, given]) => {
      const response = await fetch('/api/command', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sessionStorage.getItem('bancone.window')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ command: name, input: given }),
      });
      return response.json();
    },
    [command, input] as const,
  );
}

export async function sendOk<Value>(page: Page, command: string, input: unknown = {}): Promise<Value> {
  const answer = await send(page, command, input);
  expect(answer, command).toMatchObject({ ok: true });
  return answer.value as Value; // the contract says what the command answers
}

type Operators = { operators: { operatorId: string; displayName: string; demoPin: string }[] };

/** An operator of the demo by the first name, with the PIN that the demo shows. */
export async function operatorCalled(page: Page, firstName: string) {
  const { operators } = await sendOk<Operators>(page, 'session.status');
  const found = operators.find(({ displayName }) => displayName.startsWith(firstName));
  if (found === undefined) throw new Error(`the demo has no operator called ${firstName}`);
  return found;
}

/** The cashier of the demo has no right to override, the office has. */
export const CASHIER = 'Lucia';
export const OFFICE = 'Marta';

/** Opens the counter's address. Nobody is logged in yet. */
export async function openCounter(page: Page, host: Host, language: 'it' | 'en' = 'it'): Promise<void> {
  await page.addInitScript((chosen) => localStorage.setItem('bancone.language', chosen), language);
  await page.goto(host.url);
  await expect(page.getByRole('listbox')).toBeVisible();
}

export async function logInAs(page: Page, firstName: string): Promise<void> {
  const { operatorId, demoPin } = await operatorCalled(page, firstName);
  await sendOk(page, 'session.logIn', { operatorId, pin: demoPin });
}

/** Logs in and waits for the menu: before it is there nothing takes its keys. */
export async function logInToMenu(page: Page, firstName: string): Promise<void> {
  await logInAs(page, firstName);
  await expect(page.locator('.frame__menu')).toBeVisible();
}

/** Opens one part of the administration by its digit, once there is somebody logged in whose menu takes the key. */
export async function openPart(page: Page, digit: string): Promise<void> {
  await expect(page.locator('.frame__menu')).toBeVisible();
  await page.keyboard.press('F12');
  await expect(page.getByRole('heading', { level: 1, name: 'Operatori' })).toBeVisible();
  await page.keyboard.press(digit);
}

/** Logs in and goes to the till, with nothing of an earlier sale on the screen. */
export async function goToTill(page: Page, firstName = CASHIER): Promise<void> {
  // An address that is set before the screens are there is not read by them.
  await logInToMenu(page, firstName);
  await page.evaluate(() => {
    window.location.hash = '#/till';
  });
  await expect(page.locator('.till-message')).toBeVisible();
  await expect(page.locator('.till__keys')).toBeVisible();
  if (await page.locator('.sale-done').isVisible()) await page.keyboard.press('Enter');
  await expect(page.locator('.till__goods')).toBeVisible();
}

type Household = { readonly householdId: string; readonly displayName: string; readonly cardNumber: string };

type HouseholdWishes = { displayName?: string; size?: number; preferredLanguage?: string };

/** A household with a card and this month's points, registered by the office. Nobody is logged in afterwards. */
export async function aHousehold(page: Page, wishes: HouseholdWishes = {}): Promise<Household> {
  await logInAs(page, OFFICE);
  const household = await registerHousehold(page, wishes);
  await sendOk(page, 'session.logOut');
  return household;
}

/** Registers a household with a card and a right, by whoever is logged in. */
export async function registerHousehold(
  page: Page,
  { displayName = 'Bianchi Ottavia', size = 1, preferredLanguage = 'it' }: HouseholdWishes,
): Promise<Household> {
  const id = () => crypto.randomUUID();
  const [householdId, sites] = [id(), await sendOk<{ siteId: string }[]>(page, 'households.sites')];
  const [surname = '', ...names] = displayName.split(' ');
  await sendOk(page, 'registers.register', {
    operationId: id(),
    household: {
      householdId,
      size,
      preferredLanguage,
      siteId: sites[0]?.siteId,
      persons: [
        {
          personId: id(),
          surname,
          name: names.length === 0 ? null : names.join(' '),
          birthDate: null,
          sex: null,
          codiceFiscale: null,
          relation: null,
          isHolder: true,
          isDelegate: false,
        },
      ],
    },
  });
  const { cardNumber } = await sendOk<{ cardNumber: string }>(page, 'cards.issue', {
    operationId: id(),
    householdId,
  });
  const view = await sendOk<{ office: { proposal: { startsOn: string; schemeId: string } } }>(
    page,
    'households.view',
    { householdId },
  );
  const { startsOn, schemeId } = view.office.proposal;
  await sendOk(page, 'entitlements.grant', {
    operationId: id(),
    householdId,
    entitlementId: id(),
    schemeId,
    startsOn,
    endsOn: `${Number(startsOn.slice(0, 4)) + 1}${startsOn.slice(4, 8)}28`,
  });
  return { householdId, displayName, cardNumber };
}

/** A household with points and a till that waits for its card. */
export async function aTillAndHousehold(page: Page, host: Host): Promise<Household> {
  await openCounter(page, host);
  const household = await aHousehold(page);
  await goToTill(page);
  return household;
}

export const lines = (page: Page): Locator =>
  page.getByRole('listbox', { name: 'Carrello' }).getByRole('option');

export const said = (page: Page): Locator => page.locator('.till-message');

/** Sales of today at this site. The demo's own end yesterday. */
export async function salesOfToday(page: Page): Promise<number> {
  const { figures } = await sendOk<{ figures: { sales: number } }>(page, 'sales.today');
  return figures.sales;
}
