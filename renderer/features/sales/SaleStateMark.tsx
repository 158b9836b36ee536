import type { SaleState } from '../../../shared/contract/sales-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon } from '../../ui/Icon.tsx';

/** What became of a sale: a word and a sign, never colour alone. */
export function SaleStateMark(props: {
  readonly sale: { readonly state: SaleState; readonly returnedPieces: number };
}) {
  const { t } = useWords();
  const { state, returnedPieces } = props.sale;
  return (
    <span className={`sale-state sale-state--${state}`}>
      <Icon name={state === 'complete' ? 'ok' : state === 'voided' ? 'close' : 'undo'} />
      {state === 'complete' && t('sales.state.complete')}
      {state === 'partlyReturned' && t('sales.state.partlyReturned', { count: returnedPieces })}
      {state === 'voided' && t('sales.state.voided')}
    </span>
  );
}
