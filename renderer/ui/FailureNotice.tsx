import type { ReactNode } from 'react';
import { failureValues } from '../format/failure-values.ts';
import { isMessageId } from '../i18n/messages.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import { Notice } from './Notice.tsx';

/**
 * The sentence for an error that a command gave back: `errors.<type>` with the error's figures and texts as
 * its values. What the door itself answers has a sentence there; a feature adds those of its own errors.
 */
export function FailureNotice(props: {
  readonly failure: { readonly type: string };
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const { t } = useWords();
  const id = `errors.${props.failure.type}`;
  return (
    <Notice
      tone="problem"
      title={
        isMessageId(id)
          ? t(id, failureValues(props.failure))
          : t('errors.other', { type: props.failure.type })
      }
      actions={props.actions}
    >
      {props.children}
    </Notice>
  );
}
