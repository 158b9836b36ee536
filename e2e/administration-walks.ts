import type { Page } from '@playwright/test';
import { answerWith } from './network-answers.ts';
import { logInAs, OFFICE, send } from './till-steps.ts';
import { goTo, press, type Shot, type Walk } from './walk-steps.ts';

const ADMIN = 'Giorgio';

/** Walks through the registers of the network and of this counter, and its backups. */
export const administrationWalks: Readonly<Record<string, Walk>> = {
  administration: async (page, shot) => {
    await logInAs(page, ADMIN);
    await goTo(page, '/administration');
    await shot('administration-operators');
    await showDialogs(page, shot, 'operators', ['F5', 'F6', 'F7', 'F8']);
    await press(page, '2');
    await shot('administration-sites');
    await showDialogs(page, shot, 'sites', ['F5', 'F6', 'F7', 'F8']);
    await press(page, '3');
    await shot('administration-printers');
    await showDialogs(page, shot, 'printers', ['F5']);
    await press(page, '4');
    await shot('administration-till-rules');
    await showDialogs(page, shot, 'till-rules', ['F8']);
    await press(page, 'Tab', 'Space', '5');
    await shot('administration-till-rules-leaving');
    await press(page, 'Delete');
    await shot('administration-programmes');
    await showDialogs(page, shot, 'programmes', ['F5', 'F8']);
    await press(page, '7');
    await shot('administration-about');
    await send(page, 'session.logOut');
    await logInAs(page, OFFICE);
    await goTo(page, '/administration');
    await shot('administration-office');
  },

  backup: async (page, shot) => {
    await logInAs(page, ADMIN);
    await goTo(page, '/administration');
    await press(page, '6');
    await shot('backup');
    await answerWith(page, 'backup.status', (status: object) => ({ ...status, isRegisterBehind: true }));
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await goTo(page, '/administration');
    await press(page, '6');
    await shot('backup-register');
    await page.unrouteAll();
    await press(page, 'F6');
    await shot('backup-folder');
    await press(page, 'Escape', 'F7');
    await shot('backup-recovery');
    await press(page, 'F9');
    await page.waitForTimeout(1500);
    await shot('backup-recovery-code');
    await press(page, 'Enter', 'Escape', 'F9');
    await page.waitForTimeout(2500);
    await shot('backup-done');
    await press(page, 'F8');
    await shot('restore');
    await press(page, 'F9');
    await page.waitForTimeout(2500);
    await shot('restore-preview');
  },
};

/** Opens what each key opens, the first row being chosen for those that need one. */
async function showDialogs(page: Page, shot: Shot, part: string, keys: readonly string[]): Promise<void> {
  const rows = page.getByRole('row');
  if ((await rows.count()) > 1) {
    await rows.nth(1).press('Space');
  }
  for (const key of keys) {
    await press(page, key);
    await shot(`administration-${part}-${key}`);
    await press(page, 'Escape');
  }
}
