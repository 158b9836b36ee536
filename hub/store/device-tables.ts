import type { RoleHolder } from '../../shared/domain/first-roles.ts';
import type { DeviceId, OperatorId, OrganisationId, SiteId } from '../../shared/domain/ids.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import type { StreamHead } from '../../shared/sync/protocol.ts';
import type {
  CodeRow,
  DeviceContact,
  DeviceState,
  HubDeviceRow,
  HubSite,
  NewCode,
  NewDevice,
  NewHead,
} from './hub-store.ts';

/** Devices and how they enrol, what was last heard of them, what processes do once, and who may do what at which site. */
export type DeviceTables = {
  readonly epoch: () => Promise<number>;
  /** Where streams stood when the hub was restored in any epoch after this one: the lowest of each, nothing where some backup had not got it. */
  readonly listRestores: (
    sinceEpoch: number,
  ) => Promise<readonly (StreamHead & { readonly stream: StreamName })[]>;
  /** A code that is there already stays as it is. */
  readonly insertCode: (codeHash: string, code: NewCode) => Promise<void>;
  /** Until this transaction ends no other one that asks for it goes on, at any process. */
  readonly lockEnrolments: () => Promise<void>;
  readonly lockCode: (codeHash: string) => Promise<CodeRow | null>;
  readonly spendCode: (codeHash: string, deviceId: DeviceId, at: number) => Promise<void>;
  readonly countDevices: () => Promise<number>;
  readonly findDevice: (deviceId: DeviceId) => Promise<HubDeviceRow | null>;
  /** As `findDevice`, holding its row until the transaction ends. */
  readonly lockDevice: (deviceId: DeviceId) => Promise<HubDeviceRow | null>;
  readonly insertDevice: (device: NewDevice) => Promise<void>;
  /** Up to where its chain is here since `at`. */
  readonly setDeviceHead: (deviceId: DeviceId, head: NewHead) => Promise<void>;
  readonly setDeviceState: (deviceId: DeviceId, state: DeviceState, at: number) => Promise<void>;
  readonly setAloneUntil: (deviceId: DeviceId, seq: number) => Promise<void>;
  readonly setBroughtUntil: (deviceId: DeviceId, seq: number) => Promise<void>;
  /** One that never handed anything in. */
  readonly deleteDevice: (deviceId: DeviceId) => Promise<void>;
  readonly setDevicePlace: (
    deviceId: DeviceId,
    stands: Pick<HubDeviceRow, 'place' | 'leaving' | 'stoodBefore' | 'moves'>,
  ) => Promise<void>;
  readonly listDevices: () => Promise<readonly HubDeviceRow[]>;
  /** Written where it says something new: other cursors, or a minute later. */
  readonly noteContact: (deviceId: DeviceId, contact: DeviceContact) => Promise<void>;
  /** That it was heard of, which says nothing of how far it has read: as when its numbers are of before a restore. */
  readonly noteHeard: (deviceId: DeviceId, seenAt: number) => Promise<void>;
  readonly findContact: (deviceId: DeviceId) => Promise<DeviceContact | null>;
  readonly listContacts: () => Promise<Map<DeviceId, DeviceContact>>;
  /**
   * Whether this process is the one that does a piece of work for this version of the program. One that claimed it
   * before `staleBefore` and did not end it is not waited for.
   */
  readonly claimJob: (name: string, version: number, at: number, staleBefore: number) => Promise<boolean>;
  readonly endJob: (name: string, version: number) => Promise<void>;
  readonly isJobDone: (name: string, version: number) => Promise<boolean>;
  /** The device that goes on for this one; null where none does. */
  readonly findSuccessor: (deviceId: DeviceId) => Promise<HubDeviceRow | null>;
  /** The device that brought its network to this hub while it was empty, or whoever goes on for it. */
  readonly findFounder: () => Promise<DeviceId | null>;
  /** What an operator may do at each site, by what the hub has taken so far. */
  readonly rolesOf: (operatorId: OperatorId) => Promise<Map<SiteId, readonly Role[]>>;
  /** What anybody may do at one of these sites: one row for each operator and site. */
  readonly listRolesAt: (siteIds: readonly SiteId[]) => Promise<readonly RoleHolder[]>;
  readonly setRoles: (operatorId: OperatorId, siteId: SiteId, roles: readonly Role[]) => Promise<void>;
  /** Who first told the hub of what every device is told of (`kind:id`); what nobody told of is not there. */
  readonly findBringers: (subjects: readonly string[]) => Promise<ReadonlyMap<string, DeviceId>>;
  /**
   * Of those, who is in the network and of which not everything is here that they bring; whoever brought the network is one. In one
   * question, and by what is asked about: a till waits for it.
   */
  readonly findEntering: (subjects: readonly string[]) => Promise<ReadonlyMap<string, DeviceId>>;
  /** Whoever was first stays so. */
  readonly noteBringers: (
    rows: readonly { readonly subject: string; readonly deviceId: DeviceId }[],
  ) => Promise<void>;
  readonly setSite: (siteId: SiteId, site: HubSite) => Promise<void>;
  readonly findSite: (siteId: SiteId) => Promise<HubSite | null>;
  /** Sites of an organisation, closed ones too, in order. */
  readonly listSites: (organisationId: OrganisationId) => Promise<readonly SiteId[]>;
};
