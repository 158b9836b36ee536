import { type ReactNode, useState } from 'react';
import type { Limit } from '../../../shared/domain/limit.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Page } from '../../ui/Page.tsx';
import { categoryName, nameIn } from './category-words.ts';
import { LimitDialog } from './LimitDialog.tsx';
import { useCategories } from './use-catalogue.ts';

/** How many of what a household may take, by its size. */
export function LimitsPart(props: { readonly side: ReactNode }) {
  const words = useWords();
  const { t } = words;
  const { byId } = useCategories();
  const answer = useAnswer('catalogue.limits', {}).data;
  const [open, setOpen] = useState<Limit | 'new' | null>(null);
  const targetOf = ({ target }: Limit): string => {
    if ('categoryId' in target) return categoryName(byId, target.categoryId, words);
    return 'productId' in target ? t('catalogue.limit.oneProduct') : t('catalogue.limit.named');
  };
  const quantitiesOf = ({ quantityBySize }: Limit): string =>
    quantityBySize
      .map(({ membersUpTo, quantity: pieces }) => {
        const quantity = formatCount(pieces);
        if (quantityBySize.length === 1) return t('catalogue.limit.everybody', { quantity });
        return membersUpTo === null
          ? t('catalogue.limit.beyond', { quantity })
          : t('catalogue.limit.upTo', { quantity, members: membersUpTo });
      })
      .join(', ');
  return (
    <Page
      title={t('catalogue.part.limits')}
      side={props.side}
      isFilled
      actions={<ActionButton label={t('catalogue.limit.new')} shortcut="F6" onPress={() => setOpen('new')} />}
    >
      <DataTable
        caption={t('catalogue.part.limits')}
        isCaptionHidden
        columns={[
          {
            key: 'name',
            header: t('catalogue.limit'),
            cell: (limit) => (
              <span className="catalogue-row">
                {nameIn(limit.name, words)}
                {!limit.active && <small>{t('catalogue.inactive')}</small>}
              </span>
            ),
            width: '2fr',
          },
          { key: 'target', header: t('catalogue.limit.target'), cell: targetOf, width: '2fr' },
          {
            key: 'per',
            header: t('catalogue.limit.per'),
            cell: ({ per }) => t(`catalogue.limit.${per}`),
            width: 150,
          },
          { key: 'quantities', header: t('catalogue.limit.quantities'), cell: quantitiesOf, width: '3fr' },
        ]}
        rows={answer?.ok === true ? answer.value : []}
        rowKey={({ limitId }) => limitId}
        rowText={({ name }) => nameIn(name, words)}
        autoFocus
        onOpen={setOpen}
        emptyTitle={t('catalogue.limits.none')}
      />
      {open !== null && <LimitDialog limit={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
