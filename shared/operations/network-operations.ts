import { z } from 'zod';
import {
  deviceIdSchema,
  networkIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../domain/ids.ts';
import { printerSchema } from '../domain/printer.ts';
import { programmeSchema } from '../domain/programme.ts';
import { roleSchema } from '../domain/role.ts';
import { siteKindSchema } from '../domain/site.ts';
import { personNameSchema, shortTextSchema } from '../domain/text.ts';
import { tillRulesSchema } from '../domain/till-rules.ts';
import { byDevice, byRoles, defineKind, networkStream, siteStream } from './kind.ts';

/** The first operation of a counter's first network. A demo network says so here and for ever. */
export const networkCreated = defineKind({
  type: 'network.created',
  version: 1,
  body: z.strictObject({
    networkId: networkIdSchema,
    name: shortTextSchema,
    isDemo: z.boolean(),
    /** Key of the hash under which codici fiscali travel to counters (design, section 5). */
    identityKey: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  writers: byDevice,
  stream: () => networkStream,
  subject: () => 'network',
});

/** This PC, under the id it made at its first start. */
export const deviceRegistered = defineKind({
  type: 'device.registered',
  version: 1,
  body: z.strictObject({ deviceId: deviceIdSchema, siteId: siteIdSchema, name: shortTextSchema }),
  writers: byDevice,
  stream: () => networkStream,
  subject: (body) => `device:${body.deviceId}`,
});

/** A restored log goes on under a new device id, which says here where the old one stopped. */
export const deviceContinued = defineKind({
  type: 'device.continued',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    siteId: siteIdSchema,
    from: deviceIdSchema,
    seq: z.int().min(0),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  writers: byDevice,
  stream: () => networkStream,
  subject: (body) => `device:${body.deviceId}`,
});

/**
 * A counter that stood alone entered this network: what comes before it in its chain was written for itself, as its own
 * authority and administration; what comes after, in the network.
 */
export const deviceJoined = defineKind({
  type: 'device.joined',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    networkId: networkIdSchema,
    /** Of the network that it was alone in: codici fiscali that it brings are hashed under it. */
    identityKey: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  writers: byDevice,
  stream: () => networkStream,
  subject: (body) => `device:${body.deviceId}`,
});

export const organisationSet = defineKind({
  type: 'organisation.set',
  version: 1,
  body: z.strictObject({ organisationId: organisationIdSchema, name: shortTextSchema }),
  writers: byRoles('admin'),
  stream: () => networkStream,
  subject: (body) => `organisation:${body.organisationId}`,
  register: { isDescriptive: true, section: ({ organisationId }) => organisationId },
});

export const siteSet = defineKind({
  type: 'site.set',
  version: 1,
  body: z.strictObject({
    siteId: siteIdSchema,
    organisationId: organisationIdSchema,
    name: shortTextSchema,
    /** Stands before receipt numbers: `EMP-1204`. */
    shortName: z.string().regex(/^[A-Z0-9]{2,6}$/),
    kind: siteKindSchema,
    isActive: z.boolean(),
  }),
  writers: byRoles('admin'),
  stream: () => networkStream,
  subject: (body) => `site:${body.siteId}`,
  register: { isDescriptive: false, section: ({ siteId }) => siteId },
});

/** An operator's name. Personal accounts only: never one shared by an association (domain facts, section 6). */
export const operatorSet = defineKind({
  type: 'operator.set',
  version: 1,
  body: z.strictObject({
    operatorId: operatorIdSchema,
    displayName: personNameSchema,
    isActive: z.boolean(),
  }),
  writers: byRoles('admin'),
  stream: () => networkStream,
  subject: (body) => `operator:${body.operatorId}`,
  register: { isDescriptive: false, section: ({ operatorId }) => operatorId },
});

export const operatorRolesSet = defineKind({
  type: 'operator.roles-set',
  version: 1,
  body: z.strictObject({
    operatorId: operatorIdSchema,
    siteId: siteIdSchema,
    roles: z.array(roleSchema).max(5),
  }),
  writers: byRoles('admin'),
  stream: () => networkStream,
  subject: (body) => `operator:${body.operatorId}`,
  register: { isDescriptive: false, section: ({ operatorId, siteId }) => `${operatorId}/${siteId}` },
});

/** The verifier of a PIN (never the PIN), for the devices of the site where the operator works. */
export const operatorPinSet = defineKind({
  type: 'operator.pin-set',
  version: 1,
  body: z.strictObject({
    operatorId: operatorIdSchema,
    siteId: siteIdSchema,
    /** `office`: set by an administrator. `own`: by the operator. `recovery`: by the recovery code. */
    how: z.enum(['office', 'own', 'recovery']),
    verifier: z.string().max(300),
  }),
  writers: byRoles('admin', 'cashier', 'laundry', 'office', 'socialWorker'),
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `operator:${body.operatorId}`,
  register: { isDescriptive: false, section: ({ operatorId, siteId }) => `${operatorId}/${siteId}` },
});

export const programmeSet = defineKind({
  type: 'programme.set',
  version: 1,
  body: programmeSchema,
  writers: byRoles('admin', 'office'),
  stream: () => networkStream,
  subject: (body) => `programme:${body.programmeId}`,
  register: { isDescriptive: true, section: ({ programmeId }) => programmeId },
});

export const printerSet = defineKind({
  type: 'printer.set',
  version: 1,
  body: z.strictObject({ siteId: siteIdSchema, printer: printerSchema, isActive: z.boolean() }),
  writers: byRoles('admin'),
  stream: (body) => siteStream(body.siteId),
  subject: (body) => `printer:${body.printer.printerId}`,
  register: { isDescriptive: true, section: ({ printer }) => printer.printerId },
});

/** Who decides what at the tills of a site: tolerances, thresholds, minutes before the lock. */
export const tillRulesSet = defineKind({
  type: 'till-rules.set',
  version: 1,
  body: z.strictObject({ siteId: siteIdSchema, rules: tillRulesSchema }),
  writers: byRoles('admin', 'office'),
  stream: () => networkStream,
  subject: (body) => `till-rules:${body.siteId}`,
  register: { isDescriptive: true, section: ({ siteId }) => siteId },
});
