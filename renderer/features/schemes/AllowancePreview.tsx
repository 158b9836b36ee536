import type { LocalDate } from '../../../shared/domain/local-date.ts';
import type { Scheme } from '../../../shared/domain/scheme.ts';
import { allowanceOf, type HouseholdFacts, weeklyQuotaOf } from '../../../shared/domain/scheme-allowance.ts';
import { type Period, periodOn } from '../../../shared/domain/scheme-period.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { allowanceLineWords } from './scheme-words.ts';
import './schemes.css';

/** What a scheme gives to a household in the period of a day, line by line, so that somebody can check it by hand. */
export function AllowancePreview(props: {
  /** Who receives it, at the start of the sentence; this household unless said. */
  readonly who?: string | undefined;
  readonly scheme: Scheme;
  readonly facts: HouseholdFacts;
  /** The days of the household's right: some periods are counted from them. */
  readonly right: Period;
  readonly day: LocalDate;
}) {
  const { right, day, ...shown } = props;
  return <AllowanceOfPeriod {...shown} period={periodOn(props.scheme, day, right)} />;
}

/** The same for a period that is known. */
export function AllowanceOfPeriod(props: {
  readonly who?: string | undefined;
  readonly scheme: Scheme;
  readonly facts: HouseholdFacts;
  readonly period: Period;
}) {
  const words = useWords();
  const { t, points } = words;
  const { scheme, facts, period } = props;
  const allowance = allowanceOf(scheme, facts, period.startsOn);
  const quota = weeklyQuotaOf(scheme, allowance.points);
  return (
    <section className="card allowance" role="status">
      <p className="allowance__sum">
        {t('schemes.preview.gives', {
          who: props.who ?? t('schemes.preview.who'),
          points: points(allowance.points),
          baby: allowance.babyPoints,
          from: formatDate(period.startsOn),
          to: formatDate(period.endsOn),
        })}
      </p>
      <ul className="allowance__lines">
        {[...allowance.lines, ...allowance.babyLines].map((line) => (
          <li key={`${line.kind} ${'fromMonths' in line ? line.fromMonths : ''}`}>
            <span>{allowanceLineWords(words, line)}</span>
            <strong>{points(line.points)}</strong>
          </li>
        ))}
      </ul>
      {quota !== null && <p>{t('schemes.preview.weekly', { points: points(quota) })}</p>}
    </section>
  );
}
