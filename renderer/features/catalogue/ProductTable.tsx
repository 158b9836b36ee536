import type { ProductEntry } from '../../../shared/contract/catalogue-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { categoryName, priceOf } from './category-words.ts';
import { useCategories } from './use-catalogue.ts';

export function ProductTable(props: {
  readonly caption: string;
  readonly rows: readonly ProductEntry[];
  readonly isCaptionHidden?: boolean | undefined;
  /** Where all have the same one. */
  readonly isCategoryHidden?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly onOpen: (product: ProductEntry) => void;
  readonly emptyTitle: string;
  readonly emptyText?: string | undefined;
}) {
  const words = useWords();
  const { byId } = useCategories();
  const category = {
    key: 'category',
    header: words.t('catalogue.category'),
    cell: (each: ProductEntry) => categoryName(byId, each.categoryId, words),
    width: '2fr' as const,
  };
  return (
    <DataTable
      caption={props.caption}
      isCaptionHidden={props.isCaptionHidden}
      columns={[
        { key: 'name', header: words.t('catalogue.name'), cell: (each) => each.name, width: '3fr' },
        { key: 'code', header: words.t('catalogue.code'), cell: (each) => each.code ?? '–', width: 190 },
        ...(props.isCategoryHidden ? [] : [category]),
        {
          key: 'price',
          header: words.t('catalogue.price'),
          cell: (each) => priceOf(each, byId, words),
          align: 'end',
          width: 150,
        },
      ]}
      rows={props.rows}
      rowKey={(each) => each.productId}
      rowText={(each) => each.name}
      autoFocus={props.autoFocus}
      onOpen={props.onOpen}
      emptyTitle={props.emptyTitle}
      emptyText={props.emptyText}
    />
  );
}
