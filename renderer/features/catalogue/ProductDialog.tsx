import { useState } from 'react';
import { v7 } from 'uuid';
import type { ProductEntry } from '../../../shared/contract/catalogue-contract.ts';
import { MAX_EURO_CENTS } from '../../../shared/domain/euro-price.ts';
import {
  type CategoryId,
  type LimitId,
  operationIdSchema,
  type ProductId,
} from '../../../shared/domain/ids.ts';
import { MAX_LIMITS_PER_PRODUCT } from '../../../shared/domain/limit.ts';
import { MAX_POINTS, toPoints } from '../../../shared/domain/points.ts';
import { productNameSchema } from '../../../shared/domain/text.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { CategoryField } from './CategoryField.tsx';
import { nameIn } from './category-words.ts';
import { EntryDialog } from './EntryDialog.tsx';
import { useCategories } from './use-catalogue.ts';

export type ProductDraft = {
  readonly productId: ProductId | null;
  /** Set once: a code that a product has is not changed. */
  readonly hasCode: boolean;
  readonly code: string;
  readonly name: string;
  readonly categoryId: CategoryId | null;
  readonly points: number | null;
  readonly isWeighed: boolean;
  readonly pointsPerKilogram: number | null;
  readonly euroCents: number | null;
  readonly limitIds: readonly LimitId[];
  readonly isActive: boolean;
};

export const newDraft = (known: { readonly code?: string }): ProductDraft => ({
  productId: null,
  hasCode: false,
  code: known.code ?? '',
  name: '',
  categoryId: null,
  points: null,
  isWeighed: false,
  pointsPerKilogram: null,
  euroCents: null,
  limitIds: [],
  isActive: true,
});

export const draftOf = (product: ProductEntry): ProductDraft => ({
  productId: product.productId,
  hasCode: product.code !== null,
  code: product.code ?? '',
  name: product.name,
  categoryId: product.categoryId,
  points: product.points,
  isWeighed: product.pointsPerKilogram !== null,
  pointsPerKilogram: product.pointsPerKilogram,
  euroCents: product.euroCents,
  limitIds: product.limitIds,
  isActive: product.isActive,
});

/** One product, new or known. */
export function ProductDialog(props: {
  readonly draft: ProductDraft;
  readonly onClose: () => void;
  readonly onSaved: (product: ProductEntry) => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(v7()));
  const [draft, setDraft] = useState(props.draft);
  const [isChecked, setIsChecked] = useState(false);
  const save = useCommand('catalogue.saveProduct');
  const failure = save.data?.ok === false ? save.data.error : null;
  const { productId, categoryId, isWeighed, pointsPerKilogram } = draft;
  const isNamed = productNameSchema.safeParse(draft.name).success;
  const press = async () => {
    setIsChecked(true);
    if (!isNamed || categoryId === null || (isWeighed && pointsPerKilogram === null)) return;
    const saved = await save.mutateAsync({
      operationId,
      productId,
      code: draft.code.trim() === '' ? null : draft.code.trim(),
      name: draft.name,
      categoryId,
      points: isWeighed || draft.points === null ? null : toPoints(draft.points),
      pointsPerKilogram: isWeighed && pointsPerKilogram !== null ? toPoints(pointsPerKilogram) : null,
      euroCents: draft.euroCents,
      limitIds: [...draft.limitIds],
      isActive: draft.isActive,
    });
    if (saved.ok) props.onSaved(saved.value);
  };
  return (
    <EntryDialog
      title={productId === null ? t('catalogue.product.new') : t('catalogue.product.edit')}
      subject={productId === null ? null : `product:${productId}`}
      historyTitle={props.draft.name}
      failure={failure}
      isSaving={save.isPending}
      onSave={() => void press()}
      onClose={props.onClose}
    >
      <TextField
        label={t('catalogue.name')}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        problem={isChecked && !isNamed ? t('catalogue.name.missing') : null}
        isRequired
        autoFocus
      />
      <div className="field-grid">
        <CategoryField
          label={t('catalogue.category')}
          value={categoryId}
          onChange={(next) => setDraft({ ...draft, categoryId: next })}
          problem={isChecked && categoryId === null ? t('catalogue.category.missing') : null}
        />
        <TextField
          label={t('catalogue.code')}
          value={draft.code}
          onChange={(code) => setDraft({ ...draft, code })}
          hint={draft.hasCode ? undefined : t('catalogue.code.hint')}
          isDisabled={draft.hasCode}
          inputMode="numeric"
          maxLength={14}
        />
      </div>
      <PriceFields draft={draft} onChange={setDraft} isChecked={isChecked} />
      <LimitChecks value={draft.limitIds} onChange={(limitIds) => setDraft({ ...draft, limitIds })} />
    </EntryDialog>
  );
}

