import { useState } from 'react';
import type { FoundProduct } from '../../../shared/contract/till-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { useTill } from './use-till.ts';

/** Most grams that a line takes, as the contract says. */
const MOST_GRAMS = 999_999;

/** Goods sold by weight that come without a label of the scale. */
export function WeightDialog(props: { readonly product: FoundProduct }) {
  const { t } = useWords();
  const till = useTill();
  const [grams, setGrams] = useState<number | null>(null);
  const add = () => {
    if (grams !== null) void till.addProduct(props.product, { grams });
  };
  return (
    <Dialog
      title={t('till.weight.title', { name: props.product.name })}
      onClose={till.close}
      actions={
        <>
          <ActionButton
            label={t('till.weight.add')}
            shortcut="Enter"
            tone="primary"
            onPress={add}
            isDisabled={grams === null}
          />
          <CancelButton onPress={till.close} />
        </>
      }
    >
      <NumberField
        label={t('till.weight.label')}
        value={grams}
        onChange={setGrams}
        onSubmit={add}
        min={1}
        max={MOST_GRAMS}
        autoFocus
      />
    </Dialog>
  );
}
