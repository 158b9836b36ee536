import type {
  DeviceId,
  NetworkId,
  OperatorId,
  OrganisationId,
  PrinterId,
  SiteId,
} from '../../shared/domain/ids.ts';
import { type Printer, printerSchema } from '../../shared/domain/printer.ts';
import { type Programme, programmeSchema } from '../../shared/domain/programme.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { SiteKind } from '../../shared/domain/site.ts';
import { DEFAULT_TILL_RULES, type TillRules, tillRulesSchema } from '../../shared/domain/till-rules.ts';
import { type Db, query } from './database.ts';

export type NetworkRow = {
  readonly networkId: NetworkId;
  readonly name: string;
  readonly isDemo: boolean;
  readonly identityKey: string;
};

const findNetworkSql = query<readonly [], Omit<NetworkRow, 'isDemo'> & { isDemo: number }>(
  'findNetwork',
  `SELECT network_id AS networkId, name, is_demo AS isDemo, identity_key AS identityKey
   FROM network WHERE one = 1`,
);

/** Null until the first-run wizard or the demo has made one. */
export function findNetwork(db: Db): NetworkRow | null {
  const row = db.one(findNetworkSql);
  return row === undefined ? null : { ...row, isDemo: row.isDemo === 1 };
}

export type SiteRow = {
  readonly siteId: SiteId;
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly shortName: string;
  readonly kind: SiteKind;
  readonly isActive: boolean;
};

const siteColumns = `site_id AS siteId, organisation_id AS organisationId, name, short_name AS shortName, kind,
  is_active AS isActive FROM site`;
type RawSiteRow = Omit<SiteRow, 'isActive'> & { isActive: number };

const listSitesSql = query<readonly [], RawSiteRow>('listSites', `SELECT ${siteColumns} ORDER BY name`);
const findSiteSql = query<readonly [string], RawSiteRow>(
  'findSite',
  `SELECT ${siteColumns} WHERE site_id = ?`,
);

export const listSites = (db: Db): SiteRow[] =>
  db.all(listSitesSql).map((row) => ({ ...row, isActive: row.isActive === 1 }));

export function findSite(db: Db, siteId: SiteId): SiteRow | null {
  const row = db.one(findSiteSql, siteId);
  return row === undefined ? null : { ...row, isActive: row.isActive === 1 };
}

const listOrganisationsSql = query<readonly [], { organisationId: OrganisationId; name: string }>(
  'listOrganisations',
  'SELECT organisation_id AS organisationId, name FROM organisation ORDER BY name',
);
export const listOrganisations = (db: Db) => db.all(listOrganisationsSql);

const findOwnSiteSql = query<readonly [], { deviceId: DeviceId; siteId: SiteId }>(
  'findOwnSite',
  `SELECT device_id AS deviceId, site_id AS siteId
   FROM own_head JOIN device USING (device) JOIN counter_device USING (device_id) WHERE one = 1`,
);

/** This PC's device and the site it stands at; null before the network exists. */
export const findOwnSite = (db: Db): { deviceId: DeviceId; siteId: SiteId } | null =>
  db.one(findOwnSiteSql) ?? null;

/** What this PC is called; null before it has said where it stands. */
export function findOwnName(db: Db): string | null {
  const own = findOwnSite(db);
  return own === null ? null : (listDeviceNames(db).get(own.deviceId) ?? null);
}

const listCounterSitesSql = query<readonly [], { siteId: SiteId }>(
  'listCounterSites',
  'SELECT DISTINCT site_id AS siteId FROM counter_device',
);

/** Sites of which some counter said that it stands, or stood, there. */
export const listCounterSites = (db: Db): ReadonlySet<SiteId> =>
  new Set(db.all(listCounterSitesSql).map(({ siteId }) => siteId));

type CounterDevice = {
  readonly deviceId: DeviceId;
  readonly name: string | null;
  readonly continues: DeviceId | null;
};

const listCounterDevicesSql = query<readonly [], CounterDevice>(
  'listCounterDevices',
  'SELECT device_id AS deviceId, name, continues FROM counter_device',
);

/** Names of the devices that have said where they stand. One that goes on for another is called as that one was. */
export function listDeviceNames(db: Db): ReadonlyMap<DeviceId, string | null> {
  const rows = db.all(listCounterDevicesSql);
  const byId = new Map(rows.map((row) => [row.deviceId, row]));
  const nameOf = (device: CounterDevice | undefined, steps: number): string | null => {
    if (device === undefined || device.name !== null || device.continues === null || steps > rows.length)
      return device?.name ?? null;
    return nameOf(byId.get(device.continues), steps + 1);
  };
  return new Map(rows.map((row) => [row.deviceId, nameOf(row, 0)]));
}

