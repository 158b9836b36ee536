import { useState } from 'react';
import { v7 } from 'uuid';
import type { SiteOfNetwork } from '../../../shared/contract/administration-contract.ts';
import { type OrganisationId, organisationIdSchema, siteIdSchema } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RegisterActions } from '../../ui/RegisterActions.tsx';
import { OrganisationDialog } from './OrganisationDialog.tsx';
import { SiteDialog } from './SiteDialog.tsx';

export type OrganisationOfNetwork = { readonly organisationId: OrganisationId; readonly name: string };

type Open =
  | { readonly dialog: 'site' | 'history'; readonly site: SiteOfNetwork }
  | { readonly dialog: 'organisation'; readonly organisation: OrganisationOfNetwork };

/** Sites and the organisations that run them. */
export function SitesPart() {
  const answer = useAnswer('administration.sites', {});
  return (
    <AnswerView answer={answer.data}>
      {({ sites, organisations }) => <Sites sites={sites} organisations={organisations} />}
    </AnswerView>
  );
}

function Sites(props: {
  readonly sites: readonly SiteOfNetwork[];
  readonly organisations: readonly OrganisationOfNetwork[];
}) {
  const { t } = useWords();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const selected = props.sites.find(({ siteId }) => siteId === selectedId) ?? props.sites[0] ?? null;
  const close = () => setOpen(null);
  const nameOf = (organisationId: OrganisationId) =>
    props.organisations.find((each) => each.organisationId === organisationId)?.name ?? '?';
  const firstOrganisation = props.organisations[0]?.organisationId;
  return (
    <>
      <Notice tone="info" title={t('administration.sites.hub')} />
      <DataTable
        caption={t('administration.sites')}
        isCaptionHidden
        rows={props.sites}
        rowKey={({ siteId }) => siteId}
        columns={[
          { key: 'name', header: t('administration.name'), cell: (site) => site.name, width: '3fr' },
          { key: 'shortName', header: t('administration.shortName'), cell: (site) => site.shortName },
          {
            key: 'kind',
            header: t('administration.kind'),
            cell: (site) => t(`setup.kind.${site.kind}`),
            width: '2fr',
          },
          {
            key: 'organisation',
            header: t('administration.organisation'),
            cell: (site) => nameOf(site.organisationId),
            width: '2fr',
          },
          {
            key: 'state',
            header: t('administration.state'),
            cell: (site) =>
              site.isOwn
                ? t('administration.site.own')
                : site.isActive
                  ? t('administration.state.on')
                  : t('administration.state.off'),
            width: '2fr',
          },
        ]}
        selectedKey={selected?.siteId}
        autoFocus
        onSelect={(site) => setSelectedId(site?.siteId ?? null)}
        onOpen={(site) => setOpen({ dialog: 'site', site })}
        emptyTitle={t('administration.sites.none')}
      />
      <RegisterActions
        addLabel={t('administration.site.add')}
        isAddDisabled={firstOrganisation === undefined}
        onAdd={() => {
          if (firstOrganisation !== undefined) setOpen({ dialog: 'site', site: newSite(firstOrganisation) });
        }}
        isChosen={selected !== null}
        onEdit={() => {
          if (selected !== null) setOpen({ dialog: 'site', site: selected });
        }}
        onHistory={() => {
          if (selected !== null) setOpen({ dialog: 'history', site: selected });
        }}
      >
        <ActionButton
          label={t('administration.organisation.add')}
          shortcut="F7"
          onPress={() =>
            setOpen({
              dialog: 'organisation',
              organisation: { organisationId: organisationIdSchema.parse(v7()), name: '' },
            })
          }
        />
      </RegisterActions>
      {open?.dialog === 'site' && (
        <SiteDialog site={open.site} organisations={props.organisations} onClose={close} />
      )}
      {open?.dialog === 'organisation' && (
        <OrganisationDialog organisation={open.organisation} onClose={close} />
      )}
      {open?.dialog === 'history' && (
        <HistoryDialog subject={`site:${open.site.siteId}`} title={open.site.name} onClose={close} />
      )}
    </>
  );
}

const newSite = (organisationId: OrganisationId): SiteOfNetwork => ({
  siteId: siteIdSchema.parse(v7()),
  organisationId,
  name: '',
  shortName: '',
  kind: 'emporio',
  isActive: true,
  isOwn: false,
  isOfOthers: false,
});
