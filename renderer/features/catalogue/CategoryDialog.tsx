import { useState } from 'react';
import { v7 } from 'uuid';
import type { CategoryEntry } from '../../../shared/contract/catalogue-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { MAX_POINTS, toPoints } from '../../../shared/domain/points.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { fromLines, toLines } from './category-words.ts';
import { EntryDialog } from './EntryDialog.tsx';

type Draft = {
  readonly it: string;
  readonly en: string;
  readonly points: number | null;
  readonly priority: number | null;
  readonly words: string;
  readonly weakWords: string;
  readonly excludeWords: string;
  readonly toleranceDays: number | null;
  readonly isForBabies: boolean;
  readonly fromMonths: number | null;
  readonly toMonths: number | null;
  readonly notGiven: boolean;
  readonly isActive: boolean;
};

function draftOf(entry: CategoryEntry | null): Draft {
  const category = entry?.category;
  return {
    it: category?.name.it ?? '',
    en: category?.name.en ?? '',
    points: category?.points ?? null,
    priority: category?.priority ?? 5,
    words: toLines(category?.words),
    weakWords: toLines(category?.weakWords),
    excludeWords: toLines(category?.excludeWords),
    toleranceDays: category?.bestBeforeToleranceDays ?? 0,
    isForBabies: category?.babyAgeMonths !== undefined,
    fromMonths: category?.babyAgeMonths?.from ?? 0,
    toMonths: category?.babyAgeMonths?.to ?? 36,
    notGiven: category?.notGiven ?? false,
    isActive: entry?.isActive ?? true,
  };
}

/** What the command takes, or null while something is missing. */
function inputOf(draft: Draft) {
  const { points, priority, toleranceDays, fromMonths, toMonths } = draft;
  if (draft.it.trim() === '' || points === null || priority === null || toleranceDays === null) return null;
  if (draft.isForBabies && (fromMonths === null || toMonths === null || fromMonths > toMonths)) return null;
  return {
    name: { it: draft.it, en: draft.en.trim() === '' ? draft.it : draft.en },
    points: toPoints(points),
    priority,
    words: fromLines(draft.words),
    weakWords: fromLines(draft.weakWords),
    excludeWords: fromLines(draft.excludeWords),
    bestBeforeToleranceDays: toleranceDays,
    babyAgeMonths:
      draft.isForBabies && fromMonths !== null && toMonths !== null
        ? { from: fromMonths, to: toMonths }
        : null,
    notGiven: draft.notGiven,
    isActive: draft.isActive,
  };
}

/** One category, new or known. */
export function CategoryDialog(props: {
  readonly entry: CategoryEntry | null;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(v7()));
  const [draft, setDraft] = useState(() => draftOf(props.entry));
  const [isChecked, setIsChecked] = useState(false);
  const save = useCommand('catalogue.saveCategory');
  const failure = save.data?.ok === false ? save.data.error : null;
  const categoryId = props.entry?.category.categoryId ?? null;
  const press = async () => {
    setIsChecked(true);
    const input = inputOf(draft);
    if (input === null) return;
    const saved = await save.mutateAsync({ operationId, categoryId, ...input });
    if (saved.ok) props.onClose();
  };
  return (
    <EntryDialog
      title={categoryId === null ? t('catalogue.category.new') : t('catalogue.category.edit')}
      subject={categoryId === null ? null : `category:${categoryId}`}
      historyTitle={draft.it}
      failure={failure}
      isSaving={save.isPending}
      onSave={() => void press()}
      onClose={props.onClose}
    >
      <NameAndPrice draft={draft} onChange={setDraft} isChecked={isChecked} />
      <RuleFields draft={draft} onChange={setDraft} isChecked={isChecked} />
      <WordFields draft={draft} onChange={setDraft} />
    </EntryDialog>
  );
}

type PartProps = {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
};

