import type { ReactNode } from 'react';
import type { Result } from '../../shared/domain/result.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import { FailureNotice } from './FailureNotice.tsx';

/** What a screen reads by `useAnswer`: a moment of waiting, the sentence of an error, or its content. */
export function AnswerView<Value>(props: {
  readonly answer: Result<Value, { readonly type: string }> | undefined;
  readonly children: (value: Value) => ReactNode;
}) {
  const { t } = useWords();
  const { answer } = props;
  if (answer === undefined) return <p>{t('ui.loading')}</p>;
  return answer.ok ? props.children(answer.value) : <FailureNotice failure={answer.error} />;
}
