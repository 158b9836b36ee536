import type { TillCustomer } from '../../../shared/contract/till-contract.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ageWords, nameIn, problemId } from './refusal-words.ts';
import { useTillState } from './use-till.ts';

/** For whom the goods are: the least that a till needs to know. */
export function CustomerCard() {
  const { t } = useWords();
  const customer = useTillState(({ view }) => view?.customer ?? null);
  if (customer === null) {
    return (
      <div className="customer customer--none">
        <Icon name="card" />
        <div>
          <h2>{t('till.customer.none')}</h2>
          <p>{t('till.customer.none.todo')}</p>
        </div>
      </div>
    );
  }
  return (
    <div className="customer">
      {customer.kind === 'household' ? <Household customer={customer} /> : <Occasional customer={customer} />}
      <Overridden />
    </div>
  );
}

function Household(props: { readonly customer: Extract<TillCustomer, { kind: 'household' }> }) {
  const words = useWords();
  const { t } = words;
  const { customer } = props;
  const { entitlement, childAgesMonths, delegateNames, periodEndsOn } = customer;
  const card =
    customer.maskedCard === null
      ? t('till.customer.noCard')
      : t('till.customer.card', { card: customer.maskedCard });
  const ages = childAgesMonths.map((months) => ageWords(months, words)).join(', ');
  return (
    <>
      <h2 className="customer__name">{customer.displayName}</h2>
      <p>
        <strong>{t('till.customer.people', { size: customer.size })}</strong> · {card}
      </p>
      {delegateNames.length > 0 && <p>{t('till.customer.delegates', { names: delegateNames.join(', ') })}</p>}
      {'type' in entitlement ? (
        <p className="customer__refused">
          <Icon name="problem" /> {t(problemId(entitlement.type))}
        </p>
      ) : (
        <p>
          {t('till.customer.until', { on: formatDate(entitlement.endsOn) })}
          {periodEndsOn !== null && ` · ${t('till.customer.period', { on: formatDate(periodEndsOn) })}`}
        </p>
      )}
      {childAgesMonths.length > 0 && <p>{t('till.customer.children', { ages })}</p>}
    </>
  );
}

function Occasional(props: { readonly customer: Extract<TillCustomer, { kind: 'occasional' }> }) {
  const words = useWords();
  const { t } = words;
  const { headcount, programmeName, reason } = props.customer;
  return (
    <>
      <h2 className="customer__name">{t('till.customer.occasional')}</h2>
      <p>
        <strong>{t('till.customer.people', { size: headcount })}</strong> · {nameIn(programmeName, words)}
      </p>
      <p>{t(`till.occasional.reason.${reason}`)}</p>
    </>
  );
}

function Overridden() {
  const { t } = useWords();
  const isOverridden = useTillState(({ view }) => view?.isOverridden === true);
  if (!isOverridden) return null;
  return (
    <p className="customer__overridden">
      <Icon name="check" /> {t('till.customer.overridden')}
    </p>
  );
}
