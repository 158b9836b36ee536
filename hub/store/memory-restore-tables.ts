import type { AccountName, Unit } from '../../shared/domain/account.ts';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { leaseKey } from './memory-lease-tables.ts';
import type { MemoryState } from './memory-store.ts';
import type { ReleaseRow, RestoreTables, UndeclaredDevice, UnitTotal } from './restore-tables.ts';

/** Who has declared what it holds, as maps. */
export function memoryRestoreTables(state: MemoryState): RestoreTables {
  const releaseOf = (deviceId: DeviceId): ReleaseRow | null =>
    state.releases.find((row) => row.deviceId === deviceId && row.epoch === state.epoch) ?? null;
  const undeclared = (): UndeclaredDevice[] =>
    [...state.devices.values()]
      .filter((device) => device.state === 'active' && device.declaredEpoch < state.epoch)
      .map(({ deviceId }) => ({ deviceId, release: withoutEpoch(releaseOf(deviceId)) }))
      .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const openOf = (deviceId: DeviceId) =>
    [...state.authorisations.values()]
      .filter((row) => row.deviceId === deviceId && row.answer.type === 'granted' && row.closedAt === null)
      .sort((a, b) => (a.authorisationId < b.authorisationId ? -1 : 1));
  return {
    setDeclared: async (deviceId) => {
      const device = state.devices.get(deviceId);
      assert(device !== undefined, 'a device that declares is known');
      state.devices.set(deviceId, { ...device, declaredEpoch: state.epoch });
    },
    isAwaiting: async () => undeclared().some(({ release }) => release === null),
    listUndeclared: async () => undeclared(),
    insertReleases: async (rows) => {
      for (const row of rows) {
        if (releaseOf(row.deviceId) === null) state.releases.push({ ...row, epoch: state.epoch });
      }
    },
    saveDeclarationPart: async (deviceId, part) => {
      const kept = (state.declarationParts.get(deviceId) ?? []).filter((each) => each.part !== part.part);
      state.declarationParts.set(deviceId, [...kept, part]);
    },
    takeDeclarationParts: async (deviceId) => {
      const kept = state.declarationParts.get(deviceId) ?? [];
      state.declarationParts.delete(deviceId);
      return kept.toSorted((a, b) => a.part - b.part);
    },
    noteSeen: async (toldBy, heads) => {
      for (const head of heads) {
        const isOf = (row: MemoryState['seen'][number]) =>
          row.epoch === state.epoch && row.deviceId === head.deviceId && row.toldBy === toldBy;
        if ((state.seen.find(isOf)?.seq ?? 0) >= head.seq) continue;
        state.seen = [...state.seen.filter((row) => !isOf(row)), { ...head, toldBy, epoch: state.epoch }];
      }
    },
    listLost: async () =>
      furthestOf(
        state.seen.filter(
          ({ epoch, toldBy }) => epoch === state.epoch && state.devices.get(toldBy)?.state !== 'revoked',
        ),
      )
        .map(({ deviceId, seq, writtenAt, toldBy }) => {
          const fromSeq = (state.devices.get(deviceId)?.headSeq ?? 0) + 1;
          return { deviceId, fromSeq, toSeq: seq, writtenAt, toldBy };
        })
        .filter(({ fromSeq, toSeq }) => fromSeq <= toSeq)
        .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
    replaceLeases: async (deviceId, rows) => {
      const before = new Map(state.leases);
      for (const lease of before.values()) {
        if (lease.deviceId === deviceId) state.leases.delete(leaseKey(lease));
      }
      for (const row of rows) {
        assert(row.amount >= 0, 'no lease has less than nothing left');
        const same = before.get(leaseKey(row));
        const recalledAt = (same?.account === row.account ? same.recalledAt : null) ?? row.recalledAt;
        state.leases.set(leaseKey(row), { ...row, recalledAt });
      }
    },
    listOpenAuthorisations: async (deviceId) => openOf(deviceId),
    withdrawAuthorisations: async (ids, answer, closedAt) => {
      for (const id of ids) {
        const row = state.authorisations.get(id);
        assert(row !== undefined, 'an authorisation that is withdrawn was asked for');
        state.authorisations.set(id, { ...row, answer, closedAt });
      }
    },
    listLoose: async () =>
      [...state.accounts.values()]
        .filter((account) => account.unit !== 'uses' && account.uncovered > missingOf(account))
        .map(({ account, unit }) => ({ account, unit }))
        .sort((a, b) => (a.account < b.account ? -1 : 1)),
    tightenUncovered: async (accounts) => {
      for (const name of accounts) {
        const account = state.accounts.get(name);
        if (account !== undefined) state.accounts.set(name, { ...account, uncovered: missingOf(account) });
      }
    },
    sumHolds: async (deviceIds) =>
      new Map(
        deviceIds.flatMap((deviceId) => {
          const totals = totalsOf([
            ...[...state.leases.values()].filter((lease) => lease.deviceId === deviceId),
            ...openOf(deviceId).flatMap(({ spends }) => spends),
          ]);
          return totals.length === 0 ? [] : [[deviceId, totals] as const];
        }),
      ),
    sumOverdrawn: async () =>
      totalsOf(
        [...state.accounts.values()]
          .filter(({ unit }) => unit !== 'uses')
          .map((account) => ({ account: account.account, unit: account.unit, amount: missingOf(account) })),
      ),
  };
}

/** Of each device what was told furthest, of two who told the same the first by id. */
const furthestOf = (seen: MemoryState['seen']): MemoryState['seen'] =>
  [...Map.groupBy(seen, ({ deviceId }) => deviceId).values()].flatMap((told) =>
    told.toSorted((a, b) => b.seq - a.seq || (a.toldBy < b.toldBy ? -1 : 1)).slice(0, 1),
  );

type Figures = { readonly posted: number; readonly reserved: number; readonly leased: number };

const missingOf = ({ posted, reserved, leased }: Figures): number => Math.max(0, reserved + leased - posted);

const withoutEpoch = (row: ReleaseRow | null): ReleaseRow | null =>
  row === null ? null : { deviceId: row.deviceId, releasedAt: row.releasedAt, operatorId: row.operatorId };

type Part = { readonly account: AccountName; readonly unit: Unit; readonly amount: number };

const totalsOf = (parts: readonly Part[]): UnitTotal[] =>
  [
    ...Map.groupBy(
      parts.filter(({ amount }) => amount > 0),
      ({ unit }) => unit,
    ),
  ]
    .map(([unit, rows]) => ({
      unit,
      accounts: new Set(rows.map(({ account }) => account)).size,
      amount: rows.reduce((sum, { amount }) => sum + amount, 0),
    }))
    .sort((a, b) => (a.unit < b.unit ? -1 : 1));
