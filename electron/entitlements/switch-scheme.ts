import type { SchemeSwitchPreview } from '../../shared/contract/entitlements-contract.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import type { EntitlementId, SchemeId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type Period, ruledPeriodOn } from '../../shared/domain/scheme-period.ts';
import { daysKeptBySwitch, type SwitchRefusal } from '../../shared/domain/scheme-switch.ts';
import { householdPeriodOn } from '../database/allowance-posting.ts';
import { findPostedAround } from '../database/allowances.ts';
import type { Db } from '../database/database.ts';
import { type HouseholdRow, listEntitlements } from '../database/households.ts';
import { findScheme, listSchemeVersions } from '../database/schemes.ts';

/** Another scheme for a right, from a day on. */
export type SchemeSwitch = {
  readonly entitlementId: EntitlementId;
  readonly schemeId: SchemeId;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
};

export type PlannedSwitch = {
  readonly kept: Period;
  /** All rights of the household as they are once the old one has been shortened. */
  readonly entitlements: readonly Entitlement[];
};

export type SwitchError =
  | SwitchRefusal
  | { readonly type: 'EntitlementUnknown' }
  | { readonly type: 'SchemeUnknown' }
  | { readonly type: 'EndsBeforeStart' };

/** What becomes of the right that another scheme takes the place of. */
export function planSwitch(
  db: Db,
  household: HouseholdRow,
  wanted: SchemeSwitch,
  today: LocalDate,
): Result<PlannedSwitch, SwitchError> {
  const entitlements = listEntitlements(db, household.household);
  const right = entitlements.find(({ entitlementId }) => entitlementId === wanted.entitlementId);
  if (right === undefined) return err({ type: 'EntitlementUnknown' });
  if (findScheme(db, wanted.schemeId, today) === null) return err({ type: 'SchemeUnknown' });
  const kept = daysKeptBySwitch(right, wanted, today);
  if (!kept.ok) return kept;
  if (wanted.endsOn < wanted.startsOn) return err({ type: 'EndsBeforeStart' });
  const { endsOn } = kept.value;
  return ok({
    kept: kept.value,
    entitlements: entitlements.map((each) => (each === right ? { ...each, endsOn } : each)),
  });
}

/**
 * What a household will receive. The period that runs when the new right begins was given, or will be, by the old
 * scheme: its points stay until it ends, and the new scheme gives its first ones after it.
 */
export function previewSwitch(
  db: Db,
  household: HouseholdRow,
  wanted: SchemeSwitch,
  today: LocalDate,
): Result<SchemeSwitchPreview, SwitchError> {
  const planned = planSwitch(db, household, wanted, today);
  if (!planned.ok) return planned;
  const { kept, entitlements } = planned.value;
  const old = entitlements.find(({ entitlementId }) => entitlementId === wanted.entitlementId);
  const given = findPostedAround(db, household.household, wanted.startsOn).upTo;
  const running = old === undefined ? null : householdPeriodOn(db, household.household, old, kept.endsOn);
  const keptUntil = [kept.endsOn, given?.endsOn, running?.period.endsOn]
    .filter((day) => day !== undefined)
    .reduce((latest, day) => (day > latest ? day : latest));
  const firstOn = addDays(keptUntil, 1);
  const ruled =
    firstOn > wanted.endsOn ? null : ruledPeriodOn(listSchemeVersions(db, wanted.schemeId), firstOn, wanted);
  if (ruled === null) return ok({ oldEndsOn: kept.endsOn, keptUntil, first: null });
  const { scheme, period } = ruled;
  const startsOn = period.startsOn < firstOn ? firstOn : period.startsOn;
  return ok({ oldEndsOn: kept.endsOn, keptUntil, first: { scheme, period: { ...period, startsOn } } });
}
