import type { FoundProduct } from '../../../shared/contract/till-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { useTill } from './use-till.ts';

const MOST_TILES = 9;

/** Goods without a bar code, one key each: bread, fruit, vegetables. */
export function FavouriteTiles() {
  const { t } = useWords();
  const till = useTill();
  const { data } = useAnswer('till.favourites', {});
  const favourites = data?.ok ? data.value.slice(0, MOST_TILES) : [];
  if (favourites.length === 0) return null;
  const add = (product: FoundProduct) => {
    if (product.isWeighed) till.open({ type: 'weight', product });
    else void till.addProduct(product);
  };
  return (
    <section className="favourites" aria-label={t('till.favourites')}>
      {favourites.map((product, index) => (
        <ActionButton
          key={product.productId}
          label={product.name}
          shortcut={`Alt+${index + 1}`}
          onPress={() => add(product)}
        />
      ))}
    </section>
  );
}
