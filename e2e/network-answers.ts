import type { Page } from '@playwright/test';
import type { NetworkView } from '../shared/contract/hub-network-contract.ts';
import type { OutOfDateStatus } from '../shared/contract/out-of-date-contract.ts';
import type {
  EntryStatus,
  JoiningStatus,
  SyncProblem,
  SyncStatus,
  ToLookAt,
} from '../shared/contract/sync-contract.ts';
import { operatorIdSchema } from '../shared/domain/ids.ts';

/** From now on the page gets this answer to this command, with what the host says of it changed by `change`. */
export async function answerWith<Value>(
  page: Page,
  command: string,
  change: (value: Value) => unknown,
): Promise<void> {
  await page.route('**/api/command', async (route) => {
    if (route.request().postData()?.includes(`"command":"${command}"`) !== true) return route.fallback();
    const answer = await (await route.fetch()).json();
    return route.fulfill({ json: { ok: true, value: change(answer.value) } });
  });
}

/** From now on answers to this command, or so many of them, wait, as on a slow PC, until they are let go. */
export async function holdAnswers(
  page: Page,
  command: string,
  most = Number.POSITIVE_INFINITY,
): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  let asked = 0;
  await page.route('**/api/command', async (route) => {
    if (route.request().postData()?.includes(`"command":"${command}"`) === true) {
      asked += 1;
      if (asked <= most) await held.promise;
    }
    return route.fallback();
  });
  return held.resolve;
}

/** From now on this command is refused, and nothing of it reaches the host. */
export async function refuseWith(
  page: Page,
  command: string,
  error: { readonly type: string; readonly [detail: string]: unknown },
): Promise<void> {
  await page.route('**/api/command', (route) =>
    route.request().postData()?.includes(`"command":"${command}"`) === true
      ? route.fulfill({ json: { ok: false, error } })
      : route.fallback(),
  );
}

const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour, 42);
const id = (): string => crypto.randomUUID();

type Joined = Extract<SyncStatus, { type: 'joined' }>;

/** Half of the network is read. */
const HALF_READ = { received: 1240, streamsRead: 2, streams: 5, stoppedBecause: null } as const;

/** By a counter that is new. */
export const aFirstDownload = (problem: SyncProblem | null = null): JoiningStatus => ({
  type: 'downloading',
  ...HALF_READ,
  problem,
  turnedAway: null,
});

/** The same in each answer, as the host gives it. */
const ANNA = operatorIdSchema.parse(id());

/** By one that was put back to an older day. */
export const aReadingAgain = (problem: SyncProblem | null = null) => ({
  type: 'reading' as const,
  ...HALF_READ,
  problem,
  turnedAway: null,
  mayDecide: [{ operatorId: ANNA, displayName: 'Anna' }],
  needsRecoveryCode: false,
});

/** The same at a site without an administrator, where the hub has forgotten the counter. */
export const aReadingOfAForgotten = (): OutOfDateStatus => ({
  ...aReadingAgain('DeviceUnknown'),
  turnedAway: { comesBackAs: 'member', siteName: 'Mensa del porto' },
  needsRecoveryCode: true,
});

/** An exchange that fails although the hub answers. */
export const inTrouble = (status: Joined): Joined => ({
  ...status,
  isTroubled: true,
  problem: 'PageInvalid',
  waiting: 12,
});

