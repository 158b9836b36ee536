import { useEffect, useState } from 'react';
import type { ParkedBasket } from '../../../shared/contract/till-contract.ts';
import { invoke } from '../../client/client.ts';
import { formatTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import type { Failed } from './till.ts';
import { useTill } from './use-till.ts';

/** The baskets put aside, one of them to be taken up again. */
export function ParkedDialog() {
  const { t } = useWords();
  const till = useTill();
  const [baskets, setBaskets] = useState<readonly ParkedBasket[] | null>(null);
  const [failure, setFailure] = useState<Failed | null>(null);
  useEffect(() => {
    void invoke('till.parked', {}).then((answer) => {
      if (answer.ok) setBaskets(answer.value);
    });
  }, []);
  const resume = async ({ basketId }: ParkedBasket) =>
    setFailure(await till.answer('till.resume', { basketId }, { tone: 'ok', id: 'till.said.resumed' }));
  return (
    <Dialog
      title={t('till.parked.title')}
      size="wide"
      onClose={till.close}
      actions={<CancelButton onPress={till.close} />}
    >
      <p>{t('till.parked.explained')}</p>
      {failure?.type === 'BasketGone' && <Notice tone="warning" title={t('till.parked.gone')} />}
      {baskets?.length === 0 && <p>{t('till.parked.none')}</p>}
      {baskets !== null && baskets.length > 0 && (
        <ParkedList baskets={baskets} onResume={(basket) => void resume(basket)} />
      )}
    </Dialog>
  );
}

function ParkedList(props: {
  readonly baskets: readonly ParkedBasket[];
  readonly onResume: (basket: ParkedBasket) => void;
}) {
  const { t } = useWords();
  const { baskets, onResume } = props;
  const [place, setPlace] = useState(0);
  const move = (step: number) => setPlace(Math.max(0, Math.min(baskets.length - 1, place + step)));
  const resume = () => {
    const basket = baskets[place];
    if (basket !== undefined) onResume(basket);
  };
  useShortcut('ArrowDown', () => move(1));
  useShortcut('ArrowUp', () => move(-1));
  useShortcut('Enter', resume);
  return (
    <div className="parked" role="listbox" aria-label={t('till.parked.title')} tabIndex={0}>
      {baskets.map((basket, index) => (
        <div
          key={basket.basketId}
          className="parked__one"
          role="option"
          tabIndex={-1}
          aria-selected={index === place}
          onMouseUp={() => onResume(basket)}
        >
          <span className="till-search__words">
            <strong>{basket.customerName ?? t('till.parked.noCustomer')}</strong>
            <small>{basket.note === '' ? t('till.parked.noNote') : basket.note}</small>
          </span>
          <span className="spread">{t('till.parked.pieces', { pieces: basket.pieces })}</span>
          <span>{formatTimeAt(basket.parkedAt)}</span>
        </div>
      ))}
    </div>
  );
}
