import type { SchemeId } from '../../../shared/domain/ids.ts';
import { addDays, addMonths, type LocalDate } from '../../../shared/domain/local-date.ts';
import { type Scheme, schemeOn } from '../../../shared/domain/scheme.ts';
import { ruledPeriodOn } from '../../../shared/domain/scheme-period.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { allowanceWords, periodWords } from './scheme-words.ts';

/** From when a change counts and for how many households, and what the scheme was and will be. */
export function WhenItCounts(props: {
  readonly schemeId: SchemeId;
  readonly versions: readonly Scheme[];
  readonly scheme: Scheme | null;
  readonly today: LocalDate;
}) {
  const words = useWords();
  const { t } = words;
  const { schemeId, versions, scheme, today } = props;
  const households = useAnswer('entitlements.countUnder', { schemeId }, { isEnabled: versions.length > 0 });
  if (versions.length === 0) return null;
  const count = households.data?.ok === true ? households.data.value.households : 0;
  const current = schemeOn(versions, today);
  return (
    <section className="card scheme-versions">
      <h2>{t('schemes.group.when')}</h2>
      {scheme !== null && scheme.appliesFrom <= today && (
        <Notice tone="warning" title={t('errors.AppliesTooEarly')} />
      )}
      {scheme !== null && scheme.appliesFrom > today && (
        <p role="status">{whenWords(words, versions, scheme, count)}</p>
      )}
      <p className="soft">{t('schemes.past')}</p>
      <h3>{t('schemes.versions')}</h3>
      <ol className="scheme-versions__list">
        {versions.toReversed().map((version) => (
          <li key={version.appliesFrom}>
            <strong>
              {t('schemes.version.from', { on: formatDate(version.appliesFrom) })}
              {version === current && ` (${t('schemes.version.today')})`}
            </strong>
            <span>
              {periodWords(words, version)}, {allowanceWords(words, version)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

type WordsOf = ReturnType<typeof useWords>;

/**
 * Households that share their periods change on one day, which is told; where each counts from its own first day, each changes
 * when its own period ends.
 */
function whenWords({ t }: WordsOf, versions: readonly Scheme[], scheme: Scheme, households: number): string {
  const others = versions.filter(({ appliesFrom }) => appliesFrom < scheme.appliesFrom);
  const on = formatDate(scheme.appliesFrom);
  if ([...others.slice(-1), scheme].some((each) => !hasSharedPeriods(each))) {
    return t('schemes.when.each', { households, on });
  }
  const all = [...others, scheme];
  const right = { startsOn: scheme.appliesFrom, endsOn: addMonths(scheme.appliesFrom, 60) };
  const ruled = ruledPeriodOn(all, scheme.appliesFrom, right);
  const first =
    ruled === null || ruled.scheme === scheme ? scheme.appliesFrom : addDays(ruled.period.endsOn, 1);
  return t('schemes.when.all', { households, on: formatDate(first) });
}

const hasSharedPeriods = ({ period }: Scheme): boolean =>
  period.kind === 'calendarMonth' || ('anchorOn' in period && period.anchorOn !== undefined);
