import { z } from 'zod';
import { householdAccount } from '../domain/account.ts';
import { householdIdSchema, schemeIdSchema, siteIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { pointsSchema } from '../domain/points.ts';
import { schemeSchema } from '../domain/scheme.ts';
import { schemeV1Schema } from '../domain/scheme-v1.ts';
import { byAuthority, byRoles, defineKind, networkStream, siteStream } from './kind.ts';

/** A points scheme before it had versions: read as the version that applies from the day on which it was recorded. */
export const schemeSetV1 = defineKind({
  type: 'scheme.set',
  version: 1,
  body: schemeV1Schema,
  writers: byRoles('office', 'admin'),
  stream: () => networkStream,
  subject: (body) => `scheme:${body.schemeId}`,
});

/** One version of a points scheme; recorded again for the same day it takes the place of the one before. */
export const schemeSet = defineKind({
  type: 'scheme.set',
  version: 2,
  body: schemeSchema,
  writers: byRoles('office', 'admin'),
  stream: () => networkStream,
  subject: (body) => `scheme:${body.schemeId}`,
  register: { isDescriptive: false, section: ({ schemeId, appliesFrom }) => `${schemeId}/${appliesFrom}` },
});

/**
 * What a period left goes on to the next one, where the scheme says so. Keyed household|purse|period that ended: a
 * period is carried over once, whatever happens.
 */
export const allowanceCarriedOver = defineKind({
  type: 'allowance.carriedOver',
  version: 1,
  body: z
    .strictObject({
      householdId: householdIdSchema,
      siteId: siteIdSchema,
      schemeId: schemeIdSchema,
      purse: z.enum(['points', 'points-baby']),
      fromPeriodStartsOn: localDateSchema,
      toPeriodStartsOn: localDateSchema,
      points: pointsSchema.refine((points) => points > 0, 'nothing is not carried over'),
    })
    .refine(({ fromPeriodStartsOn, toPeriodStartsOn }) => fromPeriodStartsOn < toPeriodStartsOn),
  writers: byAuthority,
  stream: (body) => siteStream(body.siteId),
  postings: ({ householdId, purse, fromPeriodStartsOn, toPeriodStartsOn, points }) => [
    { account: householdAccount(householdId, purse, fromPeriodStartsOn), unit: 'points', amount: -points },
    { account: householdAccount(householdId, purse, toPeriodStartsOn), unit: 'points', amount: points },
  ],
});
