import { type Ref, useState } from 'react';
import type { ProductEntry } from '../../../shared/contract/catalogue-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { useSearch } from '../till/use-search.ts';
import { categoryName, priceOf } from './category-words.ts';
import { searchProducts, useCategories } from './use-catalogue.ts';

/** A product by any words of its name, or by its code. */
export function ProductSearch(props: {
  readonly label: string;
  readonly onChoose: (product: ProductEntry) => void;
  /** Enter where nothing is found. */
  readonly onUnknown?: ((text: string) => void) | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
}) {
  const words = useWords();
  const { byId } = useCategories();
  const [text, setText] = useState('');
  const found = useSearch(searchProducts, text, 1);
  return (
    <div className="catalogue-search">
      <SearchBox
        label={props.label}
        placeholder={words.t('catalogue.search.example')}
        value={text}
        onChange={setText}
        answer={found === null ? null : { text: found.text, items: found.answer }}
        itemKey={(product) => product.productId}
        renderItem={(product) => (
          <span className="catalogue-row">
            <strong>{product.name}</strong>
            <small>
              {[product.code, categoryName(byId, product.categoryId, words), priceOf(product, byId, words)]
                .filter((part) => part !== null)
                .join(' · ')}
              {product.isActive ? '' : ` · ${words.t('catalogue.inactive')}`}
            </small>
          </span>
        )}
        onChoose={(product) => {
          setText('');
          props.onChoose(product);
        }}
        onSubmit={props.onUnknown}
        autoFocus={props.autoFocus}
        inputRef={props.inputRef}
      />
    </div>
  );
}
