import { useState } from 'react';
import type { SiteOfNetwork } from '../../../shared/contract/administration-contract.ts';
import { siteShortNameSchema } from '../../../shared/contract/setup-contract.ts';
import { siteKindSchema } from '../../../shared/domain/site.ts';
import { shortTextSchema } from '../../../shared/domain/text.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { OrganisationOfNetwork } from './SitesPart.tsx';

export function SiteDialog(props: {
  readonly site: SiteOfNetwork;
  readonly organisations: readonly OrganisationOfNetwork[];
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const save = useCommand('administration.saveSite');
  const { isOwn, ...before } = props.site;
  const [site, setSite] = useState(before);
  const isReady =
    shortTextSchema.safeParse(site.name).success && siteShortNameSchema.safeParse(site.shortName).success;
  const send = async () => {
    const saved = await save.mutateAsync({ ...site, name: site.name.trim() });
    if (saved.ok) props.onClose();
  };
  return (
    <FormDialog
      title={before.name === '' ? t('administration.site.add') : before.name}
      onClose={props.onClose}
      size="wide"
      label={t('administration.save')}
      isDisabled={!isReady}
      isBusy={save.isPending}
      onPress={() => void send()}
      answer={save.data}
    >
      <div className="field-grid">
        <TextField
          label={t('setup.siteName')}
          value={site.name}
          onChange={(name) => setSite({ ...site, name })}
          maxLength={80}
          isRequired
          autoFocus
        />
        <TextField
          label={t('setup.siteShortName')}
          hint={t('setup.siteShortName.hint')}
          value={site.shortName}
          onChange={(text) => setSite({ ...site, shortName: text.toUpperCase() })}
          maxLength={6}
          isRequired
        />
        <SelectField
          label={t('setup.siteKind')}
          value={site.kind}
          onChange={(kind) => setSite({ ...site, kind })}
          choices={siteKindSchema.options.map((key) => ({ key, label: t(`setup.kind.${key}`) }))}
        />
        <SelectField
          label={t('administration.organisation')}
          value={site.organisationId}
          onChange={(organisationId) => setSite({ ...site, organisationId })}
          choices={props.organisations.map((each) => ({ key: each.organisationId, label: each.name }))}
        />
      </div>
      {isOwn ? (
        <p>{t('administration.site.own')}</p>
      ) : (
        <CheckField
          label={t('administration.inUse')}
          value={site.isActive}
          onChange={(isActive) => setSite({ ...site, isActive })}
        />
      )}
    </FormDialog>
  );
}
