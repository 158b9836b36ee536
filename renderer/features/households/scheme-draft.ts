import type { SchemeId } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { type Scheme, schemeSchema } from '../../../shared/domain/scheme.ts';
import { formatCount } from '../../format/figures.ts';
import { readPointsTable } from './household-form-fields.ts';

/** What stands in the fields of a points scheme, as it was typed. */
export type SchemeDraft = {
  readonly name: string;
  readonly period: Scheme['period']['kind'];
  /** Days or months of one period. */
  readonly length: number | null;
  readonly anchorOn: LocalDate | null;
  readonly allowance: Scheme['allowance']['kind'];
  readonly firstPoints: number | null;
  readonly furtherPoints: number | null;
  readonly table: string;
};

export const newSchemeDraft = (scheme: Scheme | null, today: LocalDate): SchemeDraft => ({
  name: scheme?.name ?? '',
  period: scheme?.period.kind ?? 'calendarMonth',
  length: lengthOf(scheme),
  anchorOn: scheme === null || scheme.period.kind === 'calendarMonth' ? today : scheme.period.anchorOn,
  allowance: scheme?.allowance.kind ?? 'firstAndFurther',
  firstPoints: scheme?.allowance.kind === 'firstAndFurther' ? scheme.allowance.firstPoints : null,
  furtherPoints: scheme?.allowance.kind === 'firstAndFurther' ? scheme.allowance.furtherPoints : null,
  table: scheme?.allowance.kind === 'bySize' ? scheme.allowance.pointsBySize.map(formatCount).join(', ') : '',
});

function lengthOf(scheme: Scheme | null): number | null {
  if (scheme?.period.kind === 'days') return scheme.period.days;
  return scheme?.period.kind === 'months' ? scheme.period.months : null;
}

/** The scheme that the fields describe; null while something is missing or wrong. */
export function readScheme(schemeId: SchemeId, draft: SchemeDraft): Scheme | null {
  const { name, period, length, anchorOn, allowance, firstPoints, furtherPoints } = draft;
  const table = readPointsTable(draft.table);
  const read = schemeSchema.safeParse({
    schemeId,
    name,
    period: period === 'calendarMonth' ? { kind: period } : { kind: period, [period]: length, anchorOn },
    allowance:
      allowance === 'firstAndFurther'
        ? { kind: allowance, firstPoints, furtherPoints }
        : { kind: allowance, pointsBySize: table.ok ? table.value : [] },
  });
  return read.success ? read.data : null;
}
