import {
  type EntitlementOverrideReason,
  entitlementOverrideReasonSchema,
} from '../../../shared/domain/entitlement-reason.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { isObstacle, obstacleWords } from './entitlement-words.ts';

/**
 * What stood against the days of a right, and for who may set it aside the reason why. Anybody else reads what to do
 * instead.
 */
export function OverrideField(props: {
  readonly failure: { readonly type: string } | null;
  readonly mayOverride: boolean;
  readonly reason: EntitlementOverrideReason | null;
  readonly onReason: (reason: EntitlementOverrideReason) => void;
}) {
  const words = useWords();
  const { t } = words;
  const { failure } = props;
  if (failure === null) return null;
  if (!isObstacle(failure)) return <FailureNotice failure={failure} />;
  return (
    <>
      <Notice tone="warning" title={obstacleWords(words, failure)}>
        {t(props.mayOverride ? 'entitlements.override.may' : 'entitlements.override.mayNot')}
      </Notice>
      {props.mayOverride && (
        <SelectField
          label={t('entitlements.override.reason')}
          value={props.reason}
          onChange={props.onReason}
          choices={entitlementOverrideReasonSchema.options.map((key) => ({
            key,
            label: t(`entitlements.reason.${key}`),
          }))}
          autoFocus
        />
      )}
    </>
  );
}
