import { z } from 'zod';
import { setSetting } from '../electron/database/local-settings.ts';
import { getOwnHead } from '../electron/database/log.ts';
import { findScheme } from '../electron/database/schemes.ts';
import { createPinVerifier } from '../electron/keys/pin-verifier.ts';
import { recordReferenceData } from '../electron/services/reference-data.ts';
import {
  networkIdSchema,
  type OperatorId,
  operatorIdSchema,
  organisationIdSchema,
  type SiteId,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import type { Role } from '../shared/domain/role.ts';
import type { Scheme } from '../shared/domain/scheme.ts';
import {
  deviceRegistered,
  networkCreated,
  operatorPinSet,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  siteSet,
} from '../shared/operations/network-operations.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** Who does what in the simulated year. */
export type DemoNetwork = {
  readonly identityKey: string;
  /** The emporio, where every sale is made. */
  readonly siteId: SiteId;
  readonly laundryId: SiteId;
  readonly scheme: Scheme;
  readonly cashierIds: readonly OperatorId[];
  readonly officeId: OperatorId;
  readonly attendantId: OperatorId;
  readonly adminId: OperatorId;
};

const organisations = ['ATS n.1', 'Caritas', 'Gulliver', 'Croce Rossa', 'Città della Gioia'] as const;

const sites = [
  { name: 'Emporio solidale', shortName: 'EMP', kind: 'emporio', organisation: 'Caritas' },
  { name: 'Lavanderia sociale', shortName: 'LAV', kind: 'laundry', organisation: 'Gulliver' },
  { name: 'Sportello Nuovi Cantieri', shortName: 'UFF', kind: 'office', organisation: 'ATS n.1' },
  { name: 'Sportello Croce Rossa', shortName: 'CRI', kind: 'office', organisation: 'Croce Rossa' },
  { name: 'Casa Città della Gioia', shortName: 'CDG', kind: 'office', organisation: 'Città della Gioia' },
] as const;

/** The sites of the demo that a counter can be shown at. */
export const demoSiteSchema = z.enum(['emporio', 'laundry']);
export type DemoSite = z.infer<typeof demoSiteSchema>;

type DemoOperator = { readonly name: string; readonly pin: string; readonly roles: readonly Role[] };

/** Invented names. The PINs are shown on the log-in screen of a demo. */
export const demoOperators: readonly DemoOperator[] = [
  { name: 'Lucia Ferri', pin: '1111', roles: ['cashier'] },
  { name: 'Paolo Gentili', pin: '2222', roles: ['cashier'] },
  { name: 'Marta Donati', pin: '3333', roles: ['office'] },
  { name: 'Elena Conti', pin: '4444', roles: ['socialWorker'] },
  { name: 'Samira Tazi', pin: '5555', roles: ['laundry'] },
  { name: 'Giorgio Rinaldi', pin: '9999', roles: ['admin'] },
];

/** PIN verifiers cost a tenth of a second each by design, so they are made before the first transaction. */
export const createDemoVerifiers = (random: Random): Promise<string[]> =>
  Promise.all(demoOperators.map(({ pin }) => createPinVerifier(pin, random.bytes(16))));

/** Organisations, sites, operators of every role with their PINs, and the reference data. One step. */
export function recordDemoNetwork(
  simulation: Simulation,
  random: Random,
  verifiers: readonly string[],
  /** Where this counter stands. */
  site: DemoSite,
): DemoNetwork {
  const { newId, record } = simulation;
  const identityKey = random.bytes(32).toString('hex');
  record(networkCreated, {
    networkId: networkIdSchema.parse(newId()),
    name: 'Nuovi Cantieri (dimostrazione)',
    isDemo: true,
    identityKey,
  });
  const adminId = operatorIdSchema.parse(newId());
  const byAdmin = { operatorId: adminId };

  const organisationIds = new Map(
    organisations.map((name) => [name, organisationIdSchema.parse(newId())] as const),
  );
  for (const [name, organisationId] of organisationIds)
    record(organisationSet, { organisationId, name }, byAdmin);
  const siteIds = sites.map(({ organisation, ...site }) => {
    const siteId = siteIdSchema.parse(newId());
    const organisationId = organisationIds.get(organisation);
    assert(organisationId !== undefined, 'a demo site belongs to a demo organisation');
    record(siteSet, { siteId, organisationId, isActive: true, ...site }, byAdmin);
    return siteId;
  });
  const [siteId, laundryId] = siteIds;
  assert(siteId !== undefined && laundryId !== undefined, 'the demo has an emporio and a laundry');
  const standsAt = site === 'laundry' ? laundryId : siteId;
  const { deviceId } = getOwnHead(simulation.tx());
  const deviceName = site === 'laundry' ? 'Banco lavanderia' : 'Cassa 1';
  record(deviceRegistered, { deviceId, siteId: standsAt, name: deviceName });

  const operatorIds = recordOperators(simulation, { siteId: standsAt, siteIds, adminId, verifiers });
  const { schemeId } = recordReferenceData(
    { record: simulation.recordOperation, newId, today: simulation.today },
    simulation.tx(),
    { siteId, operatorId: adminId },
  );
  const scheme = findScheme(simulation.tx(), schemeId, simulation.today());
  assert(scheme !== null, 'the reference data have a points scheme');
  const idsOfRole = (role: Role) =>
    operatorIds.filter((_, index) => demoOperators[index]?.roles.includes(role) === true);
  const [officeId] = idsOfRole('office');
  const [attendantId] = idsOfRole('laundry');
  assert(officeId !== undefined && attendantId !== undefined, 'the demo has an office and an attendant');
  const cashierIds = idsOfRole('cashier');
  return { identityKey, siteId, laundryId, scheme, cashierIds, officeId, attendantId, adminId };
}

function recordOperators(
  { newId, record, tx }: Simulation,
  {
    siteId,
    siteIds,
    adminId,
    verifiers,
  }: { siteId: SiteId; siteIds: readonly SiteId[]; adminId: OperatorId; verifiers: readonly string[] },
): OperatorId[] {
  const pins: Record<string, string> = {};
  const operatorIds = demoOperators.map(({ name, pin, roles }, index) => {
    const isAdmin = roles.includes('admin');
    const operatorId = isAdmin ? adminId : operatorIdSchema.parse(newId());
    const verifier = verifiers[index];
    assert(verifier !== undefined, 'every demo operator has a verifier');
    record(operatorSet, { operatorId, displayName: name, isActive: true }, { operatorId: adminId });
    // An administrator works everywhere; the others stand at this counter.
    for (const at of isAdmin ? siteIds : [siteId]) {
      record(operatorRolesSet, { operatorId, siteId: at, roles: [...roles] }, { operatorId: adminId });
    }
    record(operatorPinSet, { operatorId, siteId, how: 'office', verifier }, { operatorId: adminId });
    pins[operatorId] = pin;
    return operatorId;
  });
  setSetting(tx(), 'demo.pins', JSON.stringify(pins));
  return operatorIds;
}
