import type { PullAnswer } from '../../shared/sync/protocol.ts';

/** What screens show of a kind, by the part of its name before the dot. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  act: ['sync'],
  account: ['households', 'credit', 'statements'],
  allowance: ['households', 'allowances', 'statements'],
  booking: ['laundryBookings', 'laundry'],
  card: ['cards', 'households', 'till'],
  catalogue: ['catalogue', 'till'],
  category: ['catalogue', 'till'],
  conflict: ['sync'],
  contacts: ['registers', 'households'],
  credit: ['credit', 'households', 'statements'],
  cycle: ['laundry', 'laundryFigures'],
  device: ['administration', 'session', 'hubNetwork'],
  entitlement: ['entitlements', 'households', 'till'],
  favourites: ['catalogue', 'till'],
  floor: ['hubNetwork'],
  household: ['households', 'registers', 'merges', 'till', 'erasure', 'filesToDestroy', 'retention'],
  householdNote: ['registers'],
  isee: ['entitlements', 'registers'],
  basket: ['sync'],
  laundryDesk: ['laundrySetup', 'laundry', 'laundryBookings'],
  laundryRules: ['laundrySetup', 'laundry', 'laundryBookings'],
  lease: ['sync', 'till', 'laundry'],
  limit: ['catalogue', 'till'],
  machine: ['laundrySetup', 'laundry', 'laundryBookings'],
  network: ['administration', 'session'],
  noShow: ['laundryBookings'],
  operator: ['administration', 'session'],
  organisation: ['administration', 'session'],
  person: ['registers', 'households'],
  personConditions: ['registers'],
  printer: ['administration', 'printing'],
  product: ['catalogue', 'till'],
  programme: ['administration', 'credit'],
  retention: ['retention', 'administration'],
  reversal: ['sales', 'credit'],
  sale: ['sales', 'households', 'statements', 'till'],
  scheme: ['schemes', 'households', 'till'],
  site: ['administration', 'session', 'hubNetwork'],
  statement: ['statements', 'statementBatches', 'households'],
  // With what the till keeps in memory.
  'till-rules': ['administration', 'session', 'catalogue', 'till'],
  turn: ['laundryBookings'],
  visit: ['laundry', 'laundryFigures'],
  waiting: ['laundryBookings'],
  washProgramme: ['laundrySetup', 'laundry', 'laundryBookings'],
};

/** Whatever shows a balance. */
const BALANCE_TOPICS = ['till', 'households', 'credit', 'statements', 'laundry'] as const;

/** Which answers a page makes stale. A kind of a newer version touches what this version cannot show. */
export function touchedTopics(page: PullAnswer): string[] {
  // Also where there are none: what a hub has forgotten since it was restored goes with the last page of them.
  if (page.type === 'balances') return [...BALANCE_TOPICS];
  return [...new Set(page.operations.flatMap(({ type }) => topicsOf(type)))];
}

export const topicsOf = (type: string): readonly string[] => TOPICS[type.slice(0, type.indexOf('.'))] ?? [];

/** Everything that screens show: after a change of what this counter is given. */
export const allTopics = (): string[] => [...new Set([...Object.values(TOPICS).flat(), ...BALANCE_TOPICS])];