function NameAndPrice({ draft, onChange, isChecked }: PartProps & { readonly isChecked: boolean }) {
  const { t } = useWords();
  return (
    <div className="field-grid">
      <TextField
        label={t('catalogue.name.italian')}
        value={draft.it}
        onChange={(it) => onChange({ ...draft, it })}
        maxLength={80}
        problem={isChecked && draft.it.trim() === '' ? t('catalogue.name.missing') : null}
        isRequired
        autoFocus
      />
      <TextField
        label={t('catalogue.name.english')}
        value={draft.en}
        onChange={(en) => onChange({ ...draft, en })}
        maxLength={80}
      />
      <NumberField
        label={t('catalogue.category.points')}
        value={draft.points}
        onChange={(points) => onChange({ ...draft, points })}
        max={MAX_POINTS}
        problem={isChecked && draft.points === null ? t('catalogue.points.missing') : null}
        isRequired
      />
      <CheckField
        label={t('catalogue.category.active')}
        hint={t('catalogue.category.active.hint')}
        value={draft.isActive}
        onChange={(isActive) => onChange({ ...draft, isActive })}
      />
    </div>
  );
}

function RuleFields({ draft, onChange, isChecked }: PartProps & { readonly isChecked: boolean }) {
  const { t } = useWords();
  const { fromMonths: from, toMonths: to } = draft;
  const isBackwards = from === null || to === null || from > to;
  return (
    <>
      <div className="field-grid">
        <NumberField
          label={t('catalogue.tolerance')}
          hint={t('catalogue.tolerance.hint')}
          value={draft.toleranceDays}
          onChange={(toleranceDays) => onChange({ ...draft, toleranceDays })}
          max={730}
        />
        <div>
          <CheckField
            label={t('catalogue.babies')}
            hint={t('catalogue.babies.hint')}
            value={draft.isForBabies}
            onChange={(isForBabies) => onChange({ ...draft, isForBabies })}
          />
          <CheckField
            label={t('catalogue.notGiven')}
            hint={t('catalogue.notGiven.hint')}
            value={draft.notGiven}
            onChange={(notGiven) => onChange({ ...draft, notGiven })}
          />
        </div>
      </div>
      {draft.isForBabies && (
        <div className="field-grid">
          <NumberField
            label={t('catalogue.babies.from')}
            value={draft.fromMonths}
            onChange={(fromMonths) => onChange({ ...draft, fromMonths })}
            max={72}
          />
          <NumberField
            label={t('catalogue.babies.to')}
            value={draft.toMonths}
            onChange={(toMonths) => onChange({ ...draft, toMonths })}
            max={72}
            problem={isChecked && isBackwards ? t('catalogue.babies.backwards') : null}
          />
        </div>
      )}
    </>
  );
}

const LONGEST_LIST = 60_000;

function WordFields({ draft, onChange }: PartProps) {
  const { t } = useWords();
  return (
    <>
      <TextField
        label={t('catalogue.words')}
        hint={t('catalogue.words.hint')}
        value={draft.words}
        onChange={(words) => onChange({ ...draft, words })}
        maxLength={LONGEST_LIST}
        isLong
      />
      <div className="field-grid">
        <TextField
          label={t('catalogue.weakWords')}
          hint={t('catalogue.weakWords.hint')}
          value={draft.weakWords}
          onChange={(weakWords) => onChange({ ...draft, weakWords })}
          maxLength={LONGEST_LIST}
          isLong
        />
        <TextField
          label={t('catalogue.excludeWords')}
          hint={t('catalogue.excludeWords.hint')}
          value={draft.excludeWords}
          onChange={(excludeWords) => onChange({ ...draft, excludeWords })}
          maxLength={LONGEST_LIST}
          isLong
        />
      </div>
      <NumberField
        label={t('catalogue.priority')}
        hint={t('catalogue.priority.hint')}
        value={draft.priority}
        onChange={(priority) => onChange({ ...draft, priority })}
        max={9}
      />
    </>
  );
}
