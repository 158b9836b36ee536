import { useState } from 'react';
import type { LaundrySetup } from '../../../shared/contract/laundry-setup-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useHasRole } from '../session/session-context.ts';

/** Where another desk keeps machines and book: which one, and the key by which an administrator takes them over. */
export function KeptBy({ desk }: Pick<LaundrySetup, 'desk'>) {
  const { t } = useWords();
  const isAdministrator = useHasRole('admin');
  const [isAsking, setIsAsking] = useState(false);
  if (desk.isHere) return null;
  return (
    <>
      <Notice
        tone="info"
        title={t('laundrySetup.desk', { desk: desk.name })}
        actions={
          isAdministrator && (
            <ActionButton
              label={t('laundrySetup.desk.keepHere')}
              shortcut="F7"
              onPress={() => setIsAsking(true)}
            />
          )
        }
      />
      {isAsking && <KeepHereDialog deskName={desk.name} onClose={() => setIsAsking(false)} />}
    </>
  );
}

function KeepHereDialog(props: { readonly deskName: string; readonly onClose: () => void }) {
  const { t } = useWords();
  const keep = useCommand('laundrySetup.keepHere');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const send = async () => {
    const answer = await keep.mutateAsync({ operationId });
    if (answer.ok) props.onClose();
  };
  return (
    <FormDialog
      title={t('laundrySetup.desk.keepHere')}
      onClose={props.onClose}
      label={t('laundrySetup.desk.keepHere.do')}
      isBusy={keep.isPending}
      onPress={() => void send()}
    >
      {keep.data?.ok === false && <FailureNotice failure={keep.data.error} />}
      <p>{t('laundrySetup.desk.keepHere.text', { desk: props.deskName })}</p>
    </FormDialog>
  );
}
