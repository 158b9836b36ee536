import type { Page } from '@playwright/test';
import type { NetworkView } from '../shared/contract/hub-network-contract.ts';
import type { SyncStatus } from '../shared/contract/sync-contract.ts';
import { scan } from './host.ts';
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
import { ADMINISTRATOR_PIN, CASHIER_PIN, type Network } from './network-host.ts';
import { operatorCalled, registerHousehold, sendOk } from './till-steps.ts';
import { goTo, press, type Shot, settle } from './walk-steps.ts';

/** A window of one of the counters, with this person of the network logged in. */
export type OpenWindow = (counter: 0 | 1, firstName: string, pin: string) => Promise<Page>;
export type NetworkWalk = (
  network: Network,
  openWindow: OpenWindow,
  shotOf: (page: Page) => Shot,
) => Promise<void>;

/** In the catalogue that both counters have. */
const GOODS = '8000003028713';

async function toPart(page: Page, digit: string): Promise<void> {
  await goTo(page, '/administration');
  await press(page, digit);
}

/** Walks through what a network of counters has of its own, on the demo network. */
const HELD_BY_SILENT = {
  type: 'HeldBySilent',
  ...{ holder: 'Emporio di Fano (Cassa 1)', seenAt: Date.UTC(2026, 10, 30, 17, 5) },
  ...{ unit: 'points', wanted: 60, available: 18 },
} as const;

