import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  EXPIRING_COLUMNS,
  EXPIRY_DAYS,
  type ExpiringLine,
  type ExpiryFilter,
} from '../../../shared/contract/entitlements-contract.ts';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { daysBetween, type LocalDate } from '../../../shared/domain/local-date.ts';
import { saveAsFile } from '../../client/save-as-file.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useSession } from '../session/session-context.ts';
import { EntitlementDialog } from './EntitlementDialog.tsx';
import './entitlements.css';

const ALL_SITES = 'all';

/** What is about to end: choose a line, Enter, F9, and the next. */
export function ExpiringScreen() {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const [filter, setFilter] = useState<ExpiryFilter>({ days: 30, siteId: null, of: 'entitlement' });
  const [selected, setSelected] = useState<HouseholdId | null>(null);
  const [renewing, setRenewing] = useState<HouseholdId | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { data } = useAnswer('entitlements.expiring', filter, { keepPrevious: true });
  const toCsv = useCommand('entitlements.expiringCsv');
  const lines = data?.ok ? data.value.lines : [];
  const count = data?.ok ? data.value.count : 0;
  const chosen = lines.find(({ householdId }) => householdId === selected) ?? lines[0] ?? null;
  const save = async () => {
    const headings = EXPIRING_COLUMNS.map((column) => t(`entitlements.column.${column}`));
    const answer = await toCsv.mutateAsync({ ...filter, headings });
    if (!answer.ok) return;
    const fileName = `${t('entitlements.expiring.file')}.csv`;
    saveAsFile(answer.value.csv, fileName);
    setSaid(t('entitlements.expiring.saved', { file: fileName }));
  };
  return (
    <Page
      title={t('entitlements.expiring')}
      heading={<p role="status">{t('entitlements.expiring.count', { count })}</p>}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('entitlements.back')}
            shortcut="Escape"
            onPress={() => void navigate({ to: '/households' })}
          />
          <ActionButton
            label={t('entitlements.renew')}
            shortcut="F8"
            tone="primary"
            isDisabled={chosen === null}
            onPress={() => chosen !== null && setRenewing(chosen.householdId)}
          />
          <ActionButton
            label={t('entitlements.open')}
            shortcut="F6"
            isDisabled={chosen === null}
            onPress={() =>
              chosen !== null &&
              void navigate({
                to: '/households/$householdId/entitlements',
                params: { householdId: chosen.householdId },
              })
            }
          />
          <ActionButton
            label={t('entitlements.expiring.save')}
            shortcut="F7"
            isDisabled={lines.length === 0}
            isBusy={toCsv.isPending}
            onPress={() => void save()}
          />
        </>
      }
    >
      <div className="entitlements entitlements--filled">
        <Filters filter={filter} onChange={setFilter} />
        {data?.ok === false && <FailureNotice failure={data.error} />}
        {toCsv.data?.ok === false && <FailureNotice failure={toCsv.data.error} />}
        {said !== null && <Notice tone="ok" title={said} />}
        {data?.ok && (
          <Lines
            lines={lines}
            of={filter.of}
            selected={chosen}
            onSelect={(line) => setSelected(line?.householdId ?? null)}
            onOpen={({ householdId }) => setRenewing(householdId)}
          />
        )}
      </div>
      {renewing !== null && (
        <EntitlementDialog
          householdId={renewing}
          onClose={(words) => {
            setRenewing(null);
            setSaid(words);
          }}
        />
      )}
    </Page>
  );
}

function Filters(props: {
  readonly filter: ExpiryFilter;
  readonly onChange: (filter: ExpiryFilter) => void;
}) {
  const { t } = useWords();
  const { filter, onChange } = props;
  const sites = useAnswer('households.sites', {});
  const list = sites.data?.ok ? sites.data.value : [];
  return (
    <div className="entitlements__filters">
      <SelectField
        label={t('entitlements.expiring.within')}
        value={String(filter.days)}
        onChange={(key) => {
          const days = EXPIRY_DAYS.find((each) => String(each) === key);
          if (days !== undefined) onChange({ ...filter, days });
        }}
        choices={EXPIRY_DAYS.map((days) => ({
          key: String(days),
          label: t(days < 0 ? 'entitlements.expiring.past' : 'entitlements.expiring.days', {
            days: Math.abs(days),
          }),
        }))}
      />
      <SelectField
        label={t('entitlements.expiring.of')}
        value={filter.of}
        onChange={(of) => onChange({ ...filter, of })}
        choices={(['entitlement', 'isee'] as const).map((key) => ({
          key,
          label: t(`entitlements.expiring.of.${key}`),
        }))}
      />
      <SelectField
        label={t('entitlements.expiring.site')}
        value={filter.siteId ?? ALL_SITES}
        onChange={(key) =>
          onChange({ ...filter, siteId: list.find(({ siteId }) => siteId === key)?.siteId ?? null })
        }
        choices={[
          { key: ALL_SITES, label: t('entitlements.expiring.allSites') },
          ...list.map(({ siteId, name }) => ({ key: siteId, label: name })),
        ]}
      />
    </div>
  );
}

/** A day with how far it is, on one line; the other day stands beside it on two. */
const WIDTHS = { counted: 300, other: 200 };

function Lines(props: {
  readonly lines: readonly ExpiringLine[];
  readonly of: ExpiryFilter['of'];
  readonly selected: ExpiringLine | null;
  readonly onSelect: (line: ExpiringLine | null) => void;
  readonly onOpen: (line: ExpiringLine) => void;
}) {
  const words = useWords();
  const { t } = words;
  const { place } = useSession();
  return (
    <DataTable
      caption={t('entitlements.expiring')}
      isCaptionHidden
      rows={props.lines}
      rowKey={({ householdId }) => householdId}
      columns={[
        {
          key: 'name',
          header: t('entitlements.column.displayName'),
          cell: ({ displayName }) => displayName ?? t('households.nameless'),
          width: '2fr',
        },
        {
          key: 'size',
          header: t('entitlements.column.size'),
          cell: ({ size }) => size,
          align: 'end',
          width: 110,
        },
        {
          key: 'ends',
          header: t('entitlements.column.endsOn'),
          cell: ({ endsOn }) => lastDayWords(words, endsOn, place.businessOn),
          width: props.of === 'entitlement' ? WIDTHS.counted : WIDTHS.other,
        },
        {
          key: 'isee',
          header: t('entitlements.column.iseeExpiresOn'),
          cell: ({ iseeExpiresOn }) =>
            iseeExpiresOn === null ? '—' : lastDayWords(words, iseeExpiresOn, place.businessOn),
          width: props.of === 'isee' ? WIDTHS.counted : WIDTHS.other,
        },
        { key: 'site', header: t('entitlements.column.siteName'), cell: ({ siteName }) => siteName },
        {
          key: 'state',
          header: t('entitlements.state'),
          cell: ({ isSuspended }) => (isSuspended ? t('entitlements.state.suspended') : ''),
          width: 120,
        },
      ]}
      selectedKey={props.selected?.householdId ?? null}
      onSelect={props.onSelect}
      onOpen={props.onOpen}
      autoFocus
      emptyTitle={t('entitlements.expiring.none')}
    />
  );
}

/** A last day with how far it is: `27/11/2026 (fra 5 giorni)`. */
function lastDayWords({ t }: Words, day: LocalDate, today: LocalDate): string {
  const days = daysBetween(today, day);
  const far = t(days < 0 ? 'entitlements.ago' : 'entitlements.in', { days: Math.abs(days) });
  return `${formatDate(day)} (${far})`;
}
