import { useState } from 'react';
import type { FoundProduct } from '../../../shared/contract/till-contract.ts';
import { invoke } from '../../client/client.ts';
import { formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { nameIn } from './refusal-words.ts';
import type { ScaleLabel } from './till-state.ts';
import { useSearch } from './use-search.ts';
import { useTill, useTillState } from './use-till.ts';

const findProducts = (text: string) => invoke('till.findProducts', { text });

/** Goods without a readable code, by the beginnings of their words. Opened by `+` or by typing a letter. */
export function ProductDialog(props: { readonly label: ScaleLabel | null }) {
  const { t } = useWords();
  const till = useTill();
  const text = useTillState((state) => state.productText);
  const [isGone, setIsGone] = useState(false);
  const found = useSearch(findProducts, text, 1);
  const grams = props.label?.grams;
  const choose = async (product: FoundProduct) => {
    if (product.isWeighed && grams === undefined) return till.open({ type: 'weight', product });
    const weight = product.isWeighed && grams !== undefined ? { grams } : {};
    const failure = await till.addProduct(product, weight);
    setIsGone(failure?.type === 'ProductUnknown');
  };
  return (
    <Dialog
      title={t('till.product.title')}
      size="wide"
      onClose={till.close}
      actions={<CancelButton onPress={till.close} />}
    >
      <div className="till-search">
        {props.label !== null && <p>{t('till.product.ofLabel', { code: props.label.code })}</p>}
        <SearchBox
          label={t('till.product.label')}
          value={text}
          onChange={till.setProductText}
          answer={
            found === null ? null : { text: found.text, items: found.answer.ok ? found.answer.value : [] }
          }
          itemKey={(product) => product.productId}
          renderItem={(product) => <ProductItem product={product} />}
          onChoose={(product) => void choose(product)}
          onSubmit={(typed) => {
            if (typed.trim() === '') return;
            till.close();
            void till.scan(typed.trim());
          }}
          emptyText={t('till.product.none')}
          isEscapeLeft
          autoFocus
        />
        <p className="soft">{t('till.product.hint')}</p>
        {isGone && <Notice tone="warning" title={t('till.product.gone')} />}
      </div>
    </Dialog>
  );
}

function ProductItem(props: { readonly product: FoundProduct }) {
  const words = useWords();
  const { name, code, categoryName, points, euroCents, isWeighed } = props.product;
  const inPoints = words.t(isWeighed ? 'till.product.kilo' : 'till.product.each', { points });
  const price = { price: formatEuro(euroCents ?? 0) };
  const inEuro = words.t(isWeighed ? 'till.product.kiloEuro' : 'till.product.eachEuro', price);
  return (
    <>
      <span className="till-search__words">
        <strong>{name}</strong>
        <small>
          {[categoryName === null ? null : nameIn(categoryName, words), code]
            .filter((part) => part !== null)
            .join(' · ')}
        </small>
      </span>
      <strong className="spread">
        {[points === 0 && euroCents !== null ? null : inPoints, euroCents === null ? null : inEuro]
          .filter((part) => part !== null)
          .join(' · ')}
      </strong>
    </>
  );
}
