import { z } from 'zod';
import { operationIdSchema } from '../domain/ids.ts';
import { byRoles, defineKind } from './kind.ts';
import { streamNameSchema } from './operation.ts';

/**
 * Whoever made one of two edits, of which one wrote over the other unseen, has looked and decided. It lies where the edits
 * do, so that no other counter asks the same person again.
 */
export const conflictSettled = defineKind({
  type: 'conflict.settled',
  version: 1,
  body: z.strictObject({
    stream: streamNameSchema,
    editId: operationIdSchema,
    /** The edit that it wrote over. */
    overId: operationIdSchema,
  }),
  writers: byRoles('admin', 'office', 'socialWorker', 'cashier', 'laundry'),
  stream: (body) => body.stream,
});
