import { type ReactNode, useState } from 'react';
import { v7 } from 'uuid';
import { MAX_FAVOURITES, type ProductEntry } from '../../../shared/contract/catalogue-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { priceOf } from './category-words.ts';
import { ProductSearch } from './ProductSearch.tsx';
import { useCategories } from './use-catalogue.ts';

/** What tells one row of tiles from another. */
const keysOf = (tiles: readonly ProductEntry[]): string => tiles.map(({ productId }) => productId).join();

/** The tiles of this site's tills: bread, fruit, what has no code to scan. Kept with F9. */
export function FavouritesPart(props: { readonly side: ReactNode }) {
  const words = useWords();
  const { t } = words;
  const { byId } = useCategories();
  const { data: answer, refetch, isFetching } = useAnswer('catalogue.favourites', {});
  const kept = answer?.ok === true ? answer.value : [];
  const [edited, setEdited] = useState<readonly ProductEntry[] | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [operationId, setOperationId] = useState(() => v7());
  const save = useCommand('catalogue.setFavourites');
  const failure = save.data?.ok === false ? save.data.error : null;
  const tiles = edited ?? kept;
  const isChanged = keysOf(tiles) !== keysOf(kept);
  usePageLeaving({ isChanged, isSaving: save.isPending || isFetching });
  const at = tiles.findIndex(({ productId }) => productId === selected);

  const move = (step: -1 | 1) => {
    const tile = tiles[at];
    const to = at + step;
    if (tile === undefined || to < 0 || to >= tiles.length) return;
    const without = tiles.filter((each) => each !== tile);
    setEdited([...without.slice(0, to), tile, ...without.slice(to)]);
  };
  const remove = () => {
    setEdited(tiles.filter(({ productId }) => productId !== selected));
    setSelected((tiles[at + 1] ?? tiles[at - 1])?.productId ?? null);
  };
  const add = (product: ProductEntry) => {
    if (tiles.length < MAX_FAVOURITES && !tiles.some(({ productId }) => productId === product.productId)) {
      setEdited([...tiles, product]);
    }
    setSelected(product.productId);
  };
  const press = async () => {
    const productIds = tiles.map(({ productId }) => productId);
    const saved = await save.mutateAsync({ operationId: operationIdSchema.parse(operationId), productIds });
    if (!saved.ok) return;
    setOperationId(v7());
    // Until what was saved is here the tiles would stand as they were before.
    await refetch();
    // What was moved while it was saved is still to be saved.
    setEdited((now) => (now === edited ? null : now));
  };
  return (
    <Page
      title={t('catalogue.part.favourites')}
      side={props.side}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('catalogue.save')}
            shortcut="F9"
            tone="primary"
            isDisabled={!isChanged}
            isBusy={save.isPending}
            onPress={() => void press()}
          />
          <ActionButton
            label={t('catalogue.favourites.up')}
            shortcut="Alt+ArrowUp"
            isDisabled={at <= 0}
            onPress={() => move(-1)}
          />
          <ActionButton
            label={t('catalogue.favourites.down')}
            shortcut="Alt+ArrowDown"
            isDisabled={at === -1 || at === tiles.length - 1}
            onPress={() => move(1)}
          />
          <ActionButton
            label={t('catalogue.favourites.remove')}
            shortcut="Delete"
            isDisabled={at === -1}
            onPress={remove}
          />
        </>
      }
    >
      <ProductSearch label={t('catalogue.favourites.add')} onChoose={add} autoFocus />
      {failure !== null && <FailureNotice failure={failure} />}
      {isChanged && <Notice tone="warning" title={t('catalogue.favourites.unsaved')} />}
      {!isChanged && save.data?.ok === true && <Notice tone="ok" title={t('catalogue.favourites.saved')} />}
      <DataTable
        caption={t('catalogue.favourites.caption', { count: tiles.length, most: MAX_FAVOURITES })}
        columns={[
          { key: 'name', header: t('catalogue.name'), cell: ({ name }) => name, width: '3fr' },
          {
            key: 'price',
            header: t('catalogue.price'),
            cell: (each) => priceOf(each, byId, words),
            align: 'end',
            width: 200,
          },
        ]}
        rows={tiles}
        rowKey={({ productId }) => productId}
        selectedKey={selected}
        onSelect={(tile) => setSelected(tile?.productId ?? null)}
        emptyTitle={t('catalogue.favourites.none')}
        emptyText={t('catalogue.favourites.explained')}
      />
    </Page>
  );
}
