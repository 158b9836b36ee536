import { z } from 'zod';
import { accountNameSchema, unitSchema } from '../domain/account.ts';
import { authorisationIdSchema, deviceIdSchema, leaseIdSchema, operationIdSchema } from '../domain/ids.ts';
import { byAuthority, byDevice, defineKind, deviceStream } from './kind.ts';

/** How many leases one operation speaks of: a body stays far below its limit. */
export const MOST_LEASES_IN_BODY = 200;

/** Some of an account, in its unit: added to a lease or taken from it. */
const leasePartSchema = z.strictObject({
  leaseId: leaseIdSchema,
  account: accountNameSchema,
  unit: unitSchema,
  amount: z.int().min(1),
});

/**
 * The hub sets parts of accounts aside for a device, which spends them without a network (design, section 5). There is one
 * lease per device and account; what comes later is added to it.
 */
export const leasePlaced = defineKind({
  type: 'lease.placed',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    leases: z.array(leasePartSchema).min(1).max(MOST_LEASES_IN_BODY),
  }),
  writers: byAuthority,
  stream: (body) => deviceStream(body.deviceId),
});

/** A household is at another counter: the device is asked to give back what it has not spent. */
export const leaseRecalled = defineKind({
  type: 'lease.recalled',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    leaseIds: z.array(leaseIdSchema).min(1).max(MOST_LEASES_IN_BODY),
  }),
  writers: byAuthority,
  stream: (body) => deviceStream(body.deviceId),
});

/**
 * The device gives back what it has not spent. It stands in the device's own chain, so that every act made under the lease
 * is at the hub before it.
 */
export const leaseReturned = defineKind({
  type: 'lease.returned',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    leases: z.array(leasePartSchema).min(1).max(MOST_LEASES_IN_BODY),
  }),
  writers: byDevice,
  stream: (body) => deviceStream(body.deviceId),
});

/** What the hub had granted for an act that was not made, or was made without it: it is free again. */
export const basketAbandoned = defineKind({
  type: 'basket.abandoned',
  version: 1,
  body: z.strictObject({
    deviceId: deviceIdSchema,
    authorisationId: authorisationIdSchema,
    operationId: operationIdSchema,
  }),
  writers: byDevice,
  stream: (body) => deviceStream(body.deviceId),
});

const reversalsShape = {
  deviceId: deviceIdSchema,
  operationIds: z.array(operationIdSchema).min(1).max(MOST_LEASES_IN_BODY),
};

/** Somebody else would take back what this device wrote: it is asked to cede that, to whoever the hub lets. */
export const reversalAskedFor = defineKind({
  type: 'reversal.askedFor',
  version: 1,
  body: z.strictObject(reversalsShape),
  writers: byAuthority,
  stream: (body) => deviceStream(body.deviceId),
});

/**
 * From here on the device takes back what it wrote only with the hub's word, as everybody does. It stands in the device's own
 * chain, so that whatever it took back by itself is at the hub before it.
 */
export const reversalCeded = defineKind({
  type: 'reversal.ceded',
  version: 1,
  body: z.strictObject(reversalsShape),
  writers: byDevice,
  stream: (body) => deviceStream(body.deviceId),
});
