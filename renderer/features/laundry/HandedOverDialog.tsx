import { useState } from 'react';
import type { HandedOver } from '../../../shared/contract/laundry-contract.ts';
import { operationIdSchema, type VisitId } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateAt, formatTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { desk } from './desk.ts';
import { sayFailure, tagOf } from './laundry-words.ts';

/** What went home in the last day, the newest first: one that went by mistake is taken back with Enter. */
export function HandedOverDialog() {
  const words = useWords();
  const { t } = words;
  const answer = useAnswer('laundry.handedOver', {}, { isForgotten: true });
  const [selectedId, setSelectedId] = useState<VisitId | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly type: string } | null>(null);
  const visits = answer.data?.ok === true ? answer.data.value.visits : [];
  const selected = visits.find(({ visitId }) => visitId === selectedId) ?? visits[0] ?? null;
  const takeBack = async (visit: HandedOver | null) => {
    if (visit === null || isBusy) return;
    setIsBusy(true);
    const operationId = operationIdSchema.parse(newId());
    const done = await invoke('laundry.undoHandOver', { operationId, visitId: visit.visitId });
    setIsBusy(false);
    if (!done.ok) {
      setFailure(done.error);
      return;
    }
    const tag = tagOf(done.value);
    desk.close();
    if (done.value.oldTag === null) desk.say('ok', t('laundry.said.takenBack', { tag }));
    else {
      const oldTag = tagOf({ tag: done.value.oldTag });
      desk.say('warning', t('laundry.said.takenBackAs', { tag, oldTag }));
    }
  };
  return (
    <Dialog
      title={t('laundry.handedOver.title')}
      size="wide"
      onClose={desk.close}
      actions={
        <>
          <ActionButton
            label={t('laundry.handedOver.takeBack')}
            shortcut="F9"
            tone="primary"
            isDisabled={selected === null}
            isBusy={isBusy}
            onPress={() => void takeBack(selected)}
          />
          <CloseButton onPress={desk.close} />
        </>
      }
    >
      {failure !== null && <Notice tone="problem" title={sayFailure(failure, words)} />}
      <AnswerView answer={answer.data}>
        {() => (
          <DataTable
            caption={t('laundry.handedOver.title')}
            isCaptionHidden
            rows={visits}
            rowKey={({ visitId }) => visitId}
            columns={[
              { key: 'tag', header: t('laundry.tag'), cell: (visit) => tagOf(visit) },
              { key: 'code', header: t('laundry.handedOver.code'), cell: ({ shortCode }) => shortCode },
              { key: 'bags', header: t('laundry.handedOver.bags'), cell: ({ bags }) => bags },
              {
                key: 'at',
                header: t('laundry.handedOver.at'),
                cell: ({ handedOverAt }) => `${formatDateAt(handedOverAt)} ${formatTimeAt(handedOverAt)}`,
                width: '2fr',
              },
            ]}
            selectedKey={selected?.visitId ?? null}
            onSelect={(visit) => setSelectedId(visit?.visitId ?? null)}
            onOpen={(visit) => void takeBack(visit)}
            autoFocus
            emptyTitle={t('laundry.handedOver.none')}
          />
        )}
      </AnswerView>
    </Dialog>
  );
}
