import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { NetworkView } from '../shared/contract/hub-network-contract.ts';
import type { SyncStatus } from '../shared/contract/sync-contract.ts';
import { answerWith, aTroubledNetwork, MUCH_TO_LOOK_AT, whileRestoring } from './network-answers.ts';
import { ADMINISTRATOR_PIN, open, test } from './network-host.ts';
import { logInAs, openCounter } from './till-steps.ts';

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

for (const language of LANGUAGES) {
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
      await expectNoFaults(page);
    }
    // The last one is the form of the floor: with both its sets of caps it is seen at once.
    await page.getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    await expect(page.getByRole('textbox')).toHaveCount(6);
    await expectInSight(page, '.tabs__panel [type=text], .tabs__panel button, .tabs__panel .notice');
    await expectNoFaults(page);

    await answerWith<Extract<SyncStatus, { type: 'joined' }>>(page, 'sync.status', whileRestoring);
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
    // What the page still asks when the network ends is nobody's matter.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test(`ten parts of the administration are in sight on a low screen, in ${language}`, async ({
    page,
    host,
  }) => {
    await openCounter(page, host, language);
    await logInAs(page, 'Giorgio');
    await expect(page.locator('.frame__menu')).toBeVisible();
    await toPart(page, '1');
    await expect(page.locator('.side-nav__item')).toHaveCount(10);
    await expectInSight(page, '.side-nav__item');
  });
}
