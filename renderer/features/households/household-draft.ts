import type { HouseholdDetails, HouseholdView } from '../../../shared/contract/households-contract.ts';
import type { CodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import type { SiteId } from '../../../shared/domain/ids.ts';
import type { PreferredLanguage } from '../../../shared/operations/household-operations.ts';
import { formatMonth } from '../../format/date-time.ts';
import type { Words } from '../../i18n/words.ts';
import { readCodiciFiscali, readMonths, readNames } from './household-form-fields.ts';

/** What stands in the fields, as it was typed. */
export type HouseholdDraft = {
  readonly displayName: string;
  readonly size: number | null;
  readonly delegates: string;
  readonly children: string;
  readonly siteId: SiteId | null;
  readonly preferredLanguage: PreferredLanguage;
  readonly codiciFiscali: string;
  readonly forgetsCodiciFiscali: boolean;
};

const MOST_CHILDREN = 15;
const MOST_DELEGATES = 6;

export const newDraft = (household: HouseholdView, siteId: SiteId): HouseholdDraft => ({
  displayName: household.displayName ?? '',
  size: household.size,
  delegates: household.delegateNames.join(', '),
  children: household.office?.childBirthMonths.map(formatMonth).join(', ') ?? '',
  siteId: household.office?.siteId ?? siteId,
  preferredLanguage: household.office?.preferredLanguage ?? 'it',
  codiciFiscali: '',
  forgetsCodiciFiscali: false,
});

export type ReadDraft = {
  readonly problems: Partial<Record<keyof HouseholdDraft, string>>;
  /** Null while something is wrong. */
  readonly value: {
    readonly details: HouseholdDetails;
    readonly codiciFiscali: CodiceFiscale[];
  } | null;
};

/** What the fields mean, or which of them is wrong and how. */
export function readDraft(t: Words['t'], draft: HouseholdDraft): ReadDraft {
  const months = readMonths(draft.children);
  const people = readCodiciFiscali(draft.codiciFiscali);
  const delegateNames = readNames(draft.delegates);
  const displayName = draft.displayName.trim();
  const problems: Partial<Record<keyof HouseholdDraft, string>> = {
    ...(displayName === '' ? { displayName: t('households.form.missing') } : {}),
    ...(draft.size === null ? { size: t('households.form.size.missing') } : {}),
    ...(draft.siteId === null ? { siteId: t('households.form.site.missing') } : {}),
    ...(months.ok ? {} : { children: t('households.form.children.problem', months.error) }),
    ...(months.ok && months.value.length > MOST_CHILDREN
      ? { children: t('households.form.children.tooMany', { most: MOST_CHILDREN }) }
      : {}),
    ...(delegateNames.length > MOST_DELEGATES
      ? { delegates: t('households.form.delegates.tooMany', { most: MOST_DELEGATES }) }
      : {}),
    ...(people.ok ? {} : { codiciFiscali: t('households.form.codiciFiscali.problem', people.error) }),
  };
  const { size, siteId, preferredLanguage } = draft;
  const isWrong = Object.keys(problems).length > 0;
  if (isWrong || size === null || siteId === null || !months.ok || !people.ok) {
    return { problems, value: null };
  }
  const details = {
    displayName,
    size,
    childBirthMonths: months.value,
    delegateNames,
    preferredLanguage,
    siteId,
  };
  return { problems, value: { details, codiciFiscali: people.value } };
}
