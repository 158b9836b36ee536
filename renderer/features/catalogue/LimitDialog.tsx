import { useState } from 'react';
import { v7 } from 'uuid';
import { type CategoryId, operationIdSchema, type ProductId } from '../../../shared/domain/ids.ts';
import { type Limit, type LimitTarget, limitSchema } from '../../../shared/domain/limit.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { CategoryField } from './CategoryField.tsx';
import { EntryDialog } from './EntryDialog.tsx';
import { ProductSearch } from './ProductSearch.tsx';
import { QuantitySteps, type StepDraft } from './QuantitySteps.tsx';

type TargetKind = 'category' | 'product' | 'named';

type Draft = {
  readonly it: string;
  readonly en: string;
  readonly kind: TargetKind;
  readonly categoryId: CategoryId | null;
  readonly product: { readonly productId: ProductId; readonly name: string | null } | null;
  readonly per: Limit['per'];
  readonly steps: readonly StepDraft[];
  readonly active: boolean;
};

const NEW_STEPS: Limit['quantityBySize'] = [
  { membersUpTo: 3, quantity: 2 },
  { membersUpTo: null, quantity: 3 },
];

function draftOf(limit: Limit | null): Draft {
  const target = limit?.target;
  const isCategory = target === undefined || 'categoryId' in target;
  return {
    it: limit?.name.it ?? '',
    en: limit?.name.en ?? '',
    kind: isCategory ? 'category' : 'productId' in target ? 'product' : 'named',
    categoryId: target !== undefined && 'categoryId' in target ? target.categoryId : null,
    product:
      target !== undefined && 'productId' in target ? { productId: target.productId, name: null } : null,
    per: limit?.per ?? 'month',
    steps: (limit?.quantityBySize ?? NEW_STEPS).map((step) => ({ key: v7(), ...step })),
    active: limit?.active ?? true,
  };
}

function targetOf({ kind, categoryId, product }: Draft): LimitTarget | null {
  if (kind === 'named') return { namedByProducts: true };
  if (kind === 'product') return product === null ? null : { productId: product.productId };
  return categoryId === null ? null : { categoryId };
}

/** One limit, new or known. */
export function LimitDialog(props: { readonly limit: Limit | null; readonly onClose: () => void }) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(v7()));
  const [draft, setDraft] = useState(() => draftOf(props.limit));
  const [isChecked, setIsChecked] = useState(false);
  const save = useCommand('catalogue.saveLimit');
  const failure = save.data?.ok === false ? save.data.error : null;
  const limitId = props.limit?.limitId ?? null;
  const target = targetOf(draft);
  const quantities = limitSchema.shape.quantityBySize.safeParse(
    draft.steps.map(({ membersUpTo, quantity }) => ({ membersUpTo, quantity })),
  );
  const press = async () => {
    setIsChecked(true);
    if (draft.it.trim() === '' || target === null || !quantities.success) return;
    const limit = {
      limitId,
      name: { it: draft.it, en: draft.en.trim() === '' ? draft.it : draft.en },
      target,
      per: draft.per,
      quantityBySize: quantities.data,
      active: draft.active,
    };
    const saved = await save.mutateAsync({ operationId, limit });
    if (saved.ok) props.onClose();
  };
  return (
    <EntryDialog
      title={limitId === null ? t('catalogue.limit.new') : t('catalogue.limit.edit')}
      subject={limitId === null ? null : `limit:${limitId}`}
      historyTitle={draft.it}
      failure={failure}
      isSaving={save.isPending}
      onSave={() => void press()}
      onClose={props.onClose}
    >
      <div className="field-grid">
        <TextField
          label={t('catalogue.name.italian')}
          value={draft.it}
          onChange={(it) => setDraft({ ...draft, it })}
          maxLength={80}
          problem={isChecked && draft.it.trim() === '' ? t('catalogue.name.missing') : null}
          isRequired
          autoFocus
        />
        <TextField
          label={t('catalogue.name.english')}
          value={draft.en}
          onChange={(en) => setDraft({ ...draft, en })}
          maxLength={80}
        />
        <SelectField
          label={t('catalogue.limit.per')}
          value={draft.per}
          onChange={(per) => setDraft({ ...draft, per })}
          choices={(['month', 'visit'] as const).map((key) => ({ key, label: t(`catalogue.limit.${key}`) }))}
        />
        <CheckField
          label={t('catalogue.limit.active')}
          value={draft.active}
          onChange={(active) => setDraft({ ...draft, active })}
        />
      </div>
      <TargetFields draft={draft} onChange={setDraft} isMissing={isChecked && target === null} />
      <QuantitySteps
        steps={draft.steps}
        onChange={(steps) => setDraft({ ...draft, steps })}
        isWrong={isChecked && !quantities.success}
      />
    </EntryDialog>
  );
}

function TargetFields(props: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly isMissing: boolean;
}) {
  const { t } = useWords();
  const { draft, onChange } = props;
  const kinds = ['category', 'product', 'named'] as const;
  return (
    <div className="field-grid">
      <SelectField
        label={t('catalogue.limit.target')}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind })}
        choices={kinds.map((key) => ({ key, label: t(`catalogue.limit.of.${key}`) }))}
      />
      {draft.kind === 'category' && (
        <CategoryField
          label={t('catalogue.category')}
          value={draft.categoryId}
          onChange={(categoryId) => onChange({ ...draft, categoryId })}
          problem={props.isMissing ? t('catalogue.category.missing') : null}
        />
      )}
      {draft.kind === 'product' && (
        <div>
          <ProductSearch
            label={t('catalogue.limit.of.product')}
            onChoose={({ productId, name }) => onChange({ ...draft, product: { productId, name } })}
          />
          {draft.product !== null && (
            <p>
              <strong>{draft.product.name ?? t('catalogue.limit.oneProduct')}</strong>
            </p>
          )}
          {props.isMissing && <Notice tone="warning" title={t('catalogue.limit.productMissing')} />}
        </div>
      )}
      {draft.kind === 'named' && <p>{t('catalogue.limit.named.hint')}</p>}
    </div>
  );
}
