import { floorLimitSchema } from '../domain/floor-limit.ts';
import { byRoles, defineKind, networkStream } from './kind.ts';
import { cycleStarted } from './laundry-operations.ts';
import { saleCompleted } from './sale-operations.ts';

/** What counters of the network may let out without cover. */
export const floorSet = defineKind({
  type: 'floor.set',
  version: 1,
  body: floorLimitSchema,
  writers: byRoles('admin'),
  stream: () => networkStream,
  subject: () => 'floor',
  register: { isDescriptive: false, section: () => 'network' },
});

/** Acts that may be made at the floor: somebody stands at the counter. Never what an office does to an account. */
export const TYPES_AT_FLOOR: ReadonlySet<string> = new Set([saleCompleted.type, cycleStarted.type]);