/** A network in which much has gone wrong at once, around the counters that are really there. */
export function aTroubledNetwork(view: NetworkView): unknown {
  const [own, other] = view.devices;
  if (own === undefined || other === undefined) throw new Error('the demo network has two counters');
  const made = (name: string | null, change: object) => ({
    ...other,
    name,
    siteName: 'Emporio solidale di San Bartolomeo al Mare',
    ...change,
    place: { ...other.place, deviceId: id() },
  });
  const devices = [
    own,
    other,
    made('Banco delle tessere', { behind: 1, isLeaving: true }),
    made('Cassa 3', { state: 'revoked', revokedAt: at(3, 9), quarantined: 2 }),
    made(null, { state: 'joining', siteName: null, seenAt: null, behind: null }),
    made(null, { state: 'replaced' }),
  ];
  const [, , desk, third] = devices;
  const deviceIdOf = (device: typeof desk) => device?.place.deviceId ?? other.place.deviceId;
  const aside = (type: string, reason: string, day: number) => ({
    deviceId: deviceIdOf(third),
    seq: day,
    type,
    reason,
    writtenAt: at(day, 9),
    receivedAt: at(day, 10),
  });
  const flag = (type: string, receipt: string | null, taken: object[]) => ({
    operationId: id(),
    deviceId: other.place.deviceId,
    type,
    receipt,
    writtenAt: at(12, 9),
    householdName: 'Zanchinelli Guidobaldi Maria Concetta',
    taken,
  });
  return {
    ...view,
    devices: devices.map((device, index) => ({ ...device, quarantined: index === 3 ? 6 : 0 })),
    quarantine: [
      aside('sale.completed', 'DeviceRevoked', 3),
      aside('sale.returned', 'WaitsForAnother', 2),
      aside('floor.set', 'NotAllowedToOperator', 4),
      aside('reversal.askedFor', 'AuthorityOnly', 5),
      aside('lot.received', 'UnknownKind', 6),
      aside('account.adjusted', 'PostingsDiffer', 7),
    ],
    openFlags: 3,
    flags: [
      flag('sale.completed', 'POR-2-1204', [{ unit: 'points', amount: 12, reason: 'NoCover' }]),
      flag('sale.completed', 'POR-2-1205', [
        { unit: 'points', amount: 1, reason: 'CoverExceeded' },
        { unit: 'cents', amount: 1250, reason: 'FloorExceeded' },
      ]),
      flag('cycle.started', null, [{ unit: 'washes', amount: 1, reason: 'ReversedTwice' }]),
    ],
    forks: [
      {
        deviceId: other.place.deviceId,
        receivedAt: at(14, 9),
        isAdopted: false,
        taken: {
          operations: 12,
          from: at(11, 8),
          to: at(13, 17),
          kinds: [{ type: 'sale.completed', operations: 12 }],
        },
        other: {
          operations: 4,
          from: at(11, 9),
          to: at(12, 16),
          kinds: [
            { type: 'sale.completed', operations: 1 },
            { type: 'lease.returned', operations: 2 },
            { type: 'card.issued', operations: 1 },
          ],
        },
      },
      {
        deviceId: deviceIdOf(desk),
        receivedAt: at(2, 9),
        isAdopted: true,
        taken: {
          operations: 1,
          from: at(1, 8),
          to: at(1, 8),
          kinds: [{ type: 'household.set', operations: 1 }],
        },
        other: { operations: 0, from: null, to: null, kinds: [] },
      },
    ],
    erasures: [
      {
        householdId: id(),
        erasedAt: at(20, 9),
        devices: 3,
        doneAt: 1,
        waitingFor: [other.place.deviceId, deviceIdOf(desk)],
      },
      { householdId: id(), erasedAt: at(2, 9), devices: 1, doneAt: 1, waitingFor: [] },
    ],
    restore: {
      undeclared: [
        {
          deviceId: other.place.deviceId,
          release: null,
          holds: [
            { unit: 'points', accounts: 14, amount: 1240 },
            { unit: 'cents', accounts: 3, amount: 8500 },
          ],
        },
        { deviceId: deviceIdOf(desk), release: null, holds: [] },
        {
          deviceId: deviceIdOf(third),
          release: { releasedAt: at(21, 9), isAway: false, operatorName: 'Anna Rossi' },
          holds: [{ unit: 'washes', accounts: 1, amount: 1 }],
        },
      ],
      overdrawn: [{ unit: 'points', accounts: 2, amount: 31 }],
      lost: [
        {
          deviceId: other.place.deviceId,
          name: 'Cassa 2',
          fromSeq: 40,
          toSeq: 52,
          writtenAt: at(20, 16),
          toldBy: null,
        },
        {
          deviceId: id(),
          name: null,
          fromSeq: 7,
          toSeq: 7,
          writtenAt: at(19, 16),
          toldBy: other.place.deviceId,
        },
      ],
    },
  };
}

