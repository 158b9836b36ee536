import { Button } from 'react-aria-components';
import type { VisitTile } from '../../../shared/contract/laundry-contract.ts';
import { formatDateAt, formatTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { openVisit } from './desk.ts';
import { tagOf } from './laundry-words.ts';

type Group = 'forgotten' | VisitTile['state'];

const GROUPS = [
  ['waiting', 'bag'],
  ['ready', 'done'],
  ['forgotten', 'warning'],
  ['inMachine', 'play'],
] as const satisfies readonly (readonly [Group, IconName])[];

/** Forgotten is what could go home for too long: what is in a machine is on the board. */
export const groupOf = ({ isForgotten, state }: Pick<VisitTile, 'isForgotten' | 'state'>): Group =>
  isForgotten && state !== 'inMachine' ? 'forgotten' : state;

/** All laundry that is here: what to start first, then what goes home, then what nobody comes for. */
export function VisitList(props: { readonly visits: readonly VisitTile[] }) {
  const { t } = useWords();
  return (
    <section className="visits" aria-label={t('laundry.visits')}>
      <h2 className="visits__title">{t('laundry.visits.count', { count: props.visits.length })}</h2>
      {props.visits.length === 0 && <p className="soft">{t('laundry.visits.none')}</p>}
      {GROUPS.map(([group, icon]) => {
        const visits = props.visits.filter((visit) => groupOf(visit) === group);
        if (visits.length === 0) return null;
        return (
          <div key={group} className={`visits__group visits__group--${group}`}>
            <h3 className="visits__state">
              <Icon name={icon} /> {t(`laundry.visits.${group}`)}
            </h3>
            <ul>
              {visits.map((visit) => (
                <li key={visit.visitId}>
                  <Visit visit={visit} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function Visit(props: { readonly visit: VisitTile }) {
  const { t } = useWords();
  const { visit } = props;
  const isIn = visit.machineNumbers.length > 0;
  return (
    <Button className="visit" onPress={() => openVisit(visit, 'search')}>
      <strong className="visit__tag">{tagOf(visit)}</strong>
      <span>{t('laundry.bags', { bags: visit.bags })}</span>
      <span className="spread">
        {isIn
          ? t('laundry.visits.machines', { numbers: visit.machineNumbers.join(', ') })
          : groupOf(visit) === 'forgotten'
            ? t('laundry.visits.since', { on: formatDateAt(visit.openedAt).slice(0, 5) })
            : formatTimeAt(visit.openedAt)}
      </span>
    </Button>
  );
}
