import { expect, type Locator, type Page } from '@playwright/test';
import type { SyncStatus } from '../shared/contract/sync-contract.ts';
import { NO_FLOOR } from '../shared/domain/floor-limit.ts';
import { type Host, test } from './host.ts';
import { aForgottenCounter, answerWith, holdAnswers, refuseWith } from './network-answers.ts';
import { logInAs, logInToMenu, OFFICE, openCounter, openPart, sendOk } from './till-steps.ts';
import { press, typing } from './walk-steps.ts';

const JUST_JOINED = {
  type: 'joined',
  address: 'https://hub.example',
  joinedAt: 0,
  waiting: 0,
  waitingSince: null,
  heardAt: null,
  clockDifferenceMs: null,
  isUnderWay: false,
  problem: null,
  stoppedBecause: null,
  isHubRestoring: false,
  isTroubled: false,
  isGoingOn: false,
  wentOn: null,
  turnedAway: null,
  quarantined: 0,
  flagged: 0,
  conflicts: 0,
  leases: [],
} as const satisfies SyncStatus;

const question = (page: Page): Locator => page.getByRole('dialog', { name: 'Lasciare senza salvare?' });
const title = (page: Page, name: string): Locator => page.getByRole('heading', { level: 1, name });

/** Each way out asks, and Esc leaves everything, the focus too, as it was. */
async function expectAsked(page: Page, focused: Locator, ways: readonly string[]): Promise<void> {
  for (const way of ways) {
    await expect(focused).toBeFocused();
    if (way === 'back') await page.evaluate(() => window.history.back());
    else await press(page, way);
    await expect(question(page), `asked by ${way}`).toBeVisible();
    await press(page, 'Escape');
    await expect(question(page)).toBeHidden();
  }
  await expect(focused).toBeFocused();
}

async function openAdministration(page: Page, host: Host, digit: string): Promise<void> {
  await openCounter(page, host);
  await logInAs(page, 'Giorgio');
  await openPart(page, digit);
}

test('rules of the till that were ticked are not lost to the key of another part, to the menu or to the browser', async ({
  page,
  host,
}) => {
  await openAdministration(page, host, '4');
  await expect(title(page, 'Regole della cassa')).toBeVisible();
  const box = page.getByRole('checkbox').first();
  await expect(box).toBeVisible();
  await press(page, 'Tab');
  await expect(box).toBeFocused();
  const before = await box.isChecked();
  await press(page, 'Space');
  await expectAsked(page, box, ['5', 'F3', 'back', '1']);
  expect(await box.isChecked()).toBe(!before);
  // The keys of where one is leave nothing.
  await press(page, '4', 'F12');
  await page.waitForTimeout(500);
  await expect(question(page)).toBeHidden();
  await expect(box).toBeFocused();

  // As it was: nothing to lose.
  await press(page, 'Space', '5');
  await expect(title(page, 'Programmi')).toBeVisible();

  await press(page, '4');
  await expect(box).toBeVisible();
  await press(page, 'Tab', 'Space', 'F9');
  await expect(page.getByText('Salvato')).toBeVisible();
  await press(page, '5');
  await expect(title(page, 'Programmi')).toBeVisible();

  // Thrown away, it is as it was saved, and the keys are for the part that was asked for.
  await press(page, '4');
  await expect(box).toBeVisible();
  await press(page, 'Tab', 'Space', '5', 'Delete');
  await expect(title(page, 'Programmi')).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeFocused();
  await press(page, '4');
  await expect(box).toHaveJSProperty('checked', !before);
  await press(page, 'F3');
  await expect(title(page, 'Nuclei')).toBeVisible();
});

