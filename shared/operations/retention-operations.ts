import { z } from 'zod';
import { retentionRulesSchema } from '../domain/retention.ts';
import { byRoles, defineKind, networkStream } from './kind.ts';

/** How long this network keeps which data before they are due to be deleted. */
export const retentionSet = defineKind({
  type: 'retention.set',
  version: 1,
  body: z.strictObject({ rules: retentionRulesSchema }),
  writers: byRoles('admin'),
  stream: () => networkStream,
  subject: () => 'retention',
  register: { isDescriptive: false, section: () => 'network' },
});
