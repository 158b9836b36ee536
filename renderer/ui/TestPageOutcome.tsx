import { useWords } from '../i18n/WordsProvider.tsx';
import { FailureNotice } from './FailureNotice.tsx';
import { Notice } from './Notice.tsx';

/** What came of a test page: on paper, or why not and what to look at. */
export function TestPageOutcome(props: {
  readonly answer: { readonly ok: true } | { readonly ok: false; readonly error: { readonly type: string } };
}) {
  const { t } = useWords();
  return props.answer.ok ? (
    <Notice tone="ok" title={t('ui.printer.test.done')} />
  ) : (
    <FailureNotice failure={props.answer.error} />
  );
}
