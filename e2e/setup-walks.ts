import type { Page } from '@playwright/test';
import { aFirstDownload, answerWith } from './network-answers.ts';
import { press, settle, type Walk } from './walk-steps.ts';

/** On an empty counter: the first-run wizard, and joining a network. */
export const emptyWalks: Readonly<Record<string, Walk>> = {
  'setup-join': async (page, shot) => {
    await page.getByRole('button', { name: /^F7/ }).waitFor();
    await press(page, 'F7');
    await shot('join-place');
    await press(page, 'Enter');
    await shot('join-place-missing');
    await fillFields(page, ['https://centrale.example', 'Cassa 2']);
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await shot('join-recovery');
    const code = /(?:\w{4} ){6}\w{4}/.exec(await page.locator('main').innerText())?.[0] ?? '';
    await press(page, 'Enter');
    await fillFields(page, [code]);
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await press(page, 'Enter');
    await shot('join-code');
    await fillFields(page, ['ABCD-EFGH-JKLM']);
    await answerWith(page, 'setup.joining', () => aFirstDownload('Unreachable'));
    await page.reload();
    await settle(page);
    await page.waitForTimeout(1500);
    await shot('join-downloading');
  },

  setup: async (page, shot) => {
    await shot('first-run');
    await press(page, 'Enter');
    await shot('first-run-site');
    await press(page, 'Enter');
    await shot('first-run-site-missing');
    await fillFields(page, ['Rete di prova', 'Caritas', 'Emporio di via Roma', 'ROM', 'Cassa 1']);
    await press(page, 'Enter');
    await shot('first-run-administrator');
    await fillFields(page, ['Ada Bassi', '135790', '135790']);
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await shot('first-run-recovery');
    const code = /(?:\w{4} ){6}\w{4}/.exec(await page.locator('main').innerText())?.[0] ?? '';
    await press(page, 'Enter');
    await fillFields(page, [code]);
    await shot('first-run-recovery-check');
    await press(page, 'Enter');
    await page.waitForTimeout(1500);
    await press(page, 'Enter');
    await shot('first-run-printer');
    await press(page, 'Enter');
    await shot('first-run-summary');
  },
};

async function fillFields(page: Page, texts: readonly string[]): Promise<void> {
  const fields = page.locator('input:visible:not([type="checkbox"])');
  for (const [index, text] of texts.entries()) await fields.nth(index).fill(text);
}
