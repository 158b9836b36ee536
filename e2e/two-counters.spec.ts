import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page } from '@playwright/test';
import { scan } from './host.ts';
import { ADMINISTRATOR_PIN, CASHIER_PIN, open, test } from './network-host.ts';
import { openPart, said, sendOk } from './till-steps.ts';

/** In the catalogue that both counters have. */
const GOODS = '8000003028713';

async function atTheTill(browser: Browser, url: string | undefined): Promise<Page> {
  const page = await open(browser, url, 'Lucia', CASHIER_PIN);
  await page.keyboard.press('F1');
  await expect(page.locator('.till__goods')).toBeVisible();
  return page;
}

test('what one counter sells the other one sees', async ({ browser, network }) => {
  test.setTimeout(300_000);
  const [first, second] = [
    await atTheTill(browser, network.urls[0]),
    await atTheTill(browser, network.urls[1]),
  ];
  await expect(first.locator('.status-line__site')).toContainText('Emporio di prova');
  await expect(second.locator('.status-line__site')).toContainText('Emporio del porto');
  for (const page of [first, second]) {
    await scan(page, network.cardNumber);
    await expect(page.locator('.customer')).toContainText('Bianchi Ottavia');
    await expect(page.locator('.figures')).toContainText('120');
  }
  await scan(first, GOODS);
  await expect(said(first)).toContainText('Fusilli di lenticchie');
  await first.keyboard.press('F9');
  await expect(first.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible();
  // The card lies on the second till already: its figures change under the cashier's eyes.
  await expect(second.locator('.figures')).toContainText('117', { timeout: 30_000 });
  await expect(first.locator('.status-line__waiting')).toContainText('Tutto inviato, ultimo invio');
});

test('without the hub the household shops where it goes, and elsewhere once the hub is back', async ({
  browser,
  network,
}) => {
  test.setTimeout(300_000);
  const [elsewhere, home] = [
    await atTheTill(browser, network.urls[0]),
    await atTheTill(browser, network.urls[1]),
  ];
  await expect(home.locator('.status-line__site')).toContainText('Emporio del porto');
  // The hub sets four fifths of the points aside for the counter where the household goes.
  await expect
    .poll(() => sendOk<{ leases: unknown }>(home, 'sync.status').then(({ leases }) => leases), {
      timeout: 60_000,
    })
    .toContainEqual({ unit: 'points', amount: 96 });
  await network.toggleHub();
  // Said on every screen before anybody asks the hub for anything, and without alarm.
  for (const page of [home, elsewhere]) {
    await expect(page.locator('.status-line__waiting')).toContainText(
      'Senza centrale: si lavora, con dei limiti',
      {
        timeout: 90_000,
      },
    );
  }

  await scan(home, network.cardNumber);
  await scan(home, GOODS);
  await expect(said(home)).toContainText('Fusilli di lenticchie');
  await home.keyboard.press('F9');
  await expect(home.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible();
  await expect(home.locator('.status-line__waiting')).toContainText('da inviare');

  await scan(elsewhere, network.cardNumber);
  await scan(elsewhere, GOODS);
  await expect(said(elsewhere)).toContainText('Fusilli di lenticchie');
  await elsewhere.keyboard.press('F9');
  await expect(said(elsewhere)).toContainText('La centrale non risponde: non è stato pagato niente', {
    timeout: 20_000,
  });
  // Nothing green says that it could be paid.
  await expect(elsewhere.locator('.till__side')).toContainText('manca il sì della centrale');
  await expect(elsewhere.locator('.findings__ready')).toHaveCount(0);
  for (const size of [
    { width: 1366, height: 768 },
    { width: 1920, height: 1080 },
  ]) {
    await elsewhere.setViewportSize(size);
    await elsewhere.screenshot({ path: test.info().outputPath(`silent-${size.width}.png`) });
  }
  await expect(elsewhere.getByRole('option', { name: /Fusilli/ })).toBeVisible();

  await network.toggleHub();
  await expect(async () => {
    await elsewhere.keyboard.press('F9');
    await expect(elsewhere.getByRole('heading', { name: 'Spesa conclusa' })).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expect(elsewhere.locator('.status-line__waiting')).not.toContainText('Senza centrale', {
    timeout: 60_000,
  });
  // Both sales are on both tills, once each.
  for (const page of [home, elsewhere]) {
    await page.keyboard.press('Enter');
    await scan(page, network.cardNumber);
    await expect(page.locator('.figures')).toContainText('114', { timeout: 60_000 });
  }
});

test('an administrator sees how the exchange stands and reads out a code, with keys alone', async ({
  browser,
  network,
}) => {
  test.setTimeout(300_000);
  const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN);
  await openPart(page, '8');
  await expect(page.getByText('tutto a posto')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('button', { name: 'Fai il codice' })).toBeEnabled();
  await page.keyboard.press('F6');
  await expect(page.locator('.sync__code')).toHaveText(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  await page.screenshot({ path: test.info().outputPath('code.png') });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('.sync__code')).toBeHidden();
  await page.keyboard.press('Alt+2');
  await expect(page.getByText('Niente da guardare')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('an administrator sees the counters of the network and takes one out, which says so and goes on serving', async ({
  browser,
  network,
}) => {
  test.setTimeout(300_000);
  const page = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN);
  await openPart(page, '9');
  const second = page.getByRole('row', { name: /Cassa 2/ });
  await expect(second).toContainText('attiva', { timeout: 30_000 });
  await expect(second).toContainText('Emporio del porto');
  await page.screenshot({ path: test.info().outputPath('devices.png') });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await second.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Non riceve i fascicoli');
  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog')).toContainText('cambia subito quei PIN');
  await page.screenshot({ path: test.info().outputPath('revoke.png') });
  await page.keyboard.press('F9');
  await expect(page.getByRole('dialog')).toContainText('fuori dalla rete');
  await page.keyboard.press('Escape');
  await expect(second).toContainText('tolta dalla rete');
  await page.keyboard.press('Alt+2');
  await expect(page.getByText('Niente da verificare')).toBeVisible();
  await page.keyboard.press('Alt+3');
  await expect(page.getByText('Nessuna copia')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('forks.png') });
  await page.keyboard.press('Alt+5');
  await expect(page.getByText('Nessuna segnalazione')).toBeVisible();
  await page.keyboard.press('Alt+6');
  await expect(page.getByText('Nessuna postazione attesa')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  const revoked = await open(browser, network.urls[1], 'Anna', ADMINISTRATOR_PIN);
  await openPart(revoked, '8');
  await expect(revoked.getByText('Un amministratore ha tolto questa postazione')).toBeVisible({
    timeout: 40_000,
  });
  await revoked.screenshot({ path: test.info().outputPath('revoked.png') });
});
