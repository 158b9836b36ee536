import { expect } from '@playwright/test';
import { test } from './host.ts';

test.use({ hostArgs: ['--empty'] });

test('the screens open under the strict policy without one refusal', async ({ page, host }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const response = await page.goto(host.url);
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  await expect(page.locator('#root > *').first()).toBeVisible();
  expect(complaints).toEqual([]);

  // React Aria gives this nonce to the style it inserts: it must be the one of this response's policy.
  const nonce = await page.locator('meta[property="csp-nonce"]').evaluate((meta) => {
    if (!(meta instanceof HTMLElement)) throw new Error('no meta element');
    return meta.nonce;
  });
  expect(policy).toContain(`'nonce-${nonce}'`);
});

test('a script in the page that is not ours does not run', async ({ page, host }) => {
  await page.goto(host.url);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "not ours"';
    document.body.append(script);
    return document.title === 'not ours';
  });
  expect(ran).toBe(false);
});

test('after a power cut the counter opens again at the same address with a new token', async ({
  page,
  host,
}) => {
  const before = new URL(host.url);
  await host.kill9();
  await expect(page.goto(host.url)).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  await host.restart();
  const after = new URL(host.url);
  expect(after.origin).toBe(before.origin);
  expect(after.href).not.toBe(before.href);
  await page.goto(host.url);
  await expect(page.locator('#root > *').first()).toBeVisible();
});

test('a second counter on the same folder does not take it from the first', async ({
  host,
  startHost,
  page,
}) => {
  const second = await startHost({ dataFolder: host.dataFolder });
  await page.goto(second.url);
  await expect(page.locator('#root > *').first()).toBeVisible();
  await page.goto(host.url);
  await expect(page.locator('#root > *').first()).toBeVisible();
});
