import type { DeviceId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { CHAIN_START } from '../../shared/operations/operation.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import type { StreamHead } from '../../shared/sync/protocol.ts';
import type { DeviceTables } from './device-tables.ts';
import { NETWORK_READS_DAYS } from './floor-tables.ts';
import type { HubDeviceRow } from './hub-store.ts';
import type { MemoryState } from './memory-store.ts';

/** Of a chain that has not come to any day yet. */
const LONG_AGO = '1970-01-01' as LocalDate; // a day of the calendar, as the schema has it

/** Who brings what a subject names, while it is in the network and not everything is here that it brings; else null. */
export function findEnteringBringer({ bringers, devices }: MemoryState, subject: string): DeviceId | null {
  const bringer = bringers.get(subject);
  const device = bringer === undefined ? undefined : devices.get(bringer);
  if (device === undefined || device.state !== 'active') return null;
  return device.headSeq < Math.max(device.aloneUntilSeq, device.broughtUntilSeq) ? device.deviceId : null;
}

export function memoryDeviceTables(state: MemoryState): DeviceTables {
  const find = async (deviceId: DeviceId) => state.devices.get(deviceId) ?? null;
  const successorOf = (deviceId: DeviceId) =>
    [...state.devices.values()].find(({ continues }) => continues === deviceId);
  const change = async (deviceId: DeviceId, fields: Partial<HubDeviceRow>) => {
    const device = state.devices.get(deviceId);
    assert(device !== undefined, 'a device that changes is known');
    state.devices.set(deviceId, { ...device, ...fields });
  };
  return {
    epoch: async () => state.epoch,
    listRestores: async (sinceEpoch) => {
      const restores = state.restores.filter((restore) => restore.epoch > sinceEpoch);
      const names = new Set(restores.flatMap(({ streams }) => [...streams.keys()]));
      return [...names].map((stream) => {
        const heads = restores.map(
          ({ streams }): StreamHead => streams.get(stream) ?? { number: 0, checksum: NOTHING },
        );
        return { stream, ...heads.reduce((a, b) => (b.number < a.number ? b : a)) };
      });
    },
    insertCode: async (codeHash, code) => {
      if (!state.codes.has(codeHash))
        state.codes.set(codeHash, { takesOffice: false, ...code, usedAt: null });
    },
    lockEnrolments: async () => undefined, // one transaction at a time
    lockCode: async (codeHash) => state.codes.get(codeHash) ?? null,
    spendCode: async (codeHash, _deviceId, at) => {
      const code = state.codes.get(codeHash);
      assert(code !== undefined, 'a code that is used was made');
      state.codes.set(codeHash, { ...code, usedAt: at });
    },
    countDevices: async () => state.devices.size,
    findDevice: find,
    lockDevice: find,
    insertDevice: async ({ isJoining, isReturning = false, continues, ...device }) => {
      assert(!state.devices.has(device.deviceId), 'a device enrols once');
      state.devices.set(device.deviceId, {
        ...device,
        state: isJoining === true ? 'joining' : 'active',
        broughtUntilSeq: 0,
        revokedAt: null,
        headSeq: 0,
        headHash: CHAIN_START,
        acknowledgedAt: 0,
        headSignature: null,
        reachedOn: LONG_AGO,
        reachedBefore: LONG_AGO,
        leaving: continues?.leaving ?? null,
        stoodBefore: null,
        moves: 0,
        declaredEpoch: isReturning ? 0 : state.epoch,
        enrolledEpoch: isReturning ? 0 : state.epoch,
        continues: continues?.deviceId ?? null,
        keepsPlace: continues?.keepsPlace ?? false,
      });
    },
    setDeviceHead: (deviceId, { seq, hash, at, headSignature, reachedOn }) => {
      const before = state.devices.get(deviceId);
      const isNewDay = before !== undefined && localDateAt(before.acknowledgedAt) < localDateAt(at);
      const more = isNewDay ? { reachedBefore: before.reachedOn } : {};
      return change(deviceId, {
        ...{ headSeq: seq, headHash: hash, acknowledgedAt: at, headSignature, reachedOn },
        ...more,
      });
    },
    setDeviceState: (deviceId, to, at) =>
      change(deviceId, { state: to, revokedAt: to === 'revoked' ? at : null }),
    setAloneUntil: (deviceId, aloneUntilSeq) => change(deviceId, { aloneUntilSeq }),
    setBroughtUntil: (deviceId, broughtUntilSeq) => change(deviceId, { broughtUntilSeq }),
    deleteDevice: async (deviceId) => {
      assert(state.devices.get(deviceId)?.headSeq === 0, 'a device that goes has handed in nothing');
      state.devices.delete(deviceId);
    },
    setDevicePlace: (deviceId, { place, leaving, stoodBefore, moves }) =>
      change(deviceId, { place, leaving, stoodBefore, moves }),
    listDevices: async () => [...state.devices.values()],
    noteContact: async (deviceId, contact) => {
      state.contacts.set(deviceId, contact);
      const readOn = localDateAt(contact.seenAt);
      const since = addDays(readOn, -NETWORK_READS_DAYS);
      const others = (state.floor.reads.get(deviceId) ?? []).filter(
        (each) => each.readOn >= since && each.readOn !== readOn,
      );
      const read = { readOn, number: contact.cursors.get(networkStream) ?? 0 };
      state.floor.reads.set(
        deviceId,
        [read, ...others].sort((a, b) => (a.readOn < b.readOn ? 1 : -1)),
      );
    },
    noteHeard: async (deviceId, seenAt) => {
      state.contacts.set(deviceId, { cursors: new Map(), ...state.contacts.get(deviceId), seenAt });
    },
    findContact: async (deviceId) => state.contacts.get(deviceId) ?? null,
    listContacts: async () => new Map(state.contacts),
    claimJob: async (name, version, at, staleBefore) => {
      const job = state.jobs.get(name);
      const isFree =
        job === undefined || job.version < version || (!job.isDone && job.claimedAt < staleBefore);
      if (isFree) state.jobs.set(name, { version, claimedAt: at, isDone: false });
      return isFree;
    },
    endJob: async (name, version) => {
      const job = state.jobs.get(name);
      if (job?.version === version) state.jobs.set(name, { ...job, isDone: true });
    },
    isJobDone: async (name, version) => {
      const job = state.jobs.get(name);
      return job?.version === version && job.isDone;
    },
    findSuccessor: async (deviceId) => successorOf(deviceId) ?? null,
    findFounder: async () => {
      let founder = [...state.devices.values()].find(({ aloneUntilSeq }) => aloneUntilSeq > 0);
      for (let next = founder; next !== undefined; next = successorOf(next.deviceId)) founder = next;
      return founder?.deviceId ?? null;
    },
    rolesOf: async (operatorId) => new Map(state.roles.get(operatorId)),
    listRolesAt: async (siteIds) =>
      [...state.roles].flatMap(([operatorId, bySite]) =>
        [...bySite]
          .filter(([siteId]) => siteIds.includes(siteId))
          .map(([, roles]) => ({ operatorId, roles })),
      ),
    setRoles: async (operatorId, siteId, roles) => {
      state.roles.set(operatorId, new Map([...(state.roles.get(operatorId) ?? []), [siteId, roles]]));
    },
    findBringers: async (subjects) =>
      new Map(
        subjects.flatMap((subject): [string, DeviceId][] => {
          const deviceId = state.bringers.get(subject);
          return deviceId === undefined ? [] : [[subject, deviceId]];
        }),
      ),
    findEntering: async (subjects) =>
      new Map(
        subjects.flatMap((subject): [string, DeviceId][] => {
          const deviceId = findEnteringBringer(state, subject);
          return deviceId === null ? [] : [[subject, deviceId]];
        }),
      ),
    noteBringers: async (rows) => {
      for (const { subject, deviceId } of rows) {
        if (!state.bringers.has(subject)) state.bringers.set(subject, deviceId);
      }
    },
    setSite: async (siteId, site) => {
      state.sites.set(siteId, site);
    },
    findSite: async (siteId) => state.sites.get(siteId) ?? null,
    listSites: async (organisationId) =>
      [...state.sites]
        .filter(([, site]) => site.organisationId === organisationId)
        .map(([siteId]) => siteId)
        .sort(),
  };
}
