import {
  type LaundryOverrideReason,
  laundryOverrideReasonSchema,
} from '../../../shared/domain/laundry-rules.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';

/** Why it is let pass all the same: one digit. */
export function OverrideReasons(props: { readonly onChoose: (reason: LaundryOverrideReason) => void }) {
  const { t } = useWords();
  return (
    <fieldset className="desk-reasons">
      <legend>{t('laundry.override.why')}</legend>
      {laundryOverrideReasonSchema.options.map((reason, index) => (
        <ActionButton
          key={reason}
          label={t(`laundry.override.${reason}`)}
          shortcut={String(index + 1)}
          onPress={() => props.onChoose(reason)}
        />
      ))}
    </fieldset>
  );
}
