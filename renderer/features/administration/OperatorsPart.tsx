import { useState } from 'react';
import { v7 } from 'uuid';
import type { OperatorOfNetwork, SiteOfNetwork } from '../../../shared/contract/administration-contract.ts';
import { operatorIdSchema } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { RegisterActions } from '../../ui/RegisterActions.tsx';
import { roleNames } from '../session/role-names.ts';
import { OperatorDialog } from './OperatorDialog.tsx';
import { PinDialog } from './PinDialog.tsx';

type Open = { readonly dialog: 'edit' | 'pin' | 'history'; readonly operator: OperatorOfNetwork };

/** Everybody who works in the network: a personal account each. */
export function OperatorsPart() {
  const answer = useAnswer('administration.operators', {});
  return (
    <AnswerView answer={answer.data}>
      {({ operators, sites }) => <Operators operators={operators} sites={sites} />}
    </AnswerView>
  );
}

function Operators(props: {
  readonly operators: readonly OperatorOfNetwork[];
  readonly sites: readonly SiteOfNetwork[];
}) {
  const words = useWords();
  const { t } = words;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const selected =
    props.operators.find((each) => each.operatorId === selectedId) ?? props.operators[0] ?? null;
  const close = () => setOpen(null);
  const openFor = (dialog: Open['dialog']) => {
    if (selected !== null) setOpen({ dialog, operator: selected });
  };
  const siteName = (siteId: string) => props.sites.find((site) => site.siteId === siteId)?.shortName ?? '?';
  // The same role at several sites is said once: `amministratore (EMP, LAV)`.
  const rolesInWords = ({ roles }: OperatorOfNetwork) =>
    [...Map.groupBy(roles, (each) => roleNames(words, each.roles))]
      .map(([names, places]) => `${names} (${places.map(({ siteId }) => siteName(siteId)).join(', ')})`)
      .join(' · ');
  const stateInWords = (operator: OperatorOfNetwork) =>
    !operator.isActive
      ? t('administration.state.off')
      : operator.hasPin
        ? t('administration.state.on')
        : t('administration.operator.noPin');
  return (
    <>
      <DataTable
        caption={t('administration.operators')}
        isCaptionHidden
        rows={props.operators}
        rowKey={({ operatorId }) => operatorId}
        columns={[
          { key: 'name', header: t('administration.name'), cell: (each) => each.displayName, width: '3fr' },
          { key: 'roles', header: t('administration.roles'), cell: rolesInWords, width: '4fr' },
          { key: 'state', header: t('administration.state'), cell: stateInWords, width: '2fr' },
        ]}
        selectedKey={selected?.operatorId}
        autoFocus
        onSelect={(operator) => setSelectedId(operator?.operatorId ?? null)}
        onOpen={(operator) => setOpen({ dialog: 'edit', operator })}
        emptyTitle={t('administration.operators.none')}
      />
      <RegisterActions
        addLabel={t('administration.operator.add')}
        onAdd={() => setOpen({ dialog: 'edit', operator: newOperator() })}
        isChosen={selected !== null}
        onEdit={() => openFor('edit')}
        onHistory={() => openFor('history')}
      >
        <ActionButton
          label={t('administration.operator.newPin')}
          shortcut="F7"
          isDisabled={selected === null}
          onPress={() => openFor('pin')}
        />
      </RegisterActions>
      {open?.dialog === 'edit' && (
        <OperatorDialog operator={open.operator} sites={props.sites} onClose={close} />
      )}
      {open?.dialog === 'pin' && <PinDialog operator={open.operator} onClose={close} />}
      {open?.dialog === 'history' && (
        <HistoryDialog
          subject={`operator:${open.operator.operatorId}`}
          title={open.operator.displayName}
          onClose={close}
        />
      )}
    </>
  );
}

/** The id is made when the form opens, so that pressing twice adds one person. */
const newOperator = (): OperatorOfNetwork => ({
  operatorId: operatorIdSchema.parse(v7()),
  displayName: '',
  isActive: true,
  roles: [],
  hasPin: false,
});
