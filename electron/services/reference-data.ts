import { z } from 'zod';
import categories from '../../seeds/reference/categories.json' with { type: 'json' };
import limits from '../../seeds/reference/limits.json' with { type: 'json' };
import programmes from '../../seeds/reference/programmes.json' with { type: 'json' };
import { categoriesSchema } from '../../shared/domain/category.ts';
import {
  type OperationId,
  type OperatorId,
  operationIdSchema,
  type SchemeId,
  type SiteId,
  schemeIdSchema,
} from '../../shared/domain/ids.ts';
import { limitSchema } from '../../shared/domain/limit.ts';
import { type LocalDate, monthStart } from '../../shared/domain/local-date.ts';
import { programmeSchema } from '../../shared/domain/programme.ts';
import { type Scheme, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { DEFAULT_TILL_RULES } from '../../shared/domain/till-rules.ts';
import { categorySet, limitSet } from '../../shared/operations/catalogue-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { programmeSet, tillRulesSet } from '../../shared/operations/network-operations.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import type { Tx } from '../database/database.ts';
import type { ServiceContext } from './service-context.ts';

export type ReferenceDataOptions = {
  readonly siteId: SiteId;
  /** Absent where the device itself fills its first network. */
  readonly operatorId?: OperatorId;
  readonly causeId?: OperationId;
};

/**
 * What a new network starts with: categories, limits, programmes, the site's till rules and one points
 * scheme. Recorded as operations, so that the office changes each of them later like anything else.
 */
export function recordReferenceData(
  context: Pick<ServiceContext, 'record' | 'newId' | 'today'>,
  tx: Tx,
  { siteId, operatorId, causeId }: ReferenceDataOptions,
): { readonly schemeId: SchemeId } {
  const add = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>) =>
    context.record(tx, {
      id: operationIdSchema.parse(context.newId()),
      kind,
      body,
      businessOn: context.today(),
      ...(operatorId === undefined ? {} : { operatorId }),
      ...(causeId === undefined ? {} : { causeId }),
    });
  for (const category of categoriesSchema.parse(categories)) add(categorySet, { category, isActive: true });
  for (const limit of z.array(limitSchema).parse(limits)) add(limitSet, limit);
  for (const programme of z.array(programmeSchema).parse(programmes)) add(programmeSet, programme);
  add(tillRulesSet, { siteId, rules: DEFAULT_TILL_RULES });
  const scheme = defaultScheme(schemeIdSchema.parse(context.newId()), monthStart(context.today()));
  add(schemeSet, scheme);
  return { schemeId: scheme.schemeId };
}

/** 120 points for the first member and 40 for each further one (domain facts, section 2), by the month. */
const defaultScheme = (schemeId: SchemeId, appliesFrom: LocalDate): Scheme => ({
  ...USUAL_SCHEME,
  schemeId,
  appliesFrom,
  name: 'Punti mensili',
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
});
