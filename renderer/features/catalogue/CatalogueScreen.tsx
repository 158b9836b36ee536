import { useState } from 'react';
import { TO_CLASSIFY } from '../../../shared/domain/category.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { SideNav } from '../../ui/SideNav.tsx';
import './catalogue.css';
import { CategoriesPart } from './CategoriesPart.tsx';
import { FavouritesPart } from './FavouritesPart.tsx';
import { ImportPart } from './ImportPart.tsx';
import { LimitsPart } from './LimitsPart.tsx';
import { ProductsPart } from './ProductsPart.tsx';
import { ToClassifyPart } from './ToClassifyPart.tsx';

type Part = 'products' | 'toClassify' | 'categories' | 'limits' | 'favourites' | 'import';

const PARTS = ['products', 'toClassify', 'categories', 'limits', 'favourites', 'import'] as const;

/** What the shop gives, at what price and under which limits. For the office. */
export function CatalogueScreen() {
  const { t } = useWords();
  const [part, setPart] = useState<Part>('products');
  const answer = useAnswer('catalogue.counts', {}).data;
  const counts = answer?.ok === true ? answer.value : null;
  const badges: Partial<Record<Part, number>> = {
    products: counts?.toComplete ?? 0,
    toClassify: counts?.toClassify ?? 0,
  };
  const side = (
    <SideNav
      label={t('catalogue.title')}
      items={PARTS.map((key) => {
        const count = badges[key] ?? 0;
        const item = { key, label: t(`catalogue.part.${key}`) };
        return count === 0 ? item : { ...item, badge: formatCount(count) };
      })}
      selectedKey={part}
      onSelect={setPart}
      isWithAlt
    />
  );
  switch (part) {
    case 'products':
      return <ProductsPart side={side} counts={counts} />;
    case 'toClassify':
      return <ToClassifyPart side={side} categoryId={TO_CLASSIFY} />;
    case 'categories':
      return <CategoriesPart side={side} />;
    case 'limits':
      return <LimitsPart side={side} />;
    case 'favourites':
      return <FavouritesPart side={side} />;
    case 'import':
      return <ImportPart side={side} />;
  }
}
