import {
  deviceContinued,
  deviceJoined,
  deviceRegistered,
  networkCreated,
  operatorPinSet,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  printerSet,
  programmeSet,
  siteSet,
  tillRulesSet,
} from '../../../shared/operations/network-operations.ts';
import { query } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const upsertNetwork = query<readonly [string, string, number, string]>(
  'upsertNetwork',
  `INSERT INTO network (one, network_id, name, is_demo, identity_key) VALUES (1, ?, ?, ?, ?)
   ON CONFLICT (one) DO UPDATE SET name = excluded.name`,
);
const upsertDevice = query<readonly [string, string, string | null, string | null]>(
  'upsertCounterDevice',
  `INSERT INTO counter_device (device_id, site_id, name, continues) VALUES (?, ?, ?, ?)
   ON CONFLICT (device_id) DO UPDATE SET site_id = excluded.site_id, name = coalesce(excluded.name, name),
     continues = coalesce(excluded.continues, continues)`,
);
const upsertOrganisation = query<readonly [string, string]>(
  'upsertOrganisation',
  `INSERT INTO organisation (organisation_id, name) VALUES (?, ?)
   ON CONFLICT (organisation_id) DO UPDATE SET name = excluded.name`,
);
const upsertSite = query<readonly [string, string, string, string, string, number]>(
  'upsertSite',
  `INSERT INTO site (site_id, organisation_id, name, short_name, kind, is_active) VALUES (?, ?, ?, ?, ?, ?)
   ON CONFLICT (site_id) DO UPDATE SET organisation_id = excluded.organisation_id, name = excluded.name,
     short_name = excluded.short_name, kind = excluded.kind, is_active = excluded.is_active`,
);
const upsertOperator = query<readonly [string, string, number]>(
  'upsertOperator',
  `INSERT INTO operator (operator_id, display_name, is_active) VALUES (?, ?, ?)
   ON CONFLICT (operator_id) DO UPDATE SET display_name = excluded.display_name, is_active = excluded.is_active`,
);
const upsertRoles = query<readonly [string, string, string]>(
  'upsertOperatorRoles',
  `INSERT INTO operator_role (operator_id, site_id, roles) VALUES (?, ?, ?)
   ON CONFLICT (operator_id, site_id) DO UPDATE SET roles = excluded.roles`,
);
const upsertPin = query<readonly [string, string, string]>(
  'upsertOperatorPin',
  `INSERT INTO operator_pin (operator_id, site_id, verifier) VALUES (?, ?, ?)
   ON CONFLICT (operator_id, site_id) DO UPDATE SET verifier = excluded.verifier`,
);
const upsertProgramme = query<readonly [string, string]>(
  'upsertProgramme',
  `INSERT INTO programme (programme_id, document) VALUES (?, ?)
   ON CONFLICT (programme_id) DO UPDATE SET document = excluded.document`,
);
const upsertPrinter = query<readonly [string, string, number, string]>(
  'upsertPrinter',
  `INSERT INTO printer (printer_id, site_id, is_active, document) VALUES (?, ?, ?, ?)
   ON CONFLICT (printer_id) DO UPDATE SET site_id = excluded.site_id, is_active = excluded.is_active,
     document = excluded.document`,
);
const upsertTillRules = query<readonly [string, string]>(
  'upsertTillRules',
  `INSERT INTO till_rules (site_id, document) VALUES (?, ?)
   ON CONFLICT (site_id) DO UPDATE SET document = excluded.document`,
);

const insertIdentityKey = query<readonly [string]>(
  'insertIdentityKey',
  'INSERT OR IGNORE INTO identity_key (identity_key) VALUES (?)',
);

export const networkProjectors: readonly ProjectorEntry[] = [
  projector(networkCreated, (tx, { body }) => {
    tx.run(upsertNetwork, body.networkId, body.name, Number(body.isDemo), body.identityKey);
  }),
  projector(deviceRegistered, (tx, { body }) => {
    tx.run(upsertDevice, body.deviceId, body.siteId, body.name, null);
  }),
  projector(deviceContinued, (tx, { body }) => {
    tx.run(upsertDevice, body.deviceId, body.siteId, null, body.from);
  }),
  projector(deviceJoined, (tx, { body }) => {
    tx.run(insertIdentityKey, body.identityKey);
  }),
  projector(organisationSet, (tx, { body }) => {
    tx.run(upsertOrganisation, body.organisationId, body.name);
  }),
  projector(siteSet, (tx, { body }) => {
    const { siteId, organisationId, name, shortName, kind, isActive } = body;
    tx.run(upsertSite, siteId, organisationId, name, shortName, kind, Number(isActive));
  }),
  projector(operatorSet, (tx, { body }) => {
    tx.run(upsertOperator, body.operatorId, body.displayName, Number(body.isActive));
  }),
  projector(operatorRolesSet, (tx, { body }) => {
    tx.run(upsertRoles, body.operatorId, body.siteId, JSON.stringify(body.roles));
  }),
  projector(operatorPinSet, (tx, { body }) => {
    tx.run(upsertPin, body.operatorId, body.siteId, body.verifier);
  }),
  projector(programmeSet, (tx, { body }) => {
    tx.run(upsertProgramme, body.programmeId, JSON.stringify(body));
  }),
  projector(printerSet, (tx, { body }) => {
    const { printer, siteId, isActive } = body;
    tx.run(upsertPrinter, printer.printerId, siteId, Number(isActive), JSON.stringify(printer));
  }),
  projector(tillRulesSet, (tx, { body }) => {
    tx.run(upsertTillRules, body.siteId, JSON.stringify(body.rules));
  }),
];
