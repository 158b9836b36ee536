import { z } from 'zod';
import { operationIdSchema } from '../domain/ids.ts';
import { type Scheme, schemeSchema } from '../domain/scheme.ts';
import { command } from './command.ts';

export const schemesContract = {
  'schemes.list': command(['office', 'socialWorker'], z.strictObject({})).returns<readonly Scheme[]>(),
  /** A new scheme, or a change of one: what was given stays, periods that start later follow the new rule. */
  'schemes.set': command(
    ['office'],
    z.strictObject({ operationId: operationIdSchema, scheme: schemeSchema }),
  ).returns<null, { readonly type: 'SchemeNameTaken' }>(),
};
