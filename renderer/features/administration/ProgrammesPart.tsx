import { useState } from 'react';
import { programmeIdSchema } from '../../../shared/domain/ids.ts';
import { type Programme, programmeSchema } from '../../../shared/domain/programme.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { RegisterActions } from '../../ui/RegisterActions.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Where goods come from and who must be told. */
export function ProgrammesPart() {
  const answer = useAnswer('administration.programmes', {});
  return (
    <AnswerView answer={answer.data}>{(programmes) => <Programmes programmes={programmes} />}</AnswerView>
  );
}

function Programmes(props: { readonly programmes: readonly Programme[] }) {
  const { t, language } = useWords();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [open, setOpen] = useState<{ dialog: 'edit' | 'history'; programme: Programme } | null>(null);
  const selected =
    props.programmes.find(({ programmeId }) => programmeId === selectedId) ?? props.programmes[0] ?? null;
  const openFor = (dialog: 'edit' | 'history') => {
    if (selected !== null) setOpen({ dialog, programme: selected });
  };
  return (
    <>
      <DataTable
        caption={t('administration.programmes')}
        isCaptionHidden
        rows={props.programmes}
        rowKey={({ programmeId }) => programmeId}
        columns={[
          { key: 'name', header: t('administration.name'), cell: ({ name }) => name[language], width: '3fr' },
          {
            key: 'state',
            header: t('administration.state'),
            cell: ({ isActive }) => t(isActive ? 'administration.state.on' : 'administration.state.off'),
          },
        ]}
        selectedKey={selected?.programmeId}
        autoFocus
        onSelect={(programme) => setSelectedId(programme?.programmeId ?? null)}
        onOpen={(programme) => setOpen({ dialog: 'edit', programme })}
        emptyTitle={t('administration.programmes.none')}
      />
      <RegisterActions
        addLabel={t('administration.programme.add')}
        onAdd={() => setOpen({ dialog: 'edit', programme: newProgramme() })}
        isChosen={selected !== null}
        onEdit={() => openFor('edit')}
        onHistory={() => openFor('history')}
      />
      {open?.dialog === 'edit' && (
        <ProgrammeDialog programme={open.programme} onClose={() => setOpen(null)} />
      )}
      {open?.dialog === 'history' && (
        <HistoryDialog
          subject={`programme:${open.programme.programmeId}`}
          title={open.programme.name[language]}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function ProgrammeDialog(props: { readonly programme: Programme; readonly onClose: () => void }) {
  const { t } = useWords();
  const save = useCommand('administration.saveProgramme');
  const [programme, setProgramme] = useState(props.programme);
  const { name } = programme;
  const isReady = programmeSchema.safeParse(programme).success;
  const send = async () => {
    const saved = await save.mutateAsync({ programme });
    if (saved.ok) props.onClose();
  };
  return (
    <FormDialog
      title={props.programme.name.it === '' ? t('administration.programme.add') : props.programme.name.it}
      onClose={props.onClose}
      label={t('administration.save')}
      isDisabled={!isReady}
      isBusy={save.isPending}
      onPress={() => void send()}
      answer={save.data}
    >
      <TextField
        label={t('administration.programme.nameIt')}
        value={name.it}
        onChange={(it) => setProgramme({ ...programme, name: { ...name, it } })}
        maxLength={80}
        isRequired
        autoFocus
      />
      <TextField
        label={t('administration.programme.nameEn')}
        value={name.en}
        onChange={(en) => setProgramme({ ...programme, name: { ...name, en } })}
        maxLength={80}
        isRequired
      />
      <CheckField
        label={t('administration.inUse')}
        value={programme.isActive}
        onChange={(isActive) => setProgramme({ ...programme, isActive })}
      />
    </FormDialog>
  );
}

const newProgramme = (): Programme => ({
  // A short key: it travels in the names of accounts.
  programmeId: programmeIdSchema.parse(`programme-${Date.now().toString(36)}`),
  name: { it: '', en: '' },
  isActive: true,
});
