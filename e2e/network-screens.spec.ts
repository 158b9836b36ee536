import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { NetworkView } from '../shared/contract/hub-network-contract.ts';
import type { SyncStatus } from '../shared/contract/sync-contract.ts';
import { NO_FLOOR } from '../shared/domain/floor-limit.ts';
import {
  AN_ENTRY,
  aFirstDownload,
  aForgottenCounter,
  answerWith,
  aReadingAgain,
  aReadingOfAForgotten,
  aTroubledNetwork,
  inTrouble,
  MUCH_TO_LOOK_AT,
  ofAnotherOrganisation,
  refuseWith,
  whileRestoring,
} from './network-answers.ts';
import { ADMINISTRATOR_PIN, open, test } from './network-host.ts';
import { logInToMenu, openCounter, sendOk } from './till-steps.ts';

type Joined = Extract<SyncStatus, { type: 'joined' }>;

const LANGUAGES = ['it', 'en'] as const;

async function expectNoFaults(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

async function toPart(page: Page, digit: string): Promise<void> {
  await page.keyboard.press('F12');
  await expect(page.locator('.side-nav')).toBeVisible();
  await page.keyboard.press(digit);
}

/** All of the element is on the screen, nothing of it below the edge of what holds it. */
async function expectInSight(page: Page, selector: string): Promise<void> {
  for (const each of await page.locator(selector).all()) await expect(each).toBeInViewport({ ratio: 1 });
}

/** The words of each have room in it. */
async function expectNothingCut(page: Page, selector: string): Promise<void> {
  const cut = await page
    .locator(selector)
    .evaluateAll((all) =>
      all
        .filter((each) => each.scrollHeight > each.clientHeight || each.scrollWidth > each.clientWidth)
        .map((each) => each.textContent),
    );
  expect(cut).toEqual([]);
}

/** What Enter opens on the row that has the focus is read, and Esc gives the row back. */
async function expectOpens(page: Page, says: string): Promise<void> {
  const row = page.locator('[role="row"]:focus');
  await expect(row).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText(says);
  await expectNoFaults(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row).toBeVisible();
}

for (const language of LANGUAGES) {
  test(`what a row of the network opens is read and left with Esc, in ${language}`, async ({
    browser,
    network,
  }) => {
    test.setTimeout(300_000);
    const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN, { language });
    await answerWith<NetworkView>(page, 'hubNetwork.read', aTroubledNetwork);
    const acts: string[] = [];
    await page.route('**/api/command', (route) => {
      const sent = route.request().postData() ?? '';
      if (sent.includes('"hubNetwork.act"')) acts.push(sent);
      return route.fallback();
    });
    await toPart(page, '9');
    await expect(page.getByRole('tab')).toHaveCount(7);
    const isItalian = language === 'it';
    for (const [digit, says] of [
      ['2', 'F9'],
      ['3', 'F9'],
      ['5', 'F9'],
      ['1', 'F7'],
    ] as const) {
      await page.keyboard.press(`Alt+${digit}`);
      await expect(page.getByRole('tab').nth(Number(digit) - 1)).toHaveAttribute('aria-selected', 'true');
      await expectOpens(page, says);
    }
    await page.keyboard.press('Alt+6');
    await page.keyboard.press('F7');
    await expect(page.getByRole('dialog')).toContainText('1.240');
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    // What was only looked at has changed nothing.
    expect(acts).toEqual([]);

    await answerWith<Joined>(page, 'sync.status', (status) => ({
      ...status,
      problem: 'Unreachable',
      isGoingOn: true,
    }));
    await page.reload();
    await expect(page.locator('.status-line__two')).toContainText(
      isItalian ? 'Senza centrale: si lavora, con dei limiti' : 'Without the hub: work goes on, with limits',
    );
    await toPart(page, '8');
    await expect(page.locator('.sync .notice')).toHaveCount(2);
    await expectNoFaults(page);
    await page.keyboard.press('Alt+3');
    await page.locator('.field__choice').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(page.locator('.notice--warning')).toBeVisible();
    await expectNoFaults(page);

    await answerWith<Joined>(page, 'sync.status', (status) => ({ ...status, isGoingOn: true }));
    await page.reload();
    await expect(page.locator('.frame__menu')).toBeVisible();
    await toPart(page, '8');
    await expect(page.locator('.sync')).toContainText(
      isItalian ? 'riprende ciò che manca' : 'getting back what is missing',
    );

    await answerWith<Joined>(page, 'sync.status', (status) => ({
      ...status,
      stoppedBecause: 'Forked',
      wentOn: { at: Date.now(), operations: 31, because: 'olderData' },
    }));
    await page.reload();
    await expect(page.locator('.status-line__two')).toContainText(
      isItalian ? "Scambio fermo: avvisa l'amministratore" : 'Exchange stopped: tell the administrator',
    );
    await toPart(page, '8');
    await expect(page.locator('.sync')).toContainText('31');
    await expectNoFaults(page);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`an entry is previewed and an erased household's page is short, in ${language}`, async ({
    browser,
    network,
  }) => {
    test.setTimeout(300_000);
    const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN, { language });
    await page.keyboard.press('F3');
    await expect(page.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('bianchi', { delay: 150 });
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Bianchi Ottavia' })).toBeVisible();
    await answerWith(page, 'erasure.progress', () => ({
      type: 'network',
      devices: 3,
      doneAt: 1,
      waitingFor: ['Cassa 2', null],
    }));
    await sendOk(page, 'erasure.erase', {
      operationId: crypto.randomUUID(),
      householdId: new URL(page.url()).hash.split('/').at(-1),
      reason: 'asked',
      typed: 'bianchi',
    });
    const notice = page.locator('.notice--info');
    await expect(notice).toContainText(/1 (di|of) 3.*Cassa 2/);
    const box = await notice.boundingBox();
    expect(box?.height).toBeLessThan(768 / 4);
    await expectNoFaults(page);

    await answerWith(page, 'sync.status', () => ({ type: 'joining', address: 'https://centrale.example' }));
    await answerWith(page, 'sync.entry', () => AN_ENTRY);
    await page.reload();
    await expect(page.locator('.frame__menu')).toBeVisible();
    await toPart(page, '8');
    await expect(page.locator('.sync__preview')).toBeVisible();
    await expectNoFaults(page);
    await page.keyboard.press('End');
    await expect(page.getByText(/Bianchi Otavia/)).toBeInViewport({ ratio: 1 });
    await expectNoFaults(page);
    await refuseWith(page, 'sync.enter', { type: 'DeviceRevoked' });
    await page.keyboard.press('F9');
    await expect(page.locator('.notice--problem')).toContainText(
      language === 'it' ? 'Premi F8 per lasciare' : 'Press F8 to leave',
    );
    // All of it is above the keys, which stay in sight upon whatever is longer than the screen.
    const refusal = await page.locator('.notice--problem').boundingBox();
    const keys = await page.locator('.sync__row--last button').first().boundingBox();
    expect((refusal?.y ?? 0) + (refusal?.height ?? 0)).toBeLessThan(keys?.y ?? 0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`every tab of a network in trouble is read, reached by its key and opened, in ${language}`, async ({
    browser,
    network,
  }) => {
    test.setTimeout(300_000);
    const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN, { language });
    await answerWith<NetworkView>(page, 'hubNetwork.read', aTroubledNetwork);
    await toPart(page, '9');
    const tabs = page.getByRole('tab');
    await expect(tabs).toHaveCount(7);
    for (const [index, tab] of (await tabs.all()).entries()) {
      await page.keyboard.press(`Alt+${index + 1}`);
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      const rows = await tabs.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
      expect(new Set(rows).size).toBe(1);
      await expectInSight(page, '.tabs__tab');
      await expectNothingCut(page, '.data-table__heading');
      await expectNoFaults(page);
    }
    // The last one is the form of the floor: with both its sets of caps it is seen at once.
    await page.getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    await expect(page.getByRole('textbox')).toHaveCount(6);
    await expectInSight(page, '.tabs__panel [type=text], .tabs__panel button, .tabs__panel .notice');
    await expectNoFaults(page);
    await page.keyboard.press('F9');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('F9');
    await expect(page.locator('.tabs__panel .notice--ok')).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('checkbox')).toBeFocused();

    await answerWith<Joined>(page, 'sync.status', whileRestoring);
    await answerWith(page, 'sync.toLookAt', () => MUCH_TO_LOOK_AT);
    await page.reload();
    await expect(page.locator('.frame__menu')).toBeVisible();
    await toPart(page, '8');
    await expect(page.locator('.notice--warning')).toContainText('1.240');
    await expectNoFaults(page);
    await page.keyboard.press('Alt+2');
    await expect(page.getByRole('row', { name: /Bianchi|Passata/ })).toBeFocused();
    await page.keyboard.press('Enter');
    // Names of categories are said in the language of the screen.
    await expect(page.getByRole('dialog')).toContainText(language === 'it' ? 'Sughi e salse' : 'Sauces');
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await expect(page.locator('[role="row"]:focus')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expectOpens(page, language === 'it' ? 'verifica di nuovo.Fatto qui' : 'check again.Done here');
    await page.keyboard.press('ArrowDown');
    await expectOpens(page, language === 'it' ? '«Rete», Segnalazioni' : '“Network”, Reports');
    // What the page still asks when the network ends is nobody's matter.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`a counter that reads the network, new or put back, says what it waits for and who may go on, in ${language}`, async ({
    page,
    host,
  }) => {
    await openCounter(page, host, language);
    await answerWith(page, 'session.status', () => ({ phase: 'setup' }));
    await answerWith(page, 'setup.joining', () => aFirstDownload());
    await page.reload();
    const progress = page.getByRole('progressbar');
    await expect(progress).toBeVisible();
    await expect(page.getByRole('status')).toContainText('1.240');
    await expectNoFaults(page);

    // Taken out of the network meanwhile: nobody waits before a bar that never moves.
    await answerWith(page, 'setup.joining', () => ({ ...aFirstDownload(), stoppedBecause: 'Revoked' }));
    await expect(progress).toHaveCount(0);
    await expectNoFaults(page);

    // Forgotten by a hub that was restored: nothing arrives, and a code brings it back.
    await answerWith(page, 'setup.joining', () => ({
      ...aFirstDownload('DeviceUnknown'),
      turnedAway: { comesBackAs: 'member', siteName: 'Mensa del porto' },
    }));
    await expect(page.getByRole('textbox')).toBeFocused();
    await expect(progress).toHaveCount(0);
    await expectNoFaults(page);

    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await answerWith(page, 'session.status', () => ({ phase: 'outOfDate' }));
    await answerWith(page, 'outOfDate.status', () => aReadingAgain());
    await page.reload();
    await expect(progress).toBeVisible();
    await expect(page.getByRole('button', { name: /F8/ })).toHaveCount(0);
    await expectNoFaults(page);
    await answerWith(page, 'outOfDate.status', () => aReadingAgain('Unreachable'));
    await expect(page.getByRole('button', { name: /F8/ })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(
      language === 'it' ? 'con F8 un amministratore' : 'with F8 an administrator',
    );
    await page.keyboard.press('F8');
    await expect(page.getByRole('dialog').getByRole('textbox')).toHaveCount(1);
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await answerWith(page, 'outOfDate.status', aReadingOfAForgotten);
    await expect(page.getByRole('button', { name: /F9/ })).toBeVisible();
    // The site has no administrator: nobody is told to call one.
    await expect(page.getByRole('main')).toContainText(
      language === 'it' ? 'con F8 chi lavora qui' : 'with F8 whoever works here',
    );
    await page.keyboard.press('F8');
    await expect(page.getByRole('dialog').getByRole('textbox')).toHaveCount(2);
    await expectInSight(page, '[role=dialog] input, [role=dialog] .field__hint');
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await answerWith(page, 'outOfDate.status', () => ({ ...aReadingAgain('Unreachable'), mayDecide: [] }));
    await expect(page.getByRole('main')).toContainText(
      language === 'it' ? 'nessuno ha un PIN' : 'nobody has a PIN',
    );
    await expect(page.getByRole('button', { name: /F8/ })).toHaveCount(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`an exchange that fails is said on every screen, in ${language}`, async ({ browser, network }) => {
    const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN, { language });
    await answerWith<Joined>(page, 'sync.status', inTrouble);
    await page.reload();
    const line = page.locator('.status-line__two');
    await expect(line).toContainText('12');
    await expectNothingCut(page, '.status-line__two, .status-line__operator, .status-line__operator *');
    await page.keyboard.press('F1');
    await expect(page.locator('.till')).toBeVisible();
    await expect(line).toContainText('12');
    await expectNoFaults(page);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`a counter that the hub has forgotten is told what is kept, and comes back with a code, in ${language}`, async ({
    browser,
    network,
  }) => {
    test.setTimeout(300_000);
    const page = await open(browser, network.urls[1], 'Anna', ADMINISTRATOR_PIN, { language });
    const isItalian = language === 'it';
    await answerWith<Joined>(page, 'sync.status', aForgottenCounter);
    await page.reload();
    await expect(page.locator('.frame__menu')).toBeVisible();
    await toPart(page, '8');
    await expect(page.locator('.notice--warning')).toContainText(
      isItalian ? 'Niente è perso' : 'Nothing is lost',
    );
    await expectInSight(
      page,
      '.sync .notice, .sync__form h2, .sync__form p, .sync__form input, .sync__form button',
    );
    await expectNoFaults(page);
    await expect(page.locator('.sync__form input')).toBeFocused();
    await refuseWith(page, 'sync.return', { type: 'OtherSite' });
    await page.keyboard.type('abcd-efgh-jkmn');
    await page.keyboard.press('F9');
    await expect(page.locator('.notice--problem')).toContainText(
      isItalian ? "un'altra sede" : 'another site',
    );
    await expectNoFaults(page);
    // The hub that is there does know it, and answers as to whoever never heard the first answer.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.keyboard.press('F9');
    await expect(page.locator('.sync .notice--info')).toContainText(
      isItalian ? 'è rientrata con un codice' : 'came back with a code',
    );
    await expect(page.locator('.sync__form')).toHaveCount(0);
    await expectNoFaults(page);
  });

  test(`of counters of another organisation nothing is offered, and why is said, in ${language}`, async ({
    browser,
    network,
  }) => {
    test.setTimeout(300_000);
    const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN, { language });
    await answerWith<NetworkView>(page, 'hubNetwork.read', ofAnotherOrganisation);
    await toPart(page, '9');
    await expect(page.getByRole('tab')).toHaveCount(7);
    for (const digit of [2, 3, 1]) {
      await page.keyboard.press(`Alt+${digit}`);
      await expect(page.getByRole('tab').nth(digit - 1)).toHaveAttribute('aria-selected', 'true');
      await expect(page.locator('[role="row"]:focus')).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toContainText(
        language === 'it' ? 'È di un altro ente' : 'belongs to another organisation',
      );
      await expect(page.getByRole('dialog').getByRole('button', { name: /F\d/ })).toHaveCount(0);
      await expectNoFaults(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`ten parts of the administration are in sight on a low screen, in ${language}`, async ({
    page,
    host,
  }) => {
    await openCounter(page, host, language);
    await logInToMenu(page, 'Giorgio');
    await toPart(page, '1');
    await expect(page.locator('.side-nav__item')).toHaveCount(10);
    await expectInSight(page, '.side-nav__item');
  });
}

test('why one thing was refused is not told of the next one that is opened', async ({ browser, network }) => {
  test.setTimeout(120_000);
  const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN, { language: 'it' });
  await answerWith<NetworkView>(page, 'hubNetwork.read', aTroubledNetwork);
  await answerWith(page, 'hubNetwork.floor', () => NO_FLOOR);
  for (const command of ['hubNetwork.act', 'hubNetwork.setFloor']) {
    await refuseWith(page, command, { type: 'HubUnreachable' });
  }
  await toPart(page, '9');
  const dialog = page.getByRole('dialog');
  const refused = dialog.locator('.notice--problem');
  await expect(page.getByRole('tab')).toHaveCount(7);
  for (const digit of [2, 5]) {
    await page.keyboard.press(`Alt+${digit}`);
    await expect(page.getByRole('tab').nth(digit - 1)).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('[role="row"]:focus')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeVisible();
    await page.keyboard.press('F9');
    await expect(refused).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.locator('[role="row"]:focus')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeVisible();
    await expect(refused).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await page.keyboard.press('Alt+7');
  await expect(page.getByRole('checkbox')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('F9');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('F9');
  await expect(refused).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('F9');
  await expect(dialog).toBeVisible();
  await expect(refused).toBeHidden();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
