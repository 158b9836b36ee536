import type { VisitTile } from '../../../shared/contract/laundry-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { usePrintProblems } from '../printing/PrintNotice.tsx';
import type { StartOf } from './desk.ts';
import { sayFailure, tagOf } from './laundry-words.ts';

/** The number on the bags, as large as it is on paper; and where there is no paper, that it is to be written by hand. */
export function TagNotice(props: { readonly visit: VisitTile; readonly arrival: StartOf['arrival'] }) {
  const words = useWords();
  const { t } = words;
  const { visit, arrival } = props;
  const print = useCommand('laundry.printTag');
  const problems = usePrintProblems();
  const isStuck = problems.some(({ operationId }) => operationId === String(visit.visitId));
  const isByHand = isStuck || arrival?.isPrinting === false;
  const failure = print.data?.ok === false ? print.data.error : null;
  return (
    <section className="tag" aria-label={t('laundry.tag')}>
      <strong className="tag__number">{tagOf(visit)}</strong>
      <div className="tag__words" role="status">
        <span>{t('laundry.bags', { bags: visit.bags })}</span>
        {isByHand && <strong>{t('laundry.tag.byHand', { tag: tagOf(visit) })}</strong>}
        {arrival?.isPrinting === true && !isStuck && <span>{t('laundry.tag.printing')}</span>}
        {failure !== null && <strong>{sayFailure(failure, words)}</strong>}
      </div>
      <ActionButton
        label={t('laundry.tag.again')}
        shortcut="F8"
        icon="print"
        onPress={() => print.mutate({ visitId: visit.visitId })}
        isBusy={print.isPending}
      />
    </section>
  );
}
