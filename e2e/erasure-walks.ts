import type { Page } from '@playwright/test';
import type { FileToDestroy } from '../shared/contract/files-to-destroy-contract.ts';
import type { StatementBatchView } from '../shared/contract/statement-batches-contract.ts';
import { answerWith, refuseWith } from './network-answers.ts';
import { aHousehold, logInAs, send, sendOk } from './till-steps.ts';
import { goTo, press, settle, typing, type Walk } from './walk-steps.ts';

const ADMIN = 'Giorgio';
const STICK = 'E:\\estratti-conto';

type FilesToDestroy = { readonly files: readonly FileToDestroy[]; readonly count: number };

/** Walks through what is left of an erased household, and through what is due to be erased. */
export const erasureWalks: Readonly<Record<string, Walk>> = {
  erasure: async (page, shot) => {
    const { householdId } = await aHousehold(page, { displayName: 'Zanchinelli Ottavia', size: 2 });
    await logInAs(page, ADMIN);
    await page.locator('.frame__menu').waitFor();
    await settle(page);
    await goTo(page, `/households/${householdId}`);
    await page.getByRole('heading', { level: 1, name: 'Zanchinelli Ottavia' }).waitFor();
    await saveStatements(page, householdId);
    await press(page, 'Alt+2', 'Shift+F2');
    await shot('erasure-ask');
    await page.keyboard.type('zanchinelli', typing);
    await press(page, 'F9');
    await shot('erasure-stub');
    await press(page, 'Shift+F2');
    await shot('erasure-repeated');
    await answerWith<FilesToDestroy>(page, 'filesToDestroy.list', ({ files, count }) => ({
      files: files.map((file) => ({ ...file, folder: STICK, place: 'folderAway' })),
      count,
    }));
    await answerWith<StatementBatchView>(page, 'statementBatches.view', (batch) => ({
      ...batch,
      folder: STICK,
      files: batch.files.map((file) => ({ ...file, place: 'folderAway' })),
    }));
    await refuseWith(page, 'statementBatches.open', { type: 'FolderAway' });
    await toBatches(page);
    await press(page, 'F7', 'Space');
    await shot('erasure-files-away');
    await press(page, 'F8');
    await shot('erasure-files-away-sure');
    await press(page, 'Escape', 'Escape');
    await page.getByRole('row').last().focus();
    await press(page, 'Enter');
    await shot('batch-away');
    await press(page, 'F6');
    await shot('batch-away-refused');
    await page.unrouteAll();
    await toBatches(page);
    await shot('erasure-files-notice');
    await press(page, 'F7');
    await shot('erasure-files');
    await press(page, 'Space');
    await shot('erasure-files-chosen');
    await press(page, 'F9');
    await shot('erasure-files-destroyed');
  },

  retention: async (page, shot) => {
    await logInAs(page, ADMIN);
    await page.locator('.frame__menu').waitFor();
    await settle(page);
    await goTo(page, '/administration');
    await press(page, '0');
    await shot('retention-nothing');
    await answerWithDue(page);
    await send(page, 'retention.saveRules', { rules: { householdMonths: 18, accessLogMonths: 6 } });
    await settle(page);
    await shot('retention');
    await press(page, 'ArrowDown', 'Enter');
    await shot('retention-marked');
    await press(page, 'F9');
    await shot('retention-ask');
    await press(page, 'Escape', 'Alt+2');
    await shot('retention-rules');
    await press(page, 'F6');
    await shot('retention-periods');
    await press(page, 'Escape', 'F7');
    await shot('retention-history');
  },
};

/** As at a new start: nothing of what was read before is kept. */
async function toBatches(page: Page): Promise<void> {
  await goTo(page, '/households/batches');
  await page.reload();
  await page.locator('.frame__menu').waitFor();
  await settle(page);
}

/** Statements of prepaid euro, saved as files of this PC. */
export async function saveStatements(page: Page, householdId: string): Promise<void> {
  const { programmes } = await sendOk<{ programmes: { programmeId: string }[] }>(page, 'credit.choices');
  await sendOk(page, 'credit.topUp', {
    operationId: crypto.randomUUID(),
    householdId,
    programmeId: programmes[0]?.programmeId,
    purse: 'cents',
    amount: 2_500,
    reason: 'periodic',
  });
  const batchId = crypto.randomUUID();
  const wanted = {
    purse: 'cents',
    from: '2026-01-01',
    to: '2026-12-31',
    siteId: null,
    entitlement: 'any',
    onlyWithMovements: false,
    isDuplex: false,
    householdsPerFile: 100,
  };
  await sendOk(page, 'statementBatches.start', { batchId, wanted, folder: null });
  for (;;) {
    const { state } = await sendOk<{ state: string }>(page, 'statementBatches.view', { batchId });
    if (state !== 'running') return;
    await page.waitForTimeout(100);
  }
}

/** The small demo is two months old: nobody in it is due. Pictures want somebody. */
async function answerWithDue(page: Page): Promise<void> {
  const names = [
    'Bianchi Ottavia',
    'El Amrani Youssef',
    'Zanchinelli Guidobaldi Maria Concetta',
    'Hoxha Arben',
  ];
  const households = names.map((displayName, index) => ({
    householdId: crypto.randomUUID(),
    displayName,
    lastOn: `2024-0${index + 1}-14`,
    cents: index === 1 ? 1250 : 0,
    washes: index === 1 ? 3 : 0,
  }));
  const rules = { householdMonths: 18, accessLogMonths: 6 };
  const value = { rules, isInNetwork: false, dueHouseholds: names.length, households, dueAccesses: 1240 };
  await page.route('**/api/command', (route) =>
    route.request().postData()?.includes('"retention.view"') === true
      ? route.fulfill({ json: { ok: true, value } })
      : route.continue(),
  );
}
