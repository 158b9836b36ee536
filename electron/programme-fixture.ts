import { v7 } from 'uuid';
import { type OperatorId, operationIdSchema, programmeIdSchema } from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import { programmeSet } from '../shared/operations/network-operations.ts';

/** Ready to be recorded: the one programme that there is gets this name, an edit that every counter of the network reads. */
export const aRename = (
  it: string,
  by: { readonly operatorId: OperatorId; readonly businessOn: LocalDate },
) => ({
  id: operationIdSchema.parse(v7()),
  kind: programmeSet,
  body: { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
  ...by,
});