test('what is being saved is not asked about: the way out waits for the answer, and asks when it is refused', async ({
  page,
  host,
}) => {
  await openAdministration(page, host, '4');
  const box = page.getByRole('checkbox').first();
  await expect(box).toBeVisible();
  for (const [way, to] of [
    ['5', 'Programmi'],
    ['F3', 'Nuclei'],
  ] as const) {
    const answer = await holdAnswers(page, 'administration.saveTillRules');
    await press(page, 'Tab', 'Space', 'F9', way);
    await page.waitForTimeout(500);
    await expect(question(page)).toBeHidden();
    await expect(box).toBeVisible();
    answer();
    await expect(title(page, to)).toBeVisible();
    await expect(question(page)).toBeHidden();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    if (way === '5') await press(page, '4');
    else await openPart(page, '4');
    await expect(box).toBeVisible();
  }
  await refuseWith(page, 'administration.saveTillRules', { type: 'NotAllowed' });
  const answer = await holdAnswers(page, 'administration.saveTillRules');
  await press(page, 'Tab', 'Space', 'F9', '5');
  await page.waitForTimeout(300);
  answer();
  await expect(question(page)).toBeVisible();
  await press(page, 'Escape');
  await expect(box).toBeFocused();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('what another counter saved is followed, not asked about', async ({ page, host }) => {
  await openAdministration(page, host, '4');
  const box = page.getByRole('checkbox').first();
  await expect(box).toBeVisible();
  const { rules } = await sendOk<{ readonly rules: object }>(page, 'administration.tillRules');
  const days = page.getByLabel(/^Giorni prima della fine dell'abilitazione/);
  await sendOk(page, 'administration.saveTillRules', { rules: { ...rules, entitlementAlertDays: 41 } });
  await expect(days).toHaveValue('41');
  await press(page, '5');
  await expect(title(page, 'Programmi')).toBeVisible();
  await expect(question(page)).toBeHidden();
});

test('the question is one, and nothing of it is left behind a lock', async ({ page, host }) => {
  await openAdministration(page, host, '4');
  const box = page.getByRole('checkbox').first();
  await expect(box).toBeVisible();
  await press(page, 'Tab', 'Space', '5');
  await expect(question(page)).toBeVisible();
  await page.evaluate(() => window.history.back());
  await page.waitForTimeout(300);
  await expect(question(page)).toHaveCount(1);
  await press(page, 'Delete');
  await expect(title(page, 'Regole della cassa')).toBeHidden();
  await expect(question(page)).toBeHidden();

  await openPart(page, '4');
  await expect(box).toBeVisible();
  await press(page, 'Tab', 'Space');
  const address = page.url();
  await page.evaluate(() => window.history.back());
  await expect(question(page)).toBeVisible();
  await sendOk(page, 'session.lock');
  await expect(title(page, 'Postazione bloccata')).toBeVisible();
  await expect(question(page)).toBeHidden();
  await logInAs(page, 'Giorgio');
  await expect(title(page, 'Operatori')).toBeVisible();
  expect(page.url()).toBe(address);
  await expect(question(page)).toBeHidden();
});

test('a new lot of statements is asked about once something of it was chosen', async ({ page, host }) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  await press(page, 'F3');
  await expect(title(page, 'Nuclei')).toBeVisible();
  await press(page, 'Shift+F8', 'F6');
  const folder = page.getByLabel('Cartella');
  await expect(folder).toBeVisible();
  await folder.focus();
  await page.keyboard.type('x', typing);
  await expectAsked(page, folder, ['Escape', 'F1', 'back']);
  await press(page, 'Backspace', 'Escape');
  await expect(folder).toBeHidden();

  // Once it has begun it goes its way.
  await press(page, 'F6');
  await page.getByRole('checkbox').last().focus();
  await press(page, 'Space', 'F9');
  await expect(title(page, 'Estratti conto')).toBeVisible();
  await press(page, 'F1');
  await expect(page.locator('.till__keys')).toBeVisible();
  await expect(question(page)).toBeHidden();
});

test('layouts of scale labels that are not right yet are asked about as well', async ({ page, host }) => {
  await openAdministration(page, host, '4');
  const labels = page.locator('textarea');
  await labels.focus();
  await press(page, 'Control+End');
  await page.keyboard.type(' x', typing);
  await expectAsked(page, labels, ['F3']);
});

test('keys of favourites that were moved are asked about until they stand as before', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  await press(page, 'F4');
  await expect(title(page, 'Prodotti')).toBeVisible();
  await press(page, 'Alt+5');
  const first = page.getByRole('grid').getByRole('row').nth(1);
  await first.focus();
  await press(page, 'Space', 'Alt+ArrowDown');
  await expect(page.getByText('Modificato: premi F9')).toBeVisible();
  const moved = page.getByRole('grid').getByRole('row').nth(2);
  await expectAsked(page, moved, ['Alt+1', 'F1', 'back']);
  await press(page, 'Alt+ArrowUp');
  await expect(page.getByText('Modificato: premi F9')).toBeHidden();
  await press(page, 'Alt+1');
  await expect(title(page, 'Prodotti')).toBeVisible();
});

test('what one top-up may give at most, and a top-up of many that is being written, are asked about', async ({
  page,
  host,
}) => {
  await openCounter(page, host);
  await logInToMenu(page, OFFICE);
  await press(page, 'Shift+F3', 'Alt+4');
  const most = page.getByLabel('Massimo in euro');
  await expect(most).toBeFocused();
  await page.keyboard.type('1', typing);
  await expectAsked(page, most, ['Alt+2', 'F1', 'back']);
  await press(page, 'Backspace', 'Alt+2');
  const amount = page.getByLabel('A ogni nucleo (in euro)');
  await amount.focus();
  await page.keyboard.type('10', typing);
  await expectAsked(page, amount, ['Alt+3', 'F1', 'back']);
  await press(page, 'F1', 'Delete');
  await expect(page.locator('.till__keys')).toBeVisible();
});

test('what counters may let out is asked about by the keys of tabs and of parts', async ({ page, host }) => {
  await answerWith(page, 'hubNetwork.read', () => ({
    devices: [],
    forks: [],
    erasures: [],
    flags: [],
    openFlags: 0,
    restore: { undeclared: [], lost: [], overdrawn: [] },
  }));
  await answerWith(page, 'hubNetwork.floor', () => NO_FLOOR);
  await openAdministration(page, host, '9');
  await expect(page.getByRole('tablist')).toBeVisible();
  await press(page, 'Alt+7');
  const box = page.getByRole('checkbox');
  await expect(box).toBeVisible();
  await press(page, 'Tab', 'Space');
  await expectAsked(page, box, ['Alt+1', '4', 'F3', 'back']);
  // With the arrows as well, which move the focus before they open anything.
  await press(page, 'Shift+Tab', 'ArrowLeft');
  await expect(question(page)).toBeVisible();
  await press(page, 'Escape');
  await expect(question(page)).toBeHidden();
  await expect(page.getByRole('tab', { selected: true })).toBeFocused();
  await press(page, 'Tab');
  await expect(box).toBeFocused();
  await press(page, 'Alt+1', 'Delete');
  await expect(box).toBeHidden();
  await press(page, 'Alt+7');
  await expect(box).not.toBeChecked();
  await press(page, 'Alt+1');
  await expect(box).toBeHidden();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('the address of a hub and the code that leads back to one are asked about while they are typed', async ({
  page,
  host,
}) => {
  await answerWith<SyncStatus>(page, 'sync.status', () => ({ type: 'alone', isDemo: false }));
  await openAdministration(page, host, '8');
  const address = page.getByLabel('Indirizzo della centrale');
  await expect(address).toBeVisible();
  await press(page, 'Tab');
  await page.keyboard.type('h', typing);
  await expectAsked(page, address, ['F3', 'back']);
  await page.unrouteAll({ behavior: 'ignoreErrors' });

  await answerWith<SyncStatus>(page, 'sync.status', () => aForgottenCounter(JUST_JOINED));
  await page.reload();
  await openPart(page, '8');
  const code = page.getByRole('textbox', { name: 'Codice' });
  await expect(code).toBeFocused();
  await page.keyboard.type('a', typing);
  await expectAsked(page, code, ['Alt+2', 'F3']);
  await press(page, 'Backspace', 'F3');
  await expect(title(page, 'Nuclei')).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
