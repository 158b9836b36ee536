import type { SchemeId } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import { type Scheme, schemeSchema, USUAL_SCHEME } from '../../../shared/domain/scheme.ts';
import { formatCount } from '../../format/figures.ts';
import { readPointsTable } from '../households/household-form-fields.ts';

export type AgeUnit = 'months' | 'years';

export type AgeBonusDraft = {
  /** Its place, from 1: rows are added and taken away at the end. */
  readonly row: number;
  readonly from: number | null;
  /** Null where there is no upper age. */
  readonly under: number | null;
  readonly unit: AgeUnit;
  readonly points: number | null;
};

export type BandDraft = {
  /** Its place, from 1, which is the number of the band. */
  readonly row: number;
  readonly label: string;
  /** Euro; null where the band has no upper limit. */
  readonly upTo: number | null;
  readonly over67UpTo: number | null;
  readonly renewalUpTo: number | null;
  readonly bonusPoints: number | null;
  readonly pointsPerMember: number | null;
};

/** What stands in the fields of a points scheme, as it was typed. Numbers are null while a field is empty or wrong. */
export type SchemeDraft = {
  readonly name: string;
  readonly appliesFrom: LocalDate | null;
  readonly allowance: Scheme['allowance']['kind'];
  readonly firstPoints: number | null;
  readonly furtherPoints: number | null;
  readonly table: string;
  readonly mostPoints: number | null;
  readonly ageBonuses: readonly AgeBonusDraft[];
  readonly bands: readonly BandDraft[];
  readonly period: Scheme['period']['kind'];
  /** Days or months of one period. */
  readonly length: number | null;
  /** From the first day of each household's right, or from one day for everybody. */
  readonly counted: 'right' | 'day';
  readonly anchorOn: LocalDate | null;
  readonly hasBaby: boolean;
  readonly babyPoints: number | null;
  readonly babyUnderMonths: number | null;
  readonly babyMost: number | null;
  readonly quota: 'none' | 'points' | 'share';
  readonly quotaPoints: number | null;
  readonly quotaPercent: number | null;
  readonly carryOver: Scheme['carryOver']['kind'];
  readonly carryOverMost: number | null;
  readonly firstMonths: number | null;
  readonly renewalMonths: number | null;
  readonly mostRenewals: number | null;
  readonly pause: 'none' | NonNullable<Scheme['pause']>['after'];
  readonly pauseLength: number | null;
  readonly pauseUnit: NonNullable<Scheme['pause']>['unit'];
  readonly postDaysAhead: number | null;
  readonly whenHouseholdGrows: Scheme['whenHouseholdGrows'];
};

type Known = Omit<Scheme, 'schemeId' | 'appliesFrom'>;

/** An empty scheme: what is usual, and the figures still to be typed. */
const BLANK: Known = {
  ...USUAL_SCHEME,
  name: '',
  period: { kind: 'calendarMonth' },
  allowance: { kind: 'firstAndFurther', firstPoints: 0, furtherPoints: 0 },
};

export const emptyDraft = (today: LocalDate): SchemeDraft => ({
  ...schemeToDraft(BLANK, today),
  firstPoints: null,
  furtherPoints: null,
});

/** Law: `readDraft(id, schemeToDraft(scheme, scheme.appliesFrom))` is the scheme again. */
export function schemeToDraft(scheme: Known, appliesFrom: LocalDate): SchemeDraft {
  return {
    name: scheme.name,
    appliesFrom,
    ...allowanceToDraft(scheme),
    ...periodToDraft(scheme),
    ...extrasToDraft(scheme),
    ...validityToDraft(scheme),
    postDaysAhead: scheme.postDaysAhead,
    whenHouseholdGrows: scheme.whenHouseholdGrows,
  };
}

function allowanceToDraft({ allowance, mostPoints, ageBonuses, iseeBands }: Known) {
  return {
    allowance: allowance.kind,
    firstPoints: allowance.kind === 'firstAndFurther' ? allowance.firstPoints : null,
    furtherPoints: allowance.kind === 'firstAndFurther' ? allowance.furtherPoints : null,
    table: allowance.kind === 'bySize' ? allowance.pointsBySize.map(formatCount).join(', ') : '',
    mostPoints: mostPoints ?? null,
    ageBonuses: ageBonuses.map(({ fromMonths, underMonths, pointsPerPerson }, index): AgeBonusDraft => {
      const isYears = fromMonths % 12 === 0 && (underMonths === undefined || underMonths % 12 === 0);
      const [unit, each] = isYears ? (['years', 12] as const) : (['months', 1] as const);
      const under = underMonths === undefined ? null : underMonths / each;
      return { row: index + 1, from: fromMonths / each, under, unit, points: pointsPerPerson };
    }),
    bands: iseeBands.map(
      (rule): BandDraft => ({
        row: rule.band,
        label: rule.label,
        upTo: toEuro(rule.upToCents),
        over67UpTo: toEuro(rule.over67UpToCents),
        renewalUpTo: toEuro(rule.renewalUpToCents),
        bonusPoints: rule.bonusPoints,
        pointsPerMember: rule.bonusPointsPerMember,
      }),
    ),
  };
}

