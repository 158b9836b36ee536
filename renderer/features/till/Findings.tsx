import { useEffect, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { TillView } from '../../../shared/contract/till-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { areAwaited, nameIn, sayAlert, sayRefusal } from './refusal-words.ts';
import { refusedLineIds, shownRefusals } from './till-state.ts';
import { useTill, useTillState } from './use-till.ts';

/** What stands in the way of paying, what is good to know, and how much of each limit is taken. */
export function Findings() {
  const view = useTillState((state) => state.view);
  if (view === null) return null;
  return (
    <div className="findings">
      <Refusals view={view} />
      <Alerts view={view} />
      <Limits view={view} />
    </div>
  );
}

function Refusals(props: { readonly view: TillView }) {
  const words = useWords();
  const { t } = words;
  const till = useTill();
  const { view } = props;
  const refusals = useTillState(useShallow(shownRefusals));
  const refusedTimes = useTillState((state) => state.refusedTimes);
  const first = useRef<HTMLButtonElement>(null);
  const isReady = view.refusals.length === 0;
  const uncovered = useTillState(({ uncovered: last }) => (last?.basketId === view.basketId ? last : null));
  useEffect(() => {
    if (refusedTimes > 0) first.current?.focus();
  }, [refusedTimes]);
  if (refusals.length === 0) {
    if (!isReady) return null;
    return uncovered !== null ? (
      <p className="alert">
        <Icon name="warning" />
        <span>{t('till.notCovered', { again: String(uncovered.mayPass) })}</span>
      </p>
    ) : (
      <p className="findings__ready">
        <Icon name="ok" /> {t('till.nothingToSettle')}
      </p>
    );
  }
  return (
    <section>
      <h2>{t('till.problems')}</h2>
      <ul>
        {refusals.map((refusal, index) => {
          const { title, todo } = sayRefusal(refusal, view, words);
          const [lineId] = refusedLineIds(refusal);
          return (
            // Two refusals of one type are about different lines, limits or goods.
            <li key={`${refusal.type} ${title}`}>
              <button
                ref={index === 0 ? first : null}
                type="button"
                className="refusal"
                onClick={() => lineId !== undefined && till.select(lineId)}
              >
                <Icon name="problem" />
                <span>
                  <strong>{title}</strong>
                  <span>{todo}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Alerts(props: { readonly view: TillView }) {
  const words = useWords();
  const { view } = props;
  // What stands as a refusal above is not said twice.
  const isSaid = areAwaited(view) && view.refusals.some(({ type }) => type === 'InsufficientPoints');
  const alerts = view.alerts.filter(({ type }) => !(isSaid && type === 'AllowanceAwaited'));
  if (alerts.length === 0) return null;
  const sentences = [...new Set(alerts.map((alert) => sayAlert(alert, view, words)))];
  return (
    <section>
      <h2 className="only-heard">{words.t('till.alerts')}</h2>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence} className="alert">
            <Icon name="warning" />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Limits(props: { readonly view: TillView }) {
  const words = useWords();
  const { t } = words;
  const { limits } = props.view;
  if (limits.length === 0) return null;
  return (
    <section>
      <h2>{t('till.limits')}</h2>
      <ul className="limits">
        {limits.map((limit) => {
          const used = limit.usedBefore + limit.inBasket;
          const state = used > limit.allowed ? 'passed' : limit.left === 0 ? 'full' : 'free';
          return (
            <li key={limit.limitId} className={`limit limit--${state}`}>
              {state === 'passed' && <Icon name="problem" />}
              <strong>{nameIn(limit.name, words)}</strong>
              <span>
                {t(limit.per === 'visit' ? 'till.limit.visit' : 'till.limit.month', {
                  used,
                  allowed: limit.allowed,
                })}
              </span>
              <span className="limit__left">{t('till.limit.left', { left: limit.left })}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
