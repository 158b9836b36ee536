import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DueHousehold, RetentionView } from '../../../shared/contract/retention-contract.ts';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { EraseDueDialog } from './EraseDueDialog.tsx';

/**
 * Households that are due: their erasure where the counter stands alone; their pages where it has joined a hub, since
 * whoever is quiet here may be active elsewhere.
 */
export function DueTab(props: {
  readonly view: RetentionView;
  readonly onSaid: (said: string | null) => void;
}) {
  return props.view.isInNetwork ? <QuietHere view={props.view} /> : <DueHere {...props} />;
}

function QuietHere({ view }: { readonly view: RetentionView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <div className="retention">
      {view.households.length > 0 && (
        <Notice tone="info" title={t('retention.oneByOne')}>
          {t('retention.oneByOne.how')}
        </Notice>
      )}
      <DueTable
        view={view}
        onOpen={({ householdId }) =>
          void navigate({ to: '/households/$householdId', params: { householdId } })
        }
      />
    </div>
  );
}

/** None is marked until Enter marks it: there is no way back. */
function DueHere(props: { readonly view: RetentionView; readonly onSaid: (said: string | null) => void }) {
  const { t } = useWords();
  const { view, onSaid } = props;
  const [markedIds, setMarkedIds] = useState<ReadonlySet<HouseholdId>>(new Set());
  const [isOpen, setIsOpen] = useState(false);
  const marked = view.households.filter(({ householdId }) => markedIds.has(householdId));
  const turn = ({ householdId }: DueHousehold) =>
    setMarkedIds((before) => {
      const without = [...before].filter((each) => each !== householdId);
      return new Set(before.has(householdId) ? without : [...without, householdId]);
    });
  return (
    <div className="retention">
      {view.households.length > 0 && <p>{t('retention.how')}</p>}
      <DueTable view={view} isMarked={({ householdId }) => markedIds.has(householdId)} onOpen={turn} />
      {view.households.length > 0 && (
        <div className="actions-in-row">
          <ActionButton
            label={t('retention.erase', { count: marked.length })}
            shortcut="F9"
            tone="danger"
            isDisabled={marked.length === 0}
            onPress={() => setIsOpen(true)}
          />
        </div>
      )}
      {isOpen && (
        <EraseDueDialog
          households={marked}
          onClose={(said) => {
            setIsOpen(false);
            onSaid(said);
          }}
        />
      )}
    </div>
  );
}

function DueTable(props: {
  readonly view: RetentionView;
  /** Left out where none can be marked. */
  readonly isMarked?: (household: DueHousehold) => boolean;
  readonly onOpen: (household: DueHousehold) => void;
}) {
  const { t } = useWords();
  const { isMarked } = props;
  const { households, dueHouseholds, rules, isInNetwork } = props.view;
  const [selectedId, setSelectedId] = useState<HouseholdId | null>(null);
  const due = t(isInNetwork ? 'retention.quiet' : 'retention.due', {
    count: dueHouseholds,
    months: rules.householdMonths,
  });
  return (
    <DataTable
      caption={
        households.length < dueHouseholds
          ? `${due} ${t('retention.due.first', { count: households.length })}`
          : due
      }
      isCaptionHidden={dueHouseholds === 0}
      rows={households}
      rowKey={({ householdId }) => householdId}
      rowText={({ displayName }) => displayName}
      columns={[
        {
          key: 'name',
          header: t('retention.household'),
          cell: ({ displayName }) => displayName,
          width: '2fr',
        },
        { key: 'last', header: t('retention.lastOn'), cell: ({ lastOn }) => formatDate(lastOn), width: 180 },
        {
          key: 'cents',
          header: t('retention.credit'),
          cell: ({ cents }) => (cents === 0 ? '—' : formatEuro(cents)),
          align: 'end',
          width: 150,
        },
        {
          key: 'washes',
          header: t('credit.purse.washes'),
          cell: ({ washes }) => (washes === 0 ? '—' : formatCount(washes)),
          align: 'end',
          width: 110,
        },
        ...(isMarked === undefined
          ? []
          : [
              {
                key: 'marked',
                header: t('retention.marked'),
                cell: (household: DueHousehold) =>
                  t(isMarked(household) ? 'retention.marked.yes' : 'retention.marked.no'),
                width: 160,
              },
            ]),
      ]}
      selectedKey={selectedId ?? households[0]?.householdId ?? null}
      onSelect={(household) => setSelectedId(household?.householdId ?? null)}
      onOpen={props.onOpen}
      autoFocus
      emptyTitle={t('retention.none')}
      emptyText={t('retention.none.when', { months: rules.householdMonths })}
    />
  );
}
