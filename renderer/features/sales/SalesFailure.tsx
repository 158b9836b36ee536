import type { SaleElsewhere } from '../../../shared/contract/sales-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** Why a sale was not found or not taken back, and where to go with it. */
export function SalesFailure(props: { readonly failure: SaleElsewhere | { readonly type: string } }) {
  const { failure } = props;
  return 'siteName' in failure ? (
    <ElsewhereNotice elsewhere={failure} />
  ) : (
    <FailureNotice failure={failure} />
  );
}

/** A sale of another counter is returned there, where all that came back of it is known. */
export function ElsewhereNotice({ elsewhere }: { readonly elsewhere: SaleElsewhere }) {
  const { t } = useWords();
  const { isThisSite, siteName } = elsewhere;
  return (
    <Notice
      tone="warning"
      title={isThisSite ? t('sales.elsewhere.till') : t('sales.elsewhere.site', { siteName })}
    >
      {isThisSite ? t('sales.elsewhere.till.todo') : t('sales.elsewhere.site.todo', { siteName })}
    </Notice>
  );
}
