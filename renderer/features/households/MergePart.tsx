import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useHasRole } from '../session/session-context.ts';
import { MergeDialog } from './MergeDialog.tsx';

/** Two records of one household are joined from here, and what was joined is taken apart again. */
export function MergePart(props: {
  readonly household: HouseholdView;
  readonly onSaid: (said: string | null, about?: HouseholdId) => void;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { household } = props;
  const [isOpen, setIsOpen] = useState(false);
  const undo = useCommand('merges.undo');
  const mayMerge = useHasRole('office');
  const merged = household.office?.mergedFrom ?? [];
  const newest = merged.at(-1);
  const takeBack = async () => {
    if (newest === undefined) return;
    const operationId = operationIdSchema.parse(newId());
    const answer = await undo.mutateAsync({ operationId, mergeId: newest.mergeId });
    if (answer.ok) props.onSaid(t('registers.merge.undone', { name: newest.displayName ?? '' }));
  };
  if (!mayMerge || household.mergedInto !== null) return null;
  return (
    <section className="card merge-part">
      <h2>{t('registers.merge')}</h2>
      {undo.data?.ok === false && <FailureNotice failure={undo.data.error} />}
      {merged.length === 0 ? (
        <p>{t('registers.merge.explained')}</p>
      ) : (
        <p>
          {t('registers.merge.from', {
            names: merged.map(({ displayName }) => displayName ?? '').join(', '),
          })}
        </p>
      )}
      <div className="row">
        <ActionButton
          label={t('registers.merge.start')}
          shortcut="Shift+F5"
          onPress={() => setIsOpen(true)}
        />
        {newest !== undefined && (
          <ActionButton
            label={t('registers.merge.undo', { name: newest.displayName ?? '' })}
            shortcut="Shift+F6"
            icon="undo"
            isBusy={undo.isPending}
            onPress={() => void takeBack()}
          />
        )}
      </div>
      {isOpen && (
        <MergeDialog
          household={household}
          onMerged={(householdId) => {
            setIsOpen(false);
            props.onSaid(t('registers.merge.done'), householdId);
            void navigate({ to: '/households/$householdId', params: { householdId } });
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </section>
  );
}

/** On the page of a household that was merged: where it went. */
export function MergedInto(props: { readonly household: HouseholdView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { mergedInto } = props.household;
  if (mergedInto === null) return null;
  const { householdId, displayName } = mergedInto;
  return (
    <Notice
      tone="warning"
      title={t('registers.merged', { name: displayName ?? '' })}
      actions={
        <ActionButton
          label={t('registers.merged.open')}
          shortcut="Shift+F4"
          onPress={() => void navigate({ to: '/households/$householdId', params: { householdId } })}
        />
      }
    >
      {t('registers.merged.explained')}
    </Notice>
  );
}
