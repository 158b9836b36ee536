import { useState } from 'react';
import type { EditConflict } from '../../../shared/contract/edit-conflict.ts';
import { isSameValue } from '../../../shared/domain/edit-fields.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { fieldName, fieldValue, hasFieldName } from '../../ui/field-words.ts';
import { nameIn } from '../catalogue/category-words.ts';
import { familyOf } from './kind-family.ts';

export type Decision = 'keepMine' | 'accept';

/** What was edited: `Catalogo: Pasta di grano duro`. */
export function conflictTitle(words: Words, { type, title }: EditConflict): string {
  const { t } = words;
  const kind = t(`sync.net.kind.${familyOf(type)}`);
  if (title === null) return kind;
  return t('sync.conflict.title', { kind, title: typeof title === 'string' ? title : nameIn(title, words) });
}

export const otherName = ({ t }: Words, { other }: EditConflict): string =>
  other.byName ?? t('sync.conflict.somebody');

/** Two edits that did not see each other: its author sees both and what stands, and decides. */
export function ConflictDialog(props: {
  readonly conflict: EditConflict;
  readonly onDecided: (decision: Decision) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { t } = words;
  const { conflict } = props;
  const settle = useCommand('sync.settleConflict');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const name = otherName(words, conflict);
  const named = conflict.fields.filter(({ field }) => hasFieldName(field));
  const isMineStanding = conflict.fields.every(({ mine, now }) => isSameValue(mine, now));
  const decide = (choice: Decision) => {
    if (settle.isPending) return;
    const { editId, overId } = conflict;
    settle.mutate(
      { operationId, editId, overId, choice },
      { onSuccess: (answer) => answer.ok && props.onDecided(choice) },
    );
  };
  return (
    <Dialog
      title={conflictTitle(words, conflict)}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('sync.conflict.accept')}
            shortcut="F9"
            tone="primary"
            isBusy={settle.isPending}
            onPress={() => decide('accept')}
          />
          {!isMineStanding && (
            <ActionButton
              label={t('sync.conflict.keepMine')}
              shortcut="F8"
              isBusy={settle.isPending}
              onPress={() => decide('keepMine')}
            />
          )}
          <ActionButton label={t('sync.conflict.later')} shortcut="Escape" onPress={props.onClose} />
        </>
      }
    >
      {settle.data?.ok === false && <FailureNotice failure={settle.data.error} />}
      <p>{t('sync.conflict.what', { name })}</p>
      <table className="sync__compare">
        <thead>
          <tr>
            <th scope="col">{t('sync.look.what')}</th>
            <th scope="col">
              {t('sync.conflict.mine', { time: formatDateTimeAt(conflict.mine.writtenAt) })}
            </th>
            <th scope="col">
              {t('sync.conflict.other', { name, time: formatDateTimeAt(conflict.other.writtenAt) })}
            </th>
            <th scope="col">{t('sync.conflict.now')}</th>
          </tr>
        </thead>
        <tbody>
          {named.map(({ field, mine, other, now }) => (
            <tr key={field}>
              <th scope="row">{fieldName(words, field)}</th>
              <td>{fieldValue(words, field, mine)}</td>
              <td>{fieldValue(words, field, other)}</td>
              <td>
                <strong>{fieldValue(words, field, now)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {named.length < conflict.fields.length && <p>{t('sync.conflict.others')}</p>}
      <p>{t(isMineStanding ? 'sync.conflict.isMine' : 'sync.conflict.isNotMine')}</p>
    </Dialog>
  );
}