function PriceFields(props: {
  readonly draft: ProductDraft;
  readonly onChange: (draft: ProductDraft) => void;
  readonly isChecked: boolean;
}) {
  const words = useWords();
  const { t } = words;
  const { draft, onChange } = props;
  const { byId } = useCategories();
  const category = draft.categoryId === null ? undefined : byId.get(draft.categoryId)?.category;
  return (
    <div className="field-grid">
      {draft.isWeighed ? (
        <NumberField
          label={t('catalogue.pointsPerKilogram')}
          value={draft.pointsPerKilogram}
          onChange={(pointsPerKilogram) => onChange({ ...draft, pointsPerKilogram })}
          max={MAX_POINTS}
          problem={
            props.isChecked && draft.pointsPerKilogram === null
              ? t('catalogue.pointsPerKilogram.missing')
              : null
          }
        />
      ) : (
        <NumberField
          label={t('catalogue.points')}
          value={draft.points}
          onChange={(points) => onChange({ ...draft, points })}
          max={MAX_POINTS}
          hint={
            category === undefined
              ? t('catalogue.points.hint')
              : t('catalogue.points.ofCategory', { points: words.points(category.points) })
          }
        />
      )}
      <NumberField
        label={t(draft.isWeighed ? 'catalogue.euroPerKilogram' : 'catalogue.euro')}
        value={draft.euroCents === null ? null : draft.euroCents / 100}
        onChange={(euro) => onChange({ ...draft, euroCents: euro === null ? null : Math.round(euro * 100) })}
        min={0.01}
        max={MAX_EURO_CENTS / 100}
        decimals={2}
        hint={t('catalogue.euro.hint')}
      />
      <div>
        <CheckField
          label={t('catalogue.weighed')}
          value={draft.isWeighed}
          onChange={(isWeighed) => onChange({ ...draft, isWeighed })}
        />
        <CheckField
          label={t('catalogue.active')}
          hint={t('catalogue.active.hint')}
          value={draft.isActive}
          onChange={(isActive) => onChange({ ...draft, isActive })}
        />
      </div>
    </div>
  );
}

function LimitChecks(props: {
  readonly value: readonly LimitId[];
  readonly onChange: (limitIds: readonly LimitId[]) => void;
}) {
  const words = useWords();
  const answer = useAnswer('catalogue.limits', {}).data;
  const limits = answer?.ok === true ? answer.value.filter((limit) => limit.active) : [];
  if (limits.length === 0) return null;
  const { value } = props;
  return (
    <fieldset className="catalogue-fieldset">
      <legend>{words.t('catalogue.product.limits')}</legend>
      <div className="catalogue-checks">
        {limits.map(({ limitId, name }) => (
          <CheckField
            key={limitId}
            label={nameIn(name, words)}
            value={value.includes(limitId)}
            isDisabled={!value.includes(limitId) && value.length >= MAX_LIMITS_PER_PRODUCT}
            onChange={(isOn) =>
              props.onChange(isOn ? [...value, limitId] : value.filter((each) => each !== limitId))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
