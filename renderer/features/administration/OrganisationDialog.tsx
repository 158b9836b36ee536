import { useState } from 'react';
import { shortTextSchema } from '../../../shared/domain/text.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { OrganisationOfNetwork } from './SitesPart.tsx';

export function OrganisationDialog(props: {
  readonly organisation: OrganisationOfNetwork;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const save = useCommand('administration.saveOrganisation');
  const [name, setName] = useState(props.organisation.name);
  const isReady = shortTextSchema.safeParse(name).success;
  const send = async () => {
    if (!isReady) return;
    const saved = await save.mutateAsync({ ...props.organisation, name: name.trim() });
    if (saved.ok) props.onClose();
  };
  return (
    <FormDialog
      title={t('administration.organisation.add')}
      onClose={props.onClose}
      label={t('administration.save')}
      isDisabled={!isReady}
      isBusy={save.isPending}
      onPress={() => void send()}
      answer={save.data}
    >
      <TextField
        label={t('administration.organisation.name')}
        value={name}
        onChange={setName}
        onSubmit={() => void send()}
        maxLength={80}
        isRequired
        autoFocus
      />
    </FormDialog>
  );
}
