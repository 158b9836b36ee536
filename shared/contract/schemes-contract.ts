import { z } from 'zod';
import { operationIdSchema, schemeIdSchema } from '../domain/ids.ts';
import { type Scheme, schemeSchema } from '../domain/scheme.ts';
import { command } from './command.ts';

export const schemesContract = {
  /** Every scheme by the version that holds today. */
  'schemes.list': command(['office', 'socialWorker'], z.strictObject({})).returns<readonly Scheme[]>(),
  /** What a scheme was, is, and will be, by the day from which it applies; none where it is not known here. */
  'schemes.versions': command(
    ['office', 'socialWorker'],
    z.strictObject({ schemeId: schemeIdSchema }),
  ).returns<readonly Scheme[]>(),
  /**
   * A new scheme, or another version of one, which applies from tomorrow at the earliest and takes the place of one for the
   * same day. What was given stays, and so do periods that have begun.
   */
  'schemes.set': command(
    ['office'],
    z.strictObject({ operationId: operationIdSchema, scheme: schemeSchema }),
  ).returns<null, { readonly type: 'SchemeNameTaken' } | { readonly type: 'AppliesTooEarly' }>(),
};
