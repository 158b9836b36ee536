import { useState } from 'react';
import type { OperatorOfNetwork, SiteOfNetwork } from '../../../shared/contract/administration-contract.ts';
import type { SiteId } from '../../../shared/domain/ids.ts';
import { type Role, roleSchema } from '../../../shared/domain/role.ts';
import { personNameSchema } from '../../../shared/domain/text.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { type NewPin, NewPinFields, noNewPin } from '../../ui/NewPinFields.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ROLE_WORDS } from '../session/role-names.ts';

/** Name, roles at each site, whether the account is in use; of a new operator the PIN as well. */
export function OperatorDialog(props: {
  readonly operator: OperatorOfNetwork;
  readonly sites: readonly SiteOfNetwork[];
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const save = useCommand('administration.saveOperator');
  const setPin = useCommand('administration.setPin');
  const { operator } = props;
  const isNew = operator.displayName === '';
  const [name, setName] = useState(operator.displayName);
  const [isActive, setIsActive] = useState(operator.isActive);
  const [roles, setRoles] = useState<ReadonlyMap<SiteId, readonly Role[]>>(
    () => new Map(operator.roles.map((each) => [each.siteId, each.roles])),
  );
  const [pin, setNewPin] = useState<NewPin>(noNewPin);
  const isPinLeft = isNew && pin.first === '' && pin.second === '';
  const isReady = personNameSchema.safeParse(name).success && (!isNew || isPinLeft || pin.accepted !== null);
  const sites = props.sites.filter((site) => site.isActive || roles.has(site.siteId));
  const failed = [save.data, setPin.data].find((answer) => answer?.ok === false);

  const toggle = (siteId: SiteId, role: Role, isOn: boolean) => {
    const had = roles.get(siteId) ?? [];
    setRoles(new Map(roles).set(siteId, isOn ? [...had, role] : had.filter((each) => each !== role)));
  };
  const send = async () => {
    const saved = await save.mutateAsync({
      operatorId: operator.operatorId,
      displayName: name.trim(),
      isActive,
      roles: sites.map(({ siteId }) => ({ siteId, roles: [...(roles.get(siteId) ?? [])] })),
    });
    if (!saved.ok) return;
    if (isNew && pin.accepted !== null) {
      const done = await setPin.mutateAsync({ operatorId: operator.operatorId, pin: pin.accepted });
      if (!done.ok) return;
    }
    props.onClose();
  };
  return (
    <FormDialog
      title={isNew ? t('administration.operator.add') : operator.displayName}
      onClose={props.onClose}
      size="wide"
      label={t('administration.save')}
      isDisabled={!isReady}
      isBusy={save.isPending || setPin.isPending}
      onPress={() => void send()}
    >
      <TextField
        label={t('administration.operator.name')}
        hint={t('administration.operator.name.hint')}
        value={name}
        onChange={setName}
        maxLength={80}
        isRequired
        autoFocus
      />
      {sites.map((site) => (
        <fieldset key={site.siteId} className="administration__roles">
          <legend>{t('administration.rolesAt', { site: site.name })}</legend>
          <div className="administration__checks">
            {roleSchema.options.map((role) => (
              <CheckField
                key={role}
                label={t(ROLE_WORDS[role])}
                value={roles.get(site.siteId)?.includes(role) ?? false}
                onChange={(isOn) => toggle(site.siteId, role, isOn)}
              />
            ))}
          </div>
        </fieldset>
      ))}
      {isNew ? (
        <NewPinFields value={pin} onChange={setNewPin} />
      ) : (
        <CheckField
          label={t('administration.operator.isActive')}
          hint={t('administration.operator.isActive.hint')}
          value={isActive}
          onChange={setIsActive}
        />
      )}
      {failed?.ok === false && <FailureNotice failure={failed.error} />}
    </FormDialog>
  );
}