export const networkWalks: Readonly<Record<string, NetworkWalk>> = {
  network: async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await answerWith<NetworkView>(page, 'hubNetwork.read', aTroubledNetwork);
    await answerWith(page, 'hubNetwork.act', () => ({ taken: 1 }));
    await toPart(page, '9');
    await shot('network-devices');
    await press(page, 'ArrowDown', 'Enter');
    await shot('network-device');
    await press(page, 'F7');
    await shot('network-device-move');
    await press(page, 'Escape', 'Enter', 'F8');
    await shot('network-device-revoke');
    await press(page, 'Escape', 'Alt+2');
    await shot('network-aside');
    await press(page, 'F6');
    await shot('network-aside-judged');
    await press(page, 'ArrowDown', 'Enter');
    await shot('network-aside-open');
    await press(page, 'Escape');
    await press(page, 'Alt+3');
    await shot('network-forks');
    await press(page, 'Alt+4');
    await shot('network-erasures');
    await press(page, 'Alt+5');
    await shot('network-flags');
    await press(page, 'ArrowDown', 'Enter');
    await shot('network-flag');
    await press(page, 'Escape', 'Alt+6');
    await shot('network-restore');
    await press(page, 'F7');
    await shot('network-release');
    await press(page, 'Escape', 'Alt+7');
    await shot('network-floor-off');
    await press(page, 'Tab', 'Space');
    await shot('network-floor');
    await press(page, 'F9');
    await shot('network-floor-ask');
    await page.unrouteAll();
    await answerWith<NetworkView>(page, 'hubNetwork.read', ofAnotherOrganisation);
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '9');
    await press(page, 'ArrowDown', 'Enter');
    await shot('network-device-others');
    await press(page, 'Escape', 'Alt+2', 'ArrowDown', 'Enter');
    await shot('network-aside-others');
    await press(page, 'Escape', 'Alt+3', 'Enter');
    await shot('network-fork-others');
  },

  synchronisation: async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await toPart(page, '8');
    await shot('sync');
    await press(page, 'Alt+3');
    await shot('sync-another');
    await page.locator('.field__choice').focus();
    await press(page, 'Enter', 'End', 'Enter');
    await shot('sync-another-office');
    await press(page, 'F6');
    await settle(page);
    await shot('sync-code');
    await press(page, 'Escape', 'Alt+2');
    await shot('sync-nothing');
    await answerWith<Extract<SyncStatus, { type: 'joined' }>>(page, 'sync.status', whileRestoring);
    await answerWith(page, 'sync.toLookAt', () => MUCH_TO_LOOK_AT);
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '8');
    await shot('sync-restoring');
    await press(page, 'Alt+2');
    await shot('sync-look');
    await press(page, 'Enter');
    await shot('sync-conflict');
    await press(page, 'Escape', 'ArrowDown', 'ArrowDown', 'Enter');
    await shot('sync-aside');
    await press(page, 'Escape', 'ArrowDown', 'Enter');
    await shot('sync-flagged');
    await page.unrouteAll();
    await answerWith<Extract<SyncStatus, { type: 'joined' }>>(page, 'sync.status', (status) => ({
      ...status,
      isGoingOn: true,
      wentOn: { at: Date.now(), operations: 31, because: 'olderData' },
    }));
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '8');
    await shot('sync-going-on');
    await page.unrouteAll();
    await answerWith<Extract<SyncStatus, { type: 'joined' }>>(page, 'sync.status', aForgottenCounter);
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '8');
    await shot('sync-forgotten');
    await refuseWith(page, 'sync.return', { type: 'OtherSite' });
    await page.keyboard.type('ABCD-EFGH-JKMN');
    await press(page, 'F9');
    await shot('sync-forgotten-refused');
    await page.unrouteAll();
    await answerWith(page, 'session.status', () => ({ phase: 'withdrawing', done: 4000, total: 12_840 }));
    await page.reload();
    await shot('withdrawing');
  },

  entry: async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await answerWith(page, 'sync.status', () => ({ type: 'alone', isDemo: false }));
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '8');
    await shot('entry-alone');
    await page.unrouteAll();
    await answerWith(page, 'sync.status', () => ({ type: 'joining', address: 'https://centrale.example' }));
    await answerWith(page, 'sync.entry', () => AN_ENTRY);
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '8');
    await shot('entry-preview');
    await press(page, 'End');
    await shot('entry-preview-end');
    await page.unrouteAll();
    await answerWith<Extract<SyncStatus, { type: 'joined' }>>(page, 'sync.status', (status) => ({
      ...status,
      stoppedBecause: 'Forked',
      waiting: 31,
    }));
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await toPart(page, '8');
    await shot('sync-stopped');
  },

  'out-of-date': async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await answerWith(page, 'session.status', () => ({ phase: 'outOfDate' }));
    await answerWith(page, 'outOfDate.status', () => aReadingAgain());
    await page.reload();
    await page.getByRole('progressbar').waitFor();
    await shot('out-of-date');
    await answerWith(page, 'outOfDate.status', () => aReadingAgain('Unreachable'));
    await page.locator('.notice').waitFor();
    await shot('out-of-date-hindered');
    await press(page, 'F8');
    await shot('out-of-date-anyway');
    await press(page, 'Escape');
    await answerWith(page, 'outOfDate.status', aReadingOfAForgotten);
    await page.getByRole('textbox').waitFor();
    await shot('out-of-date-forgotten');
    await press(page, 'F8');
    await shot('out-of-date-no-administrator');
    await press(page, 'Escape');
    await answerWith(page, 'session.status', () => ({ phase: 'setup' }));
    await answerWith(page, 'setup.joining', () => ({ ...aFirstDownload(), stoppedBecause: 'Revoked' }));
    await page.reload();
    await page.locator('.notice').waitFor();
    await shot('joining-over');
  },

  troubled: async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await answerWith<Extract<SyncStatus, { type: 'joined' }>>(page, 'sync.status', inTrouble);
    await page.reload();
    await page.locator('.frame__menu').waitFor();
    await press(page, 'F1');
    await shot('till-troubled');
    await toPart(page, '8');
    await shot('sync-troubled');
  },

  'till-in-network': async (network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Lucia', CASHIER_PIN);
    const shot = shotOf(page);
    await press(page, 'F1');
    await scan(page, network.cardNumber);
    await settle(page);
    await shot('till-network');
    await network.toggleHub();
    await page.locator('.status-line__two').waitFor({ timeout: 90_000 });
    await shot('till-offline');
    await scan(page, GOODS);
    await press(page, 'F9');
    await page.locator('.till-message--problem').waitFor({ timeout: 30_000 });
    await shot('till-silent');
    await network.toggleHub();
    await refuseWith(page, 'till.complete', HELD_BY_SILENT);
    await press(page, 'F9');
    await shot('till-held-by-silent');
    await page.unrouteAll();
    await press(page, 'F6');
    const office = await openWindow(1, 'Anna', ADMINISTRATOR_PIN);
    const limit = {
      isOn: true,
      perHousehold: { points: 20, cents: 2000, washes: 1 },
      perDevice: { points: 200, cents: 20_000, washes: 10 },
    };
    await sendOk(office, 'hubNetwork.setFloor', { operationId: crypto.randomUUID(), limit });
    // The other counter hears of it at the next exchange.
    await page.waitForTimeout(6_000);
    await network.toggleHub();
    await scan(page, network.cardNumber);
    await scan(page, GOODS);
    await press(page, 'F9');
    await page.locator('.sale-done').waitFor({ timeout: 30_000 });
    await shot('till-without-cover');
    await network.toggleHub();
  },

  'till-awaited': async (network, openWindow, shotOf) => {
    const office = await openWindow(1, 'Anna', ADMINISTRATOR_PIN);
    await network.toggleHub();
    const { cardNumber } = await registerHousehold(office, { displayName: 'Hoxha Arben' });
    await sendOk(office, 'session.logOut');
    const { operatorId } = await operatorCalled(office, 'Lucia');
    await sendOk(office, 'session.logIn', { operatorId, pin: CASHIER_PIN });
    await office.locator('.frame__menu').waitFor();
    await press(office, 'F1');
    await scan(office, cardNumber);
    await scan(office, GOODS);
    await press(office, 'F9');
    await settle(office);
    await shotOf(office)('till-awaited');
  },

  'erased-in-network': async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await goTo(page, '/households');
    await page.keyboard.type('bianchi', { delay: 160 });
    await press(page, 'Enter');
    await shot('household-in-network');
    const householdId = new URL(page.url()).hash.split('/').at(-1) ?? '';
    await sendOk(page, 'erasure.erase', {
      operationId: crypto.randomUUID(),
      householdId,
      reason: 'asked',
      typed: 'bianchi',
    });
    await settle(page);
    await shot('erased-in-network');
    await answerWith(page, 'erasure.progress', () => ({
      type: 'network',
      devices: 3,
      doneAt: 1,
      waitingFor: ['Cassa 2', null],
    }));
    await press(page, 'F5');
    await shot('erased-in-network-waiting');
  },
};
