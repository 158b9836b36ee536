import { useWords } from '../../i18n/WordsProvider.tsx';
import { type NewPin, NewPinFields } from '../../ui/NewPinFields.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { isPersonName, type SetupDraft } from './setup-draft.ts';

/** The first operator: who may add all the others. */
export function AdministratorStep(props: {
  readonly draft: SetupDraft;
  readonly onChange: (part: Partial<SetupDraft>) => void;
  readonly pin: NewPin;
  readonly onPin: (pin: NewPin) => void;
  readonly showsProblems: boolean;
}) {
  const { t } = useWords();
  const { administratorName } = props.draft;
  return (
    <>
      <p>{t('setup.administrator.why')}</p>
      <TextField
        label={t('setup.administratorName')}
        hint={t('setup.administratorName.hint')}
        value={administratorName}
        onChange={(name) => props.onChange({ administratorName: name })}
        problem={props.showsProblems && !isPersonName(administratorName) ? t('setup.missing') : null}
        maxLength={80}
        autoFocus
      />
      <NewPinFields value={props.pin} onChange={props.onPin} />
      {props.showsProblems && props.pin.accepted === null && (
        <Notice tone="problem" title={t('setup.pin.missing')} />
      )}
    </>
  );
}
