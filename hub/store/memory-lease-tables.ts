import { type AccountName, parseAccount } from '../../shared/domain/account.ts';
import type { DeviceId, LeaseId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { CHAIN_START } from '../../shared/operations/operation.ts';
import { leasableOf } from '../../shared/sync/lease-share.ts';
import type { LeaseRow, OpenFlag } from './hub-store.ts';
import type { LeaseTables } from './lease-tables.ts';
import { findEnteringBringer } from './memory-device-tables.ts';
import type { MemoryState } from './memory-store.ts';

/** A device may name a lease by an id that another one has: each has its own. */
export const leaseKey = ({ deviceId, leaseId }: Pick<LeaseRow, 'deviceId' | 'leaseId'>): LeaseKey =>
  `${deviceId} ${leaseId}`;
export type LeaseKey = `${DeviceId} ${LeaseId}`;

/** What the hub writes itself and has set aside, as maps. */
export function memoryLeaseTables(state: MemoryState): LeaseTables {
  const leases = () =>
    [...state.leases.values()].sort((a, b) =>
      `${a.account}${a.deviceId}` < `${b.account}${b.deviceId}` ? -1 : 1,
    );
  /** Of the period that an account is of, by what was given; null where nothing says so. */
  const lastDayOf = (account: AccountName): LocalDate | null => {
    const [subject, ...of] = account.split('/');
    const days = [...state.allowances.facts.values()].flatMap(({ subject: whose, section, fact }) =>
      whose === subject && fact.of === 'posted' && section.startsWith(`posted/${of.join('/')}/`)
        ? [fact.endsOn]
        : [],
    );
    return days.sort().at(-1) ?? null;
  };
  const openFlags = () => state.flags.filter(({ seen }) => seen === null);
  return {
    lockHubChain: async () => state.hubChains.get(state.epoch) ?? null,
    insertHubChain: async (deviceId) => {
      if (!state.hubChains.has(state.epoch)) {
        state.hubChains.set(state.epoch, { deviceId, seq: 0, hash: CHAIN_START });
      }
    },
    setHubChain: async (seq, hash) => {
      const chain = state.hubChains.get(state.epoch);
      assert(chain !== undefined, 'a chain that grows has begun');
      state.hubChains.set(state.epoch, { ...chain, seq, hash });
    },
    isHubDevice: async (deviceId) =>
      [...state.hubChains.values()].some((chain) => chain.deviceId === deviceId),
    findLeases: async (ids) => leases().filter(({ leaseId }) => ids.includes(leaseId)),
    listLeasesOn: async (accounts) =>
      leases().filter(({ account, amount }) => amount > 0 && accounts.includes(account)),
    listLeasesOf: async (of) => leases().filter(({ deviceId }) => deviceId === of),
    saveLeases: async (rows) => {
      for (const row of rows) {
        assert(row.amount >= 0, 'no lease has less than nothing left');
        const recalledAt = state.leases.get(leaseKey(row))?.recalledAt ?? row.recalledAt;
        state.leases.set(leaseKey(row), { ...row, recalledAt });
      }
    },
    markRecalled: async (recalled, recalledAt) => {
      for (const key of recalled.map(leaseKey)) {
        const lease = state.leases.get(key);
        if (lease !== undefined) state.leases.set(key, { ...lease, recalledAt });
      }
    },
    findAuthorisations: async (ids) =>
      [...state.authorisations.values()].filter(({ authorisationId }) => ids.includes(authorisationId)),
    insertAuthorisation: async (row) => {
      assert(!state.authorisations.has(row.authorisationId), 'an authorisation is answered once');
      state.authorisations.set(row.authorisationId, row);
    },
    closeAuthorisations: async (ids, closedAt) => {
      for (const id of ids) {
        const row = state.authorisations.get(id);
        assert(row !== undefined, 'an authorisation that closes was asked for');
        state.authorisations.set(id, { ...row, closedAt });
      }
    },
    setHomes: async (changes) => {
      for (const { householdId, ...home } of changes) {
        state.homes.set(householdId, { ...state.homes.get(householdId), ...home });
      }
    },
    moveHomes: async (from, to) => {
      for (const [householdId, home] of state.homes) {
        if (home.deviceId !== from) continue;
        const { deviceId: _deviceId, ...entered } = home;
        state.homes.set(householdId, to === null ? entered : { ...home, deviceId: to });
      }
    },
    listLeasable: async ({ deviceId, siteId, recalledSince, endedBetween, limit }) => {
      const recalled = new Set(
        leases()
          .filter(({ recalledAt }) => recalledAt !== null && recalledAt >= recalledSince)
          .map(({ account }) => account),
      );
      return [...state.accounts.values()]
        .filter(({ account, unit, ...figures }) => {
          const parsed = parseAccount(account);
          const home = parsed?.kind === 'household' ? state.homes.get(parsed.householdId) : undefined;
          const isHere = home?.deviceId === undefined ? home?.siteId === siteId : home.deviceId === deviceId;
          return isHere && unit !== 'uses' && !recalled.has(account) && leasableOf(figures) > 0;
        })
        .filter(({ account }) => {
          const endsOn = lastDayOf(account);
          return endsOn === null || endsOn < endedBetween.from || endsOn > endedBetween.to;
        })
        .filter(({ account }) => {
          const bringer = findEnteringBringer(state, account.split('/')[0] ?? '');
          return bringer === null || bringer === deviceId;
        })
        .sort((a, b) => b.number - a.number)
        .slice(0, limit);
    },
    insertFlags: async (rows) => {
      for (const row of rows) {
        const isThere = state.flags.some(
          ({ operationId, account }) => operationId === row.operationId && account === row.account,
        );
        if (!isThere) state.flags.push({ ...row, seen: null });
      }
    },
    listOpenFlags: async (acts) => {
      const byAct = Map.groupBy(openFlags().toReversed(), ({ operationId }) => operationId);
      return [...byAct.values()].slice(0, acts).flatMap((rows) =>
        rows
          .map(({ seen: _seen, ...row }): OpenFlag => {
            const stored = state.operations.find(({ operation }) => operation.id === row.operationId);
            assert(stored !== undefined, 'an act that is flagged was taken');
            const { seq, stream, type, occurredAt } = stored.operation;
            return { ...row, seq, stream, type, occurredAt };
          })
          .sort((a, b) => (a.account < b.account ? -1 : 1)),
      );
    },
    countOpenFlags: async () => new Set(openFlags().map(({ operationId }) => operationId)).size,
    markFlagsSeen: async (operationId, by, at) => {
      const found = openFlags().find((flag) => flag.operationId === operationId);
      state.flags = state.flags.map((flag) =>
        flag.operationId === operationId && flag.seen === null ? { ...flag, seen: { by, at } } : flag,
      );
      return found?.deviceId ?? null;
    },
  };
}
