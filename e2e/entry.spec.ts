import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Host } from './host.ts';
import { ADMINISTRATOR_PIN, open, test } from './network-host.ts';
import { openPart, sendOk } from './till-steps.ts';

/** A hand's pace: faster is taken for a scan. */
const HAND = { delay: 150 };
const PIN = '9753';

/** A counter that works on its own, with one family that the network has too and goods of its own. */
async function aCounterAlone(page: Page, host: Host): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('bancone.language', 'it'));
  await page.goto(host.url);
  await expect(page.getByRole('button').first()).toBeVisible();
  const { code } = await sendOk<{ code: string }>(page, 'setup.makeRecoveryCode');
  await sendOk(page, 'setup.checkRecoveryCode', { code });
  await sendOk(page, 'setup.finish', {
    networkName: 'Bottega da sola',
    organisationName: 'Parrocchia di prova',
    siteName: 'Bottega della piazza',
    siteShortName: 'PIA',
    siteKind: 'emporio',
    deviceName: 'Banco 1',
    administratorName: 'Carla Neri',
    pin: PIN,
    printer: null,
  });
  await logIn(page);
  const id = () => crypto.randomUUID();
  const sites = await sendOk<{ siteId: string }[]>(page, 'households.sites');
  const person = { personId: id(), surname: 'Bianchi', name: 'Ottavia', isHolder: true, isDelegate: false };
  const unknown = { birthDate: null, sex: null, codiceFiscale: null, relation: null };
  await sendOk(page, 'registers.register', {
    operationId: id(),
    household: {
      householdId: id(),
      size: 1,
      preferredLanguage: 'it',
      siteId: sites[0]?.siteId,
      persons: [{ ...person, ...unknown }],
    },
  });
  for (const [product, points] of [
    ['8000003028713', 9],
    ['8000050017746', 4],
  ] as const) {
    await sendOk(page, 'catalogue.saveProduct', {
      operationId: id(),
      productId: null,
      code: product,
      name: `Merce ${product.slice(-3)}`,
      categoryId: 'pasta',
      points,
      pointsPerKilogram: null,
      euroCents: null,
      limitIds: [],
      isActive: true,
    });
  }
}

async function logIn(page: Page): Promise<void> {
  const { operators } = await sendOk<{ operators: { operatorId: string }[] }>(page, 'session.status');
  await sendOk(page, 'session.logIn', { operatorId: operators[0]?.operatorId, pin: PIN });
  await expect(page.locator('.frame__menu')).toBeVisible();
}

const toSynchronisation = (page: Page): Promise<void> => openPart(page, '8');

test('a counter with data of its own sees what would become of it, and enters with keys alone', async ({
  browser,
  network,
  startHost,
}) => {
  test.setTimeout(300_000);
  const alone = await startHost({ args: ['--empty'] });
  const page = await (await browser.newContext()).newPage();
  await aCounterAlone(page, alone);
  const administrator = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN);
  const { address } = await sendOk<{ address: string }>(administrator, 'sync.status');

  await toSynchronisation(administrator);
  await expect(administrator.getByRole('tab')).toHaveCount(3);
  await administrator.keyboard.press('Alt+3');
  await administrator.getByRole('button', { name: /In quale sede sta/ }).focus();
  await administrator.keyboard.press('Enter');
  await administrator.keyboard.press('End');
  await administrator.keyboard.press('Enter');
  await administrator.keyboard.press('F6');
  await expect(administrator.getByText('Leggilo a chi amministra quella postazione')).toBeVisible();
  const code = (await administrator.locator('.sync__code').textContent()) ?? '';

  await toSynchronisation(page);
  await page.getByLabel('Indirizzo della centrale').focus();
  await page.keyboard.type(address, HAND);
  await page.getByLabel('Codice', { exact: true }).focus();
  await page.keyboard.type(code, HAND);
  await page.keyboard.press('F9');
  await expect(page.getByText('Finora non è partito niente')).toBeVisible();
  await expect(page.getByText('1 prodotto con lo stesso codice a barre')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Bianchi Ottavia forse è Bianchi Ottavia: stesso nome')).toBeVisible();
  await expect(page.getByText('Carla Neri: qui continua a lavorare')).toBeVisible();
  // With keys alone it is read to its end.
  const last = page.getByText('Bianchi Ottavia forse è Bianchi Ottavia: stesso nome');
  await page.keyboard.press('End');
  await expect(last).toBeInViewport({ ratio: 1 });
  for (const size of [
    { width: 1366, height: 768 },
    { width: 1920, height: 1080 },
  ]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: test.info().outputPath(`preview-${size.width}.png`) });
  }
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // Not now: everything is as it was, and another code brings it back.
  await page.keyboard.press('F8');
  await expect(page.getByRole('button', { name: 'Collega questa postazione' })).toBeVisible();
  await administrator.keyboard.press('Escape');
  await administrator.keyboard.press('F6');
  await expect(administrator.locator('.sync__code')).toBeVisible();
  const another = (await administrator.locator('.sync__code').textContent()) ?? '';
  await page.getByLabel('Indirizzo della centrale').focus();
  await page.keyboard.type(address, HAND);
  await page.getByLabel('Codice', { exact: true }).focus();
  await page.keyboard.type(another, HAND);
  await page.keyboard.press('F9');
  await expect(page.getByRole('button', { name: 'Entra nella rete' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('F9');
  await expect(page.getByText('tutto a posto')).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.status-line__site')).toContainText('Bottega della piazza');

  await administrator.keyboard.press('Escape');
  await administrator.keyboard.press('9');
  await expect(administrator.getByRole('row', { name: /Banco 1/ })).toContainText('Bottega della piazza', {
    timeout: 30_000,
  });
});
