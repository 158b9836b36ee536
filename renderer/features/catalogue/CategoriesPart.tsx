import { type ReactNode, useState } from 'react';
import type { CategoryEntry } from '../../../shared/contract/catalogue-contract.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { CategoryDialog } from './CategoryDialog.tsx';
import { nameIn } from './category-words.ts';
import { useCategories } from './use-catalogue.ts';

/** Kinds of goods: price, words and the rules that they carry. */
export function CategoriesPart(props: { readonly side: ReactNode }) {
  const words = useWords();
  const { t } = words;
  const { list } = useCategories();
  const [open, setOpen] = useState<CategoryEntry | 'new' | null>(null);
  return (
    <Page
      title={t('catalogue.part.categories')}
      side={props.side}
      isFilled
      actions={
        <ActionButton label={t('catalogue.category.new')} shortcut="F6" onPress={() => setOpen('new')} />
      }
    >
      <DataTable
        caption={t('catalogue.part.categories')}
        isCaptionHidden
        columns={[
          {
            key: 'name',
            header: t('catalogue.category'),
            cell: ({ category, isActive }) => (
              <span className="catalogue-row">
                {nameIn(category.name, words)}
                {!isActive && <small>{t('catalogue.inactive')}</small>}
              </span>
            ),
            width: '3fr',
          },
          {
            key: 'points',
            header: t('catalogue.price'),
            cell: ({ category }) => words.points(category.points),
            align: 'end',
            width: 150,
          },
          {
            key: 'rules',
            header: t('catalogue.rules'),
            cell: ({ category }) => rulesOf(category),
            width: '3fr',
          },
          {
            key: 'count',
            header: t('catalogue.part.products'),
            cell: ({ productCount }) => formatCount(productCount),
            align: 'end',
            width: 130,
          },
        ]}
        rows={list}
        rowKey={({ category }) => category.categoryId}
        rowText={({ category }) => nameIn(category.name, words)}
        autoFocus
        onOpen={setOpen}
        emptyTitle={t('catalogue.categories.none')}
      />
      {open !== null && <CategoryDialog entry={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  );

  function rulesOf(category: CategoryEntry['category']): string {
    const { babyAgeMonths: age, bestBeforeToleranceDays: days, notGiven } = category;
    return [
      notGiven ? t('catalogue.notGiven.short') : null,
      age === undefined ? null : t('catalogue.babies.short', { from: age.from, to: age.to }),
      days === undefined ? null : t('catalogue.tolerance.short', { days }),
    ]
      .filter((part) => part !== null)
      .join(' · ');
  }
}