function periodToDraft({ period }: Known) {
  const anchorOn = 'anchorOn' in period ? (period.anchorOn ?? null) : null;
  return {
    period: period.kind,
    length: period.kind === 'days' ? period.days : period.kind === 'months' ? period.months : null,
    counted: anchorOn === null ? ('right' as const) : ('day' as const),
    anchorOn,
  };
}

function extrasToDraft({ baby, weeklyQuota, carryOver }: Known) {
  return {
    hasBaby: baby !== undefined,
    babyPoints: baby?.pointsPerChild ?? null,
    babyUnderMonths: baby?.underMonths ?? null,
    babyMost: baby?.mostPoints ?? null,
    quota: weeklyQuota?.kind ?? ('none' as const),
    quotaPoints: weeklyQuota?.kind === 'points' ? weeklyQuota.points : null,
    quotaPercent: weeklyQuota?.kind === 'share' ? weeklyQuota.percent : null,
    carryOver: carryOver.kind,
    carryOverMost: carryOver.kind === 'capped' ? carryOver.mostPoints : null,
  };
}

function validityToDraft({ validity, pause }: Known) {
  return {
    firstMonths: validity.firstMonths,
    renewalMonths: validity.renewalMonths,
    mostRenewals: validity.mostRenewals ?? null,
    pause: pause?.after ?? ('none' as const),
    pauseLength: pause?.length ?? null,
    pauseUnit: pause?.unit ?? ('months' as const),
  };
}

/** A part of the editor in which something is missing or wrong: the name of the scheme's own field. */
export type SchemePart = keyof Scheme;

/** The scheme that the fields describe, or the parts that are still to be completed. */
export function readDraft(schemeId: SchemeId, draft: SchemeDraft): Result<Scheme, readonly SchemePart[]> {
  const read = schemeSchema.safeParse({
    schemeId,
    name: draft.name,
    appliesFrom: draft.appliesFrom,
    allowance: readAllowance(draft),
    ageBonuses: draft.ageBonuses.map(readAgeBonus),
    iseeBands: draft.bands.map(readBand),
    period: readPeriod(draft),
    ...optional('mostPoints', draft.mostPoints),
    ...(draft.hasBaby
      ? {
          baby: {
            pointsPerChild: draft.babyPoints,
            underMonths: draft.babyUnderMonths,
            ...optional('mostPoints', draft.babyMost),
          },
        }
      : {}),
    ...readQuota(draft),
    carryOver:
      draft.carryOver === 'capped'
        ? { kind: draft.carryOver, mostPoints: draft.carryOverMost }
        : { kind: draft.carryOver },
    validity: {
      firstMonths: draft.firstMonths,
      renewalMonths: draft.renewalMonths,
      ...optional('mostRenewals', draft.mostRenewals),
    },
    ...(draft.pause === 'none'
      ? {}
      : { pause: { after: draft.pause, length: draft.pauseLength, unit: draft.pauseUnit } }),
    postDaysAhead: draft.postDaysAhead,
    whenHouseholdGrows: draft.whenHouseholdGrows,
  });
  if (read.success) return ok(read.data);
  const parts = read.error.issues.flatMap(({ path: [part] }) => (isPart(part) ? [part] : []));
  return err([...new Set(parts)]);
}

const isPart = (part: unknown): part is SchemePart =>
  typeof part === 'string' && Object.hasOwn(schemeSchema.shape, part);

function readAllowance({ allowance, firstPoints, furtherPoints, table }: SchemeDraft): unknown {
  if (allowance === 'firstAndFurther') return { kind: allowance, firstPoints, furtherPoints };
  const read = readPointsTable(table);
  return { kind: allowance, pointsBySize: read.ok ? read.value : [] };
}

function readAgeBonus({ from, under, unit, points }: AgeBonusDraft): unknown {
  const months = unit === 'years' ? 12 : 1;
  return {
    fromMonths: (from ?? 0) * months,
    ...(under === null ? {} : { underMonths: under * months }),
    pointsPerPerson: points,
  };
}

const readBand = (band: BandDraft): unknown => ({
  band: band.row,
  label: band.label,
  ...optional('upToCents', toCents(band.upTo)),
  ...optional('over67UpToCents', toCents(band.over67UpTo)),
  ...optional('renewalUpToCents', toCents(band.renewalUpTo)),
  bonusPoints: band.bonusPoints ?? 0,
  bonusPointsPerMember: band.pointsPerMember ?? 0,
});

function readPeriod({ period, length, counted, anchorOn }: SchemeDraft): unknown {
  if (period === 'calendarMonth' || period === 'entitlement') return { kind: period };
  return { kind: period, [period]: length, ...(counted === 'right' ? {} : { anchorOn }) };
}

function readQuota({ quota, quotaPoints, quotaPercent }: SchemeDraft): { weeklyQuota?: unknown } {
  if (quota === 'none') return {};
  return {
    weeklyQuota:
      quota === 'points' ? { kind: quota, points: quotaPoints } : { kind: quota, percent: quotaPercent },
  };
}

const optional = (name: string, value: number | null): Record<string, number> =>
  value === null ? {} : { [name]: value };

const toEuro = (cents: number | undefined): number | null => (cents === undefined ? null : cents / 100);
const toCents = (euro: number | null): number | null => (euro === null ? null : Math.round(euro * 100));
