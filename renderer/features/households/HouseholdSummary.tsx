import { useNavigate } from '@tanstack/react-router';
import type { HouseholdOfficeView, HouseholdView } from '../../../shared/contract/households-contract.ts';
import { formatDate, formatMonth } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CreditPart } from '../credit/CreditPart.tsx';
import { useHasRole, useSession } from '../session/session-context.ts';
import { cardWords, entitlementStateOn, entitlementWords } from './household-words.ts';

export type HouseholdDialogName = 'card' | 'issue' | 'entitlement';

interface SummaryProps {
  readonly household: HouseholdView;
  readonly onOpen: (dialog: HouseholdDialogName) => void;
  readonly onSaid: (words: string | null) => void;
}

/** What a till may see, and for the office the rest of the record, each part with the keys that change it. */
export function HouseholdSummary(props: SummaryProps) {
  const { household } = props;
  return (
    <div className="household-summary">
      <EntitlementCard {...props} />
      <CardList {...props} />
      <CreditPart householdId={household.householdId} onSaid={props.onSaid} />
      <Details household={household} />
      {household.office !== null && household.office.limits.length > 0 && (
        <Limits limits={household.office.limits} />
      )}
    </div>
  );
}

function EntitlementCard({ household, onOpen }: SummaryProps) {
  const words = useWords();
  const { t, points } = words;
  const { place } = useSession();
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
          {household.isAllowanceAwaited ? (
            <p>
              <strong>{t('households.residual.awaited')}</strong>
            </p>
          ) : (
            <p className="figure">{points(residualPoints)}</p>
          )}
          <p>{t('households.residual.until', { on: formatDate(periodEndsOn) })}</p>
        </div>
      )}
      {office !== null && (
        <div className="row">
          <ActionButton
            label={t(
              office.entitlements.length === 0
                ? 'households.entitlement.grant'
                : 'households.entitlement.renew',
            )}
            shortcut="F8"
            onPress={() => onOpen('entitlement')}
          />
        </div>
      )}
      {office !== null && office.entitlements.length > 0 && (
        <ul className="household-list" aria-label={t('households.entitlement.list')}>
          {[...office.entitlements].reverse().map((entitlement) => (
            <li key={entitlement.entitlementId}>
              <span>
                {formatDate(entitlement.startsOn)} – {formatDate(entitlement.endsOn)}
              </span>
              <span>{entitlement.schemeName}</span>
              <span>{t(`households.entitlement.${entitlementStateOn(entitlement, place.businessOn)}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function CardList({ household, onOpen }: SummaryProps) {
  const words = useWords();
  const { t } = words;
  const mayIssue = useHasRole('office');
  const mayBlock = useHasRole('cashier', 'office');
  const isLiving = household.cards.some(({ state }) => state !== 'replaced');
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
      <div className="row">
        {mayIssue && (
          <ActionButton label={t('households.card.issue')} shortcut="F6" onPress={() => onOpen('issue')} />
        )}
        {mayBlock && (
          <ActionButton
            label={t(mayIssue ? 'households.card.manage' : 'households.card.manage.block')}
            shortcut="F7"
            isDisabled={!isLiving}
            onPress={() => onOpen('card')}
          />
        )}
      </div>
    </section>
  );
}

function Details({ household }: { readonly household: HouseholdView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { office, delegateNames, size, householdId } = household;
  const listOrNone = (items: readonly string[]) =>
    items.length === 0 ? t('households.details.none') : items.join(', ');
  return (
    <section className="card">
      <h2>{t('households.details')}</h2>
      <dl className="household-facts">
        <dt>{t('households.details.size')}</dt>
        <dd>{size}</dd>
        <dt>{t('households.details.delegates')}</dt>
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
      {office !== null && (
        <div className="row">
          <ActionButton
            label={t('households.edit')}
            shortcut="F5"
            onPress={() => void navigate({ to: '/households/$householdId/edit', params: { householdId } })}
          />
        </div>
      )}
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