/** The exchange of a counter while the hub comes back from a backup, with something of everything to look at. */
export const whileRestoring = (status: Joined): unknown => ({
  ...status,
  isHubRestoring: true,
  isTroubled: false,
  waiting: 1,
  waitingSince: at(20, 9),
  quarantined: 1,
  flagged: 2,
  conflicts: 2,
  leases: [
    { unit: 'points', amount: 1240 },
    { unit: 'washes', amount: 1 },
  ],
});

/** Crossed edits, one that the hub keeps aside, flags seen and unseen. */
export const MUCH_TO_LOOK_AT = {
  asideCount: 1,
  flaggedCount: 1,
  conflictCount: 2,
  conflicts: [
    {
      editId: id(),
      overId: id(),
      type: 'product.set',
      householdId: null,
      title: 'Passata di pomodoro biologica in bottiglia di vetro',
      mine: { writtenAt: at(12, 9) },
      other: { writtenAt: at(12, 10), byName: 'Lucia Verdi' },
      isOverMine: true,
      fields: [
        { field: 'points', mine: 3, other: 4, now: 4 },
        {
          field: 'categoryId',
          mine: { it: 'Conserve', en: 'Preserves' },
          other: { it: 'Sughi e salse', en: 'Sauces' },
          now: { it: 'Sughi e salse', en: 'Sauces' },
        },
      ],
    },
    {
      editId: id(),
      overId: id(),
      type: 'category.set',
      householdId: null,
      title: { it: 'Pasta', en: 'Pasta and noodles' },
      mine: { writtenAt: at(13, 9) },
      other: { writtenAt: at(13, 8), byName: null },
      isOverMine: false,
      fields: [{ field: 'category.points', mine: 1, other: 2, now: 1 }],
    },
  ],
  aside: [
    {
      operationId: id(),
      type: 'account.adjusted',
      receipt: null,
      writtenAt: at(14, 9),
      reason: 'NotAllowedToOperator',
    },
  ],
  flagged: [
    {
      operationId: id(),
      type: 'sale.completed',
      receipt: 'EMP-1-204',
      writtenAt: at(15, 9),
      householdName: 'Bianchi Ottavia',
      taken: [{ unit: 'points', amount: 1, reason: 'NoCover' }],
      seen: null,
    },
    {
      operationId: id(),
      type: 'sale.completed',
      receipt: 'EMP-1-198',
      writtenAt: at(10, 9),
      householdName: null,
      taken: [{ unit: 'cents', amount: 1250, reason: 'FloorExceeded' }],
      seen: { at: at(11, 9), byName: 'Anna Rossi' },
    },
  ],
} satisfies Record<keyof ToLookAt, unknown>;

/** What would become of the data of a counter that has one of everything, or two. */
export const AN_ENTRY: EntryStatus = {
  type: 'ready',
  preview: {
    networkName: 'Rete dei cantieri',
    products: {
      matched: 1,
      onlyHere: 12,
      otherPoints: 2,
      examples: [
        { name: 'Fusilli di lenticchie', points: 9, theirPoints: null },
        { name: 'Passata di pomodoro', points: 1, theirPoints: 2 },
      ],
    },
    households: { kept: 1, theirs: 212 },
    alike: {
      count: 1,
      listed: [
        {
          displayName: 'Bianchi Ottavia',
          theirName: 'Bianchi Otavia',
          isCertain: false,
          reasons: ['similarName'],
        },
      ],
    },
    administrators: ['Carla Neri', 'Ugo Bianchi'],
    sameShortNames: ['EMP', 'POR'],
  },
};

/** The hub was restored from before this counter joined. */
export const aForgottenCounter = (status: Joined): Joined => ({
  ...status,
  problem: 'DeviceUnknown',
  waiting: 7,
  waitingSince: at(20, 9),
  turnedAway: { comesBackAs: 'member', siteName: 'Emporio solidale di San Bartolomeo al Mare' },
});

/** The same trouble where another organisation, which has administrators, decides about all of it. */
export const ofAnotherOrganisation = (view: NetworkView): unknown =>
  aTroubledNetwork({ ...view, devices: view.devices.map((device) => ({ ...device, isOfOthers: true })) });
