import { statementBodySchema } from '../domain/issued-statement.ts';
import { byRoles, defineKind, registryStream } from './kind.ts';

/**
 * One part of a statement that was printed: everything a reprint is drawn from. It moves nothing; what it had seen is
 * told, and what arrives later goes to the next one (design, section 3).
 */
export const statementIssued = defineKind({
  type: 'statement.issued',
  version: 1,
  body: statementBodySchema,
  personal: true,
  writers: byRoles('office', 'socialWorker', 'admin'),
  stream: (body) => registryStream(body.organisationId),
  // A long statement is one entry of the household's history, not one for each of its parts.
  subject: (body) => (body.part === 1 ? `household:${body.householdId}` : null),
});
