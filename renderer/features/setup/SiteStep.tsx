import type { SiteKind } from '../../../shared/domain/site.ts';
import type { MessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { isName, isShortName, proposeShortName, type SetupDraft } from './setup-draft.ts';

const KIND_WORDS = {
  emporio: 'setup.kind.emporio',
  laundry: 'setup.kind.laundry',
  office: 'setup.kind.office',
} as const satisfies Record<SiteKind, MessageId>;

/** Names of the network, the organisation and the shop where this PC stands. */
export function SiteStep(props: {
  readonly draft: SetupDraft;
  readonly onChange: (part: Partial<SetupDraft>) => void;
  readonly showsProblems: boolean;
}) {
  const { t } = useWords();
  const { draft, onChange, showsProblems } = props;
  const missing = (text: string) => (showsProblems && !isName(text) ? t('setup.missing') : null);
  return (
    <div className="setup__fields">
      <TextField
        label={t('setup.networkName')}
        hint={t('setup.networkName.hint')}
        value={draft.networkName}
        onChange={(networkName) => onChange({ networkName })}
        problem={missing(draft.networkName)}
        maxLength={80}
        autoFocus
      />
      <TextField
        label={t('setup.organisationName')}
        hint={t('setup.organisationName.hint')}
        value={draft.organisationName}
        onChange={(organisationName) => onChange({ organisationName })}
        problem={missing(draft.organisationName)}
        maxLength={80}
      />
      <TextField
        label={t('setup.siteName')}
        hint={t('setup.siteName.hint')}
        value={draft.siteName}
        onChange={(siteName) => {
          const isProposed = draft.siteShortName === proposeShortName(draft.siteName);
          onChange({ siteName, ...(isProposed ? { siteShortName: proposeShortName(siteName) } : {}) });
        }}
        problem={missing(draft.siteName)}
        maxLength={80}
      />
      <TextField
        label={t('setup.siteShortName')}
        hint={t('setup.siteShortName.hint')}
        value={draft.siteShortName}
        onChange={(text) => onChange({ siteShortName: text.toUpperCase() })}
        problem={showsProblems && !isShortName(draft.siteShortName) ? t('setup.siteShortName.problem') : null}
        maxLength={6}
      />
      <SelectField
        label={t('setup.siteKind')}
        value={draft.siteKind}
        onChange={(siteKind) => onChange({ siteKind })}
        choices={(['emporio', 'laundry', 'office'] as const).map((key) => ({
          key,
          label: t(KIND_WORDS[key]),
        }))}
      />
      <TextField
        label={t('setup.deviceName')}
        hint={t('setup.deviceName.hint')}
        value={draft.deviceName}
        onChange={(deviceName) => onChange({ deviceName })}
        problem={missing(draft.deviceName)}
        maxLength={80}
      />
    </div>
  );
}
