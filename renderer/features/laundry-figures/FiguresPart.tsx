import { useState } from 'react';
import {
  DAY_COLUMNS,
  type LaundryFigures,
  MACHINE_COLUMNS,
} from '../../../shared/contract/laundry-figures-contract.ts';
import { type LocalDate, monthStart } from '../../../shared/domain/local-date.ts';
import { saveAsFile } from '../../client/save-as-file.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useSession } from '../session/session-context.ts';
import { BarChart } from './BarChart.tsx';
import './laundry-figures.css';

type By = 'machine' | 'day';

/** What the laundry did from a day to a day: a chart beside the table of the same figures, and the table as a file. */
export function FiguresPart() {
  const { t } = useWords();
  const today = useSession().place.businessOn;
  const [from, setFrom] = useState<LocalDate | null>(monthStart(today));
  const [to, setTo] = useState<LocalDate | null>(today);
  const [by, setBy] = useState<By>('machine');
  const [saved, setSaved] = useState<string | null>(null);
  const csv = useCommand('laundryFigures.csv');
  const isReady = from !== null && to !== null && from <= to;
  const period = { from: from ?? today, to: to ?? today };
  const answer = useAnswer('laundryFigures.read', period, { isEnabled: isReady, keepPrevious: true });
  const save = async () => {
    const columns = by === 'machine' ? MACHINE_COLUMNS : DAY_COLUMNS;
    const headings = columns.map((column) => t(`laundryFigures.column.${column}`));
    const kinds = { washer: t('laundryFigures.kind.washer'), dryer: t('laundryFigures.kind.dryer') };
    const written = await csv.mutateAsync({ period, by, headings, kinds });
    if (!written.ok) return;
    const fileName = t('laundryFigures.file', { from: period.from, to: period.to });
    saveAsFile(written.value.csv, fileName);
    setSaved(fileName);
  };
  return (
    <div className="laundry-figures">
      <div className="laundry-figures__period">
        <DateField label={t('laundryFigures.from')} value={from} onChange={setFrom} />
        <DateField
          label={t('laundryFigures.to')}
          value={to}
          onChange={setTo}
          problem={from !== null && to !== null && to < from ? t('laundryFigures.backwards') : null}
        />
        {answer.data?.ok === true && <Totals totals={answer.data.value.totals} />}
      </div>
      {csv.data?.ok === false && <FailureNotice failure={csv.data.error} />}
      {saved !== null && <Notice tone="ok" title={t('laundryFigures.saved', { file: saved })} />}
      <AnswerView answer={answer.data}>
        {(figures) => (by === 'machine' ? <ByMachine figures={figures} /> : <ByDay figures={figures} />)}
      </AnswerView>
      <div className="laundry-figures__actions">
        <ActionButton
          label={t('laundryFigures.by.machine')}
          shortcut="F6"
          tone={by === 'machine' ? 'primary' : 'plain'}
          onPress={() => setBy('machine')}
        />
        <ActionButton
          label={t('laundryFigures.by.day')}
          shortcut="F7"
          tone={by === 'day' ? 'primary' : 'plain'}
          onPress={() => setBy('day')}
        />
        <ActionButton
          label={t('laundryFigures.save')}
          shortcut="F8"
          isDisabled={!isReady}
          isBusy={csv.isPending}
          onPress={() => void save()}
        />
      </div>
    </div>
  );
}

const TOTALS = ['cycles', 'minutes', 'households', 'faults', 'missed'] as const;

function Totals(props: { readonly totals: LaundryFigures['totals'] }) {
  const { t } = useWords();
  return (
    <dl className="laundry-figures__totals">
      {TOTALS.map((each) => (
        <div key={each}>
          <dt>{t(`laundryFigures.column.${each}`)}</dt>
          <dd>{formatCount(props.totals[each])}</dd>
        </div>
      ))}
    </dl>
  );
}

function ByMachine({ figures }: { readonly figures: LaundryFigures }) {
  const { t } = useWords();
  const figure = (key: 'cycles' | 'minutes' | 'faults' | 'outages') => ({
    key,
    header: t(`laundryFigures.column.${key}`),
    cell: (row: LaundryFigures['machines'][number]) => formatCount(row[key]),
    align: 'end' as const,
  });
  return (
    <div className="laundry-figures__both">
      <BarChart
        title={t('laundryFigures.chart.machine')}
        bars={figures.machines.map(({ machineId, number, cycles }) => ({
          key: machineId,
          label: String(number),
          value: cycles,
        }))}
      />
      <DataTable
        caption={t('laundryFigures.by.machine')}
        isCaptionHidden
        rows={figures.machines}
        rowKey={({ machineId }) => machineId}
        columns={[
          {
            key: 'number',
            header: t('laundryFigures.machine'),
            cell: ({ number, kind }) => `${number} ${t(`laundryFigures.kind.${kind}`)}`,
            width: '2fr',
          },
          figure('cycles'),
          figure('minutes'),
          figure('faults'),
          figure('outages'),
        ]}
        emptyTitle={t('laundryFigures.none')}
      />
    </div>
  );
}

function ByDay({ figures }: { readonly figures: LaundryFigures }) {
  const { t } = useWords();
  const figure = (key: 'cycles' | 'minutes' | 'households' | 'faults' | 'missed') => ({
    key,
    header: t(`laundryFigures.column.${key}`),
    cell: (row: LaundryFigures['days'][number]) => formatCount(row[key]),
    align: 'end' as const,
  });
  return (
    <div className="laundry-figures__both">
      <BarChart
        title={t('laundryFigures.chart.day')}
        bars={figures.days.map(({ on, cycles }) => ({
          key: on,
          label: formatDate(on).slice(0, 5),
          value: cycles,
        }))}
      />
      <DataTable
        caption={t('laundryFigures.by.day')}
        isCaptionHidden
        rows={figures.days}
        rowKey={({ on }) => on}
        columns={[
          {
            key: 'on',
            header: t('laundryFigures.column.on'),
            cell: ({ on }) => formatDate(on),
            width: '2fr',
          },
          figure('cycles'),
          figure('minutes'),
          figure('households'),
          figure('faults'),
          figure('missed'),
        ]}
        emptyTitle={t('laundryFigures.none')}
      />
    </div>
  );
}
