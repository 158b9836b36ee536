import { useState } from 'react';
import { washProgrammeIdSchema } from '../../../shared/domain/ids.ts';
import type { WashCost, WashProgramme } from '../../../shared/domain/laundry-machine.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { RegisterActions } from '../../ui/RegisterActions.tsx';
import { type ProgrammeDraft, WashProgrammeDialog } from './WashProgrammeDialog.tsx';

type Open =
  | { readonly dialog: 'programme'; readonly programme: ProgrammeDraft; readonly isNew: boolean }
  | { readonly dialog: 'history'; readonly programme: WashProgramme };

/** How long each programme takes and what it costs. A change is for the next start: what runs stays as it was started. */
export function WashProgrammesPart() {
  const answer = useAnswer('laundrySetup.read', {});
  return (
    <AnswerView answer={answer.data}>{({ programmes }) => <Programmes programmes={programmes} />}</AnswerView>
  );
}

function Programmes(props: { readonly programmes: readonly WashProgramme[] }) {
  const words = useWords();
  const { t, language } = words;
  const { programmes } = props;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const selected =
    programmes.find(({ washProgrammeId }) => washProgrammeId === selectedId) ?? programmes[0] ?? null;
  const edit = ({ siteId: _site, ...programme }: WashProgramme) =>
    setOpen({ dialog: 'programme', programme, isNew: false });
  const close = () => setOpen(null);
  return (
    <>
      <DataTable
        caption={t('laundrySetup.programmes')}
        isCaptionHidden
        rows={programmes}
        rowKey={({ washProgrammeId }) => washProgrammeId}
        columns={[
          {
            key: 'name',
            header: t('laundrySetup.programme.name'),
            cell: ({ name }) => name[language],
            width: '3fr',
          },
          {
            key: 'kind',
            header: t('laundrySetup.kind'),
            cell: ({ kind }) => t(`laundrySetup.kind.${kind}`),
            width: '2fr',
          },
          { key: 'minutes', header: t('laundrySetup.minutes'), cell: ({ minutes }) => minutes, align: 'end' },
          {
            key: 'temperature',
            header: t('laundrySetup.temperature'),
            cell: ({ temperature }) => (temperature === undefined ? '—' : `${temperature} °C`),
            align: 'end',
          },
          {
            key: 'cost',
            header: t('laundrySetup.cost'),
            cell: ({ cost }) => formatCost(words, cost),
            align: 'end',
            width: '2fr',
          },
          {
            key: 'state',
            header: t('laundrySetup.state'),
            cell: ({ active }) => t(active ? 'laundrySetup.inUse' : 'laundrySetup.notInUse'),
            width: '2fr',
          },
        ]}
        selectedKey={selected?.washProgrammeId}
        autoFocus
        onSelect={(programme) => setSelectedId(programme?.washProgrammeId ?? null)}
        onOpen={edit}
        emptyTitle={t('laundrySetup.programmes.none')}
      />
      <RegisterActions
        addLabel={t('laundrySetup.programme.add')}
        onAdd={() => setOpen({ dialog: 'programme', programme: newProgramme(), isNew: true })}
        isChosen={selected !== null}
        onEdit={() => selected !== null && edit(selected)}
        onHistory={() => selected !== null && setOpen({ dialog: 'history', programme: selected })}
      />
      {open?.dialog === 'programme' && (
        <WashProgrammeDialog programme={open.programme} isNew={open.isNew} onClose={close} />
      )}
      {open?.dialog === 'history' && (
        <HistoryDialog
          subject={`washProgramme:${open.programme.washProgrammeId}`}
          title={open.programme.name[language]}
          onClose={close}
        />
      )}
    </>
  );
}

const formatCost = ({ t }: Words, { unit, amount }: WashCost): string =>
  unit === 'cents' ? formatEuro(amount) : t('laundrySetup.washes', { count: amount });

const newProgramme = (): ProgrammeDraft => ({
  washProgrammeId: washProgrammeIdSchema.parse(newId()),
  name: { it: '', en: '' },
  kind: 'washer',
  minutes: 60,
  cost: { unit: 'washes', amount: 1 },
  active: true,
});