const findCounterSiteSql = query<readonly [string], { siteId: SiteId; siteName: string | null }>(
  'findCounterSite',
  `SELECT counter_device.site_id AS siteId, site.name AS siteName
   FROM counter_device LEFT JOIN site USING (site_id) WHERE device_id = ?`,
);

/** What another counter is to people at this one: its site, unless it is theirs, and its name there; null where it is not known here. */
export function findCounterLabel(db: Db, deviceId: DeviceId): string | null {
  const stands = db.one(findCounterSiteSql, deviceId);
  if (stands === undefined) return null;
  const name = listDeviceNames(db).get(deviceId) ?? null;
  const siteName = stands.siteId === findOwnSite(db)?.siteId ? null : stands.siteName;
  return siteName !== null && name !== null ? `${siteName} (${name})` : (siteName ?? name);
}

export type OperatorRow = {
  readonly operatorId: OperatorId;
  readonly displayName: string;
  readonly isActive: boolean;
  /** Roles at the site that was asked for. */
  readonly roles: readonly Role[];
  readonly hasPin: boolean;
};

type RawOperatorRow = {
  operatorId: OperatorId;
  displayName: string | null;
  isActive: number;
  roles: string | null;
  hasPin: number;
};

const operatorColumns = `operator.operator_id AS operatorId, display_name AS displayName, is_active AS isActive,
  roles, verifier IS NOT NULL AS hasPin
  FROM operator
  LEFT JOIN operator_role ON operator_role.operator_id = operator.operator_id AND operator_role.site_id = ?
  LEFT JOIN operator_pin ON operator_pin.operator_id = operator.operator_id AND operator_pin.site_id = ?`;

const listOperatorsSql = query<readonly [string, string], RawOperatorRow>(
  'listOperators',
  `SELECT ${operatorColumns} ORDER BY display_name`,
);
const findOperatorSql = query<readonly [string, string, string], RawOperatorRow>(
  'findOperator',
  `SELECT ${operatorColumns} WHERE operator.operator_id = ?`,
);

const toOperator = (row: RawOperatorRow): OperatorRow => ({
  operatorId: row.operatorId,
  displayName: row.displayName ?? '?',
  isActive: row.isActive === 1,
  roles: JSON.parse(row.roles ?? '[]') as Role[], // written by the projector from a parsed body
  hasPin: row.hasPin === 1,
});

/** Every operator of the network with the roles held at one site. */
export const listOperators = (db: Db, siteId: SiteId): OperatorRow[] =>
  db.all(listOperatorsSql, siteId, siteId).map(toOperator);

export function findOperator(db: Db, siteId: SiteId, operatorId: OperatorId): OperatorRow | null {
  const row = db.one(findOperatorSql, siteId, siteId, operatorId);
  return row === undefined ? null : toOperator(row);
}

const findPinSql = query<readonly [string, string], { verifier: string }>(
  'findPinVerifier',
  'SELECT verifier FROM operator_pin WHERE operator_id = ? AND site_id = ?',
);
export const findPinVerifier = (db: Db, siteId: SiteId, operatorId: OperatorId): string | null =>
  db.one(findPinSql, operatorId, siteId)?.verifier ?? null;

const listProgrammesSql = query<readonly [], { document: string }>(
  'listProgrammes',
  'SELECT document FROM programme ORDER BY programme_id',
);
export const listProgrammes = (db: Db): Programme[] =>
  db.all(listProgrammesSql).map(({ document }) => programmeSchema.parse(JSON.parse(document)));

const listPrintersSql = query<readonly [string], { document: string; isActive: number }>(
  'listPrinters',
  'SELECT document, is_active AS isActive FROM printer WHERE site_id = ? ORDER BY printer_id',
);
export const listPrinters = (db: Db, siteId: SiteId): { printer: Printer; isActive: boolean }[] =>
  db.all(listPrintersSql, siteId).map(({ document, isActive }) => ({
    printer: printerSchema.parse(JSON.parse(document)),
    isActive: isActive === 1,
  }));

const findPrinterSql = query<readonly [string], { document: string }>(
  'findPrinter',
  'SELECT document FROM printer WHERE printer_id = ? AND is_active = 1',
);

/** A printer in use; null where it is not known or was taken out of use. */
export function findPrinter(db: Db, printerId: PrinterId): Printer | null {
  const row = db.one(findPrinterSql, printerId);
  return row === undefined ? null : printerSchema.parse(JSON.parse(row.document));
}

const findTillRulesSql = query<readonly [string], { document: string }>(
  'findTillRules',
  'SELECT document FROM till_rules WHERE site_id = ?',
);

/** The site's rules, or the defaults where it has set none. */
export function tillRulesOf(db: Db, siteId: SiteId): TillRules {
  const row = db.one(findTillRulesSql, siteId);
  return row === undefined ? DEFAULT_TILL_RULES : tillRulesSchema.parse(JSON.parse(row.document));
}
