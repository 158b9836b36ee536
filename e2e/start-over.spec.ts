import { readdirSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { NetworkView } from '../shared/contract/hub-network-contract.ts';
import { refuseWith } from './network-answers.ts';
import { ADMINISTRATOR_PIN, open, test } from './network-host.ts';
import { sendOk } from './till-steps.ts';

/** A hub seen through a line that lets a counter enrol and then nothing more, until it is opened. */
async function aNarrowLine(address: string) {
  let isOpen = false;
  const server = createServer((asked, answer) => {
    if (!isOpen && asked.url !== '/v1/enrol' && asked.url !== '/v1/time') return answer.writeHead(503).end();
    const { method, headers, url } = asked;
    const passed = request(new URL(url ?? '/', address), { method, headers }, (heard) => {
      answer.writeHead(heard.statusCode ?? 502, heard.headers);
      heard.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    return asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    address: `http://127.0.0.1:${port}`,
    open: () => {
      isOpen = true;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a counter that is taken out during its first download is begun again with one key, and nothing is deleted', async ({
  browser,
  network,
  startHost,
}) => {
  test.setTimeout(300_000);
  const administrator = await open(browser, network.urls[0], 'Anna', ADMINISTRATOR_PIN);
  const { address } = await sendOk<{ address: string }>(administrator, 'sync.status');
  const before = await sendOk<NetworkView>(administrator, 'hubNetwork.read');
  const siteId = before.devices[0]?.place.siteId;
  const line = await aNarrowLine(address);
  const host = await startHost({ args: ['--empty'] });
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => localStorage.setItem('bancone.language', 'it'));
  await page.goto(host.url);
  await expect(page.getByRole('heading', { level: 1, name: 'Prepara questa postazione' })).toBeVisible();
  const { code } = await sendOk<{ code: string }>(page, 'setup.makeRecoveryCode');
  await sendOk(page, 'setup.checkRecoveryCode', { code });
  const entry = await sendOk<{ code: string }>(administrator, 'sync.makeCode', { siteId });
  await sendOk(page, 'setup.join', { address: line.address, code: entry.code, deviceName: 'Cassa 3' });
  await expect(page.getByRole('progressbar')).toBeVisible();

  const { devices } = await sendOk<NetworkView>(administrator, 'hubNetwork.read');
  const known = new Set(before.devices.map(({ place }) => place.deviceId));
  const joined = devices.find(({ place }) => !known.has(place.deviceId));
  await sendOk(administrator, 'hubNetwork.act', { type: 'revoke', deviceId: joined?.place.deviceId });
  line.open();
  await expect(page.getByText('ha tolto questa postazione dalla rete')).toBeVisible({ timeout: 120_000 });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // What was never sent is left behind by another key than the one that was pressed.
  await refuseWith(page, 'setup.startOver', { type: 'NeverSent', count: 2 });
  await page.keyboard.press('F9');
  await expect(page.getByRole('alert').last()).toContainText('Qui ci sono 2 operazioni');
  await page.keyboard.press('F9');
  await expect(page.getByRole('button', { name: /^F9/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'F8 Mettile da parte e ricomincia' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });

  await page.reload();
  await expect(page.getByText('ha tolto questa postazione dalla rete')).toBeVisible();
  await page.keyboard.press('F9');
  const aside = () => readdirSync(host.dataFolder).filter((name) => name.startsWith('aside-'));
  await expect(page.getByRole('alertdialog')).toContainText('aside-');
  expect(aside()).toHaveLength(1);
  await expect(page.getByRole('alertdialog')).toContainText(aside()[0] ?? 'nothing');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('started-over.png') });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Prepara questa postazione' })).toBeVisible();
  await page.keyboard.press('F7');
  await expect(page.getByLabel('Indirizzo della centrale')).toBeVisible();
  line.close();
});
