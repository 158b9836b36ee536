import type { Page } from '@playwright/test';
import type { CoverFailure } from '../shared/contract/cover-failure.ts';
import type { NetworkView } from '../shared/contract/hub-network-contract.ts';
import type { EntryStatus, SyncStatus } from '../shared/contract/sync-contract.ts';
import { scan } from './host.ts';
import {
  AN_ENTRY,
  aFirstDownload,
  aForgottenCounter,
  answerWith,
  aReadingAgain,
  aReadingOfAForgotten,
  aTroubledNetwork,
  holdAnswers,
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

type Joined = Extract<SyncStatus, { type: 'joined' }>;

/** In the catalogue that both counters have. */
const GOODS = '8000003028713';

async function toPart(page: Page, digit: string): Promise<void> {
  await goTo(page, '/administration');
  await press(page, digit);
}

async function toSynchronisation(page: Page): Promise<void> {
  await page.reload();
  await page.locator('.frame__menu').waitFor();
  await toPart(page, '8');
}

const HELD_BY_SILENT = {
  type: 'HeldBySilent',
  ...{ holder: 'Emporio di Fano (Cassa 1)', seenAt: Date.UTC(2026, 10, 30, 17, 5) },
  ...{ unit: 'points', wanted: 60, available: 18 },
} as const;

/** Walks through what a network of counters has of its own, on the demo network. */
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
    await answerWith<Joined>(page, 'sync.status', whileRestoring);
    await answerWith(page, 'sync.toLookAt', () => MUCH_TO_LOOK_AT);
    await toSynchronisation(page);
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
    await answerWith<Joined>(page, 'sync.status', (status) => ({
      ...status,
      isGoingOn: true,
      wentOn: { at: Date.now(), operations: 31, because: 'olderData' },
    }));
    await toSynchronisation(page);
    await shot('sync-going-on');
    await page.unrouteAll();
    await answerWith<Joined>(page, 'sync.status', aForgottenCounter);
    await toSynchronisation(page);
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
    await toSynchronisation(page);
    await shot('entry-alone');
    await page.unrouteAll();
    await answerWith(page, 'sync.status', () => ({ type: 'joining', address: 'https://centrale.example' }));
    await answerWith(page, 'sync.entry', () => AN_ENTRY);
    await toSynchronisation(page);
    await shot('entry-preview');
    await press(page, 'End');
    await shot('entry-preview-end');
    await page.unrouteAll();
    await answerWith<Joined>(page, 'sync.status', (status) => ({
      ...status,
      stoppedBecause: 'Forked',
      waiting: 31,
    }));
    await toSynchronisation(page);
    await shot('sync-stopped');
  },

  'entry-refused': async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await answerWith(page, 'sync.status', () => ({ type: 'joining', address: 'https://centrale.example' }));
    for (const [name, entry] of [
      ['entry-reading', { type: 'reading', received: 1240 }],
      ['entry-hindered', { type: 'failed', problem: 'Unreachable' }],
      ['entry-forgotten', { type: 'failed', problem: 'DeviceUnknown' }],
      ['entry-refused', AN_ENTRY],
    ] satisfies [string, EntryStatus][]) {
      await answerWith(page, 'sync.entry', () => entry);
      await toSynchronisation(page);
      if (name === 'entry-refused') {
        await refuseWith(page, 'sync.enter', { type: 'DeviceRevoked' });
        await press(page, 'F9');
      }
      await shot(name);
    }
    await refuseWith(page, 'sync.leave', { type: 'AlreadyEntered' });
    await press(page, 'F8');
    await shot('entry-entered-already');
    await page.unrouteAll();
    await answerWith(page, 'sync.status', () => ({ type: 'alone', isDemo: true }));
    await toSynchronisation(page);
    await shot('entry-demo');
  },

  exchange: async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await toPart(page, '9');
    for (const [digit, tab] of ['aside', 'forks', 'erasures', 'flags', 'restore'].entries()) {
      await press(page, `Alt+${digit + 2}`);
      await shot(`network-${tab}-none`);
    }
    await press(page, 'Alt+1', 'Enter');
    await shot('network-device-own');
    await press(page, 'Escape');
    await refuseWith(page, 'hubNetwork.read', { type: 'HubUnreachable' });
    await press(page, 'F5');
    await shot('network-silent');
    for (const [name, change] of [
      ['sync-silent', { problem: 'Unreachable', waiting: 12 }],
      ['sync-revoked', { stoppedBecause: 'Revoked', waiting: 12 }],
      ['sync-replaced', { stoppedBecause: 'Replaced', waiting: 12 }],
      ['sync-clock', { problem: 'CertificateDate', clockDifferenceMs: 7_200_000 }],
      ['sync-went-on', { wentOn: { at: Date.now(), operations: 31, because: 'olderData' } }],
    ] satisfies [string, Partial<Joined>][]) {
      await page.unrouteAll();
      await answerWith<Joined>(page, 'sync.status', (status) => ({ ...status, ...change }));
      await toSynchronisation(page);
      await shot(name);
    }
    await page.unrouteAll();
    await toSynchronisation(page);
    await answerWith(page, 'sync.makeCode', () => ({
      code: 'ABCD-EFGH-JKMN',
      validUntil: Date.now() + 1500,
    }));
    await press(page, 'Alt+3', 'F6');
    await page.waitForTimeout(2000);
    await shot('sync-code-over');
  },

  'till-refused': async (network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Lucia', CASHIER_PIN);
    const shot = shotOf(page);
    const shortage = { unit: 'points', wanted: 3, available: 0 } as const;
    const refusals = [
      { ...shortage, type: 'NotCovered', because: 'NotEnough', available: 2 },
      { ...shortage, type: 'NotCovered', because: 'LeasedElsewhere' },
      { ...shortage, type: 'NotCovered', because: 'Restoring' },
      { ...shortage, type: 'NotCovered', because: 'NotRecognised' },
      { ...shortage, type: 'NotCovered', because: 'TakenOut' },
      { type: 'ChangedMeanwhile' },
    ] satisfies CoverFailure[];
    await press(page, 'F1');
    await scan(page, network.cardNumber);
    await scan(page, GOODS);
    await settle(page);
    for (const failure of refusals) {
      await refuseWith(page, 'till.complete', failure);
      await press(page, 'F9');
      await shot(`till-refused-${'because' in failure ? failure.because : failure.type}`);
    }
    const answer = await holdAnswers(page, 'till.complete');
    await press(page, 'F9');
    await page.waitForTimeout(1000);
    await shot('till-asking');
    answer();
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
    await refuseWith(page, 'setup.startOver', { type: 'NeverSent', count: 2 });
    await press(page, 'F9');
    await shot('joining-over-never-sent');
    await answerWith(page, 'setup.startOver', () => ({
      keptAside: '/home/bancone/.bancone/aside-2026-11-30-174205',
    }));
    await press(page, 'F8');
    await answerWith(page, 'setup.joining', () => ({ type: 'none' }));
    await page.getByRole('alertdialog').waitFor();
    await shot('started-over');
    await press(page, 'Enter');
    await answerWith(page, 'setup.joining', () => ({
      ...aFirstDownload('DeviceUnknown'),
      turnedAway: { comesBackAs: 'member', siteName: 'Mensa del porto' },
    }));
    await page.reload();
    await page.getByRole('textbox').waitFor();
    await shot('joining-forgotten');
  },

  troubled: async (_network, openWindow, shotOf) => {
    const page = await openWindow(0, 'Anna', ADMINISTRATOR_PIN);
    const shot = shotOf(page);
    await answerWith<Joined>(page, 'sync.status', inTrouble);
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
