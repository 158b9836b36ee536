import type { HouseholdOfficeView, HouseholdView } from '../../../shared/contract/households-contract.ts';
import { formatDate, formatMonth } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { cardWords, entitlementWords } from './household-words.ts';

/** What a till may see, and for the office the rest of the record. */
export function HouseholdSummary(props: { readonly household: HouseholdView }) {
  const { household } = props;
  return (
    <div className="household-summary">
      <EntitlementCard household={household} />
      <CardList household={household} />
      <Details household={household} />
      {household.office !== null && household.office.limits.length > 0 && (
        <Limits limits={household.office.limits} />
      )}
    </div>
  );
}

function EntitlementCard({ household }: { readonly household: HouseholdView }) {
  const words = useWords();
  const { t, points } = words;
  const { residualPoints, periodEndsOn, office } = household;
  return (
    <section className="card">
      <h2>{t('households.entitlement.title')}</h2>
      <p>
        <strong>{entitlementWords(words, household.entitlement)}</strong>
      </p>
      {residualPoints === null || periodEndsOn === null ? (
        <p>{t('households.residual.none')}</p>
      ) : (
        <div>
          <p className="soft">{t('households.residual')}</p>
          <p className="figure">{points(residualPoints)}</p>
          <p>{t('households.residual.until', { on: formatDate(periodEndsOn) })}</p>
        </div>
      )}
      {office !== null && office.entitlements.length > 0 && (
        <ul className="household-list" aria-label={t('households.entitlement.list')}>
          {office.entitlements.map(({ entitlementId, startsOn, endsOn, schemeName, state }) => (
            <li key={entitlementId}>
              <span>
                {formatDate(startsOn)} – {formatDate(endsOn)}
              </span>
              <span>{schemeName}</span>
              <span>
                {t(
                  state === 'active' ? 'households.entitlement.active' : 'households.entitlement.isSuspended',
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function CardList({ household }: { readonly household: HouseholdView }) {
  const words = useWords();
  const { t } = words;
  return (
    <section className="card">
      <h2>{t('households.cards')}</h2>
      {household.cards.length === 0 ? (
        <p>
          <strong>{t('households.cards.none')}</strong>
          <br />
          {t('households.cards.none.todo')}
        </p>
      ) : (
        <ul className="household-list">
          {[...household.cards].reverse().map((card) => (
            <li key={card.cardId}>
              <strong>{card.maskedNumber}</strong>
              <span>{cardWords(words, card)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Details({ household }: { readonly household: HouseholdView }) {
  const { t } = useWords();
  const { office, delegateNames, size } = household;
  const listOrNone = (items: readonly string[]) =>
    items.length === 0 ? t('households.details.none') : items.join(', ');
  return (
    <section className="card">
      <h2>{t('households.details')}</h2>
      <dl className="household-facts">
        <dt>{t('households.form.size')}</dt>
        <dd>{t('households.people', { size })}</dd>
        <dt>{t('households.form.delegates')}</dt>
        <dd>{listOrNone(delegateNames)}</dd>
        {office !== null && (
          <>
            <dt>{t('households.details.children')}</dt>
            <dd>{listOrNone(office.childBirthMonths.map(formatMonth))}</dd>
            <dt>{t('households.details.language')}</dt>
            <dd>{t(`households.language.${office.preferredLanguage}`)}</dd>
            <dt>{t('households.details.site')}</dt>
            <dd>{office.siteName ?? t('households.details.none')}</dd>
            <dt>{t('households.details.healthCards')}</dt>
            <dd>{t('households.details.healthCards.count', { count: office.codiceFiscaleCount })}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Limits(props: { readonly limits: HouseholdOfficeView['limits'] }) {
  const { t, language } = useWords();
  return (
    <section className="card">
      <h2>{t('households.limits')}</h2>
      <dl className="household-facts">
        {props.limits.map(({ limitId, name, used, allowed }) => (
          <div key={limitId} style={{ display: 'contents' }}>
            <dt>{name[language]}</dt>
            <dd>{t('households.limits.used', { used, allowed })}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
