import { useState } from 'react';
import type { HouseholdHit } from '../../../shared/contract/households-contract.ts';
import type { MergePreview } from '../../../shared/contract/merges-contract.ts';
import { MOST_PERSONS } from '../../../shared/contract/registers-contract.ts';
import { LEAST_SEARCH_LETTERS } from '../../../shared/domain/household-search.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { HouseholdLine, useHouseholdSearch } from './HouseholdsScreen.tsx';

type Chosen = Pick<HouseholdHit, 'householdId' | 'displayName'>;

interface MergeDialogProps {
  readonly household: Chosen;
  /** With the household that stays, once it is done. */
  readonly onMerged: (householdId: HouseholdId) => void;
  readonly onClose: () => void;
}

/** Joins this household to another one: first which, then what would happen, in figures, and only then it is done. */
export function MergeDialog(props: MergeDialogProps) {
  const [other, setOther] = useState<Chosen | null>(null);
  return other === null ? (
    <ChooseOther {...props} onChoose={setOther} />
  ) : (
    <Preview {...props} other={other} />
  );
}

function ChooseOther(props: MergeDialogProps & { readonly onChoose: (other: Chosen) => void }) {
  const { t } = useWords();
  const { household } = props;
  const [text, setText] = useState('');
  const found = useHouseholdSearch(text);
  const persons = [{ fullName: household.displayName ?? '', birthDate: null, codiceFiscale: null }];
  const alike = useAnswer('registers.possibleDuplicates', { householdId: household.householdId, persons });
  if (alike.data === undefined) return null;
  const suggested = alike.data.ok ? alike.data.value : [];
  const items = (found?.answer.ok ? found.answer.value.households : []).filter(
    ({ householdId }) => householdId !== household.householdId,
  );
  return (
    <Dialog
      title={t('registers.merge.choose', { name: household.displayName ?? '' })}
      size="wide"
      onClose={props.onClose}
      actions={<CancelButton onPress={props.onClose} />}
    >
      <div className="stack merge-choice">
        <SearchBox
          label={t('registers.merge.search')}
          value={text}
          onChange={setText}
          answer={found === null ? null : { text: found.text, items }}
          itemKey={({ householdId }) => householdId}
          renderItem={(each) => <HouseholdLine household={each} />}
          onChoose={props.onChoose}
          emptyText={t('households.search.none')}
          minLength={LEAST_SEARCH_LETTERS}
          autoFocus={suggested.length === 0}
        />
        {suggested.length > 0 && text === '' && (
          <DataTable
            caption={t('registers.merge.suggested')}
            autoFocus
            rows={suggested}
            rowKey={({ household: each }) => each.householdId}
            rowText={({ household: each }) => each.displayName ?? ''}
            onOpen={(each) => props.onChoose(each.household)}
            columns={[
              {
                key: 'name',
                header: t('registers.persons.name'),
                cell: ({ household: each }) => each.displayName ?? t('households.nameless'),
                width: '2fr',
              },
              {
                key: 'size',
                header: t('households.details.size'),
                cell: ({ household: each }) => t('households.people', { size: each.size }),
              },
              {
                key: 'why',
                header: t('registers.merge.why'),
                cell: ({ reasons }) => reasons.map((reason) => t(`registers.likeness.${reason}`)).join(', '),
                width: '2fr',
              },
            ]}
            emptyTitle=""
          />
        )}
      </div>
    </Dialog>
  );
}

function Preview(props: MergeDialogProps & { readonly other: Chosen }) {
  const { t } = useWords();
  const [isSwapped, setIsSwapped] = useState(false);
  const [size, setSize] = useState<number | null>(null);
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [going, staying] = isSwapped ? [props.other, props.household] : [props.household, props.other];
  const pair = { householdId: going.householdId, intoHouseholdId: staying.householdId };
  const preview = useAnswer('merges.preview', { ...pair, size }, { isForgotten: true, keepPrevious: true });
  const merge = useCommand('merges.merge');
  const figures = preview.data?.ok ? preview.data.value : null;
  const save = async () => {
    if (figures === null) return;
    const answer = await merge.mutateAsync({ operationId, ...pair, size: figures.after.size });
    if (answer.ok) props.onMerged(figures.into.householdId);
  };
  const failed = [merge.data, preview.data].find((answer) => answer?.ok === false);
  return (
    <Dialog
      title={t('registers.merge.title', { from: going.displayName ?? '', into: staying.displayName ?? '' })}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('registers.merge.do')}
            shortcut="F9"
            tone="primary"
            isDisabled={figures === null}
            // By the figures of before, or those of the other way round, nobody is merged.
            isBusy={merge.isPending || preview.isPlaceholderData}
            onPress={() => void save()}
          />
          <ActionButton
            label={t('registers.merge.swap')}
            shortcut="F7"
            onPress={() => setIsSwapped((before) => !before)}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      <div className="stack">
        {failed?.ok === false && <FailureNotice failure={failed.error} />}
        <NumberField
          label={t('registers.merge.size')}
          value={size ?? figures?.after.size ?? null}
          onChange={setSize}
          min={1}
          max={MOST_PERSONS}
          autoFocus
        />
        {figures !== null && <Figures preview={figures} />}
      </div>
    </Dialog>
  );
}

/** What both have and what there is afterwards, side by side, and in words how that comes about. */
function Figures({ preview }: { readonly preview: MergePreview }) {
  const { t } = useWords();
  const { from, into, after, allowancePoints, cards } = preview;
  const count = (value: number | null) => (value === null ? '–' : formatCount(value));
  const hasBaby = [from, into, after].some(({ babyPoints }) => (babyPoints ?? 0) !== 0);
  const rows = [
    { key: 'size', cells: [from.size, into.size, after.size].map(formatCount) },
    { key: 'points', cells: [from.points, into.points, after.points].map(count) },
    ...(hasBaby
      ? [
          {
            key: 'babyPoints',
            cells: [from.babyPoints, into.babyPoints, after.babyPoints].map(count),
          } as const,
        ]
      : []),
    { key: 'cents', cells: [from.cents, into.cents, after.cents].map(formatEuro) },
    { key: 'washes', cells: [from.washes, into.washes, after.washes].map(formatCount) },
  ] as const;
  return (
    <>
      <table className="merge-figures">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('registers.merge.going', { name: from.displayName ?? '' })}</th>
            <th scope="col">{t('registers.merge.staying', { name: into.displayName ?? '' })}</th>
            <th scope="col">{t('registers.merge.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              <th scope="row">{t(`registers.merge.figure.${key}`)}</th>
              {cells.map((cell, at) => (
                // The three columns are always the same ones.
                <td key={String(at)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="merge-words">
        {allowancePoints !== null && <li>{t('registers.merge.points', { points: allowancePoints })}</li>}
        <li>{t('registers.merge.cards', { cards })}</li>
        <li>{t('registers.merge.undo.possible')}</li>
      </ul>
    </>
  );
}
