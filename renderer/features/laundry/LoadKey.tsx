import type { MachineTile } from '../../../shared/contract/laundry-contract.ts';
import type { MachineKind } from '../../../shared/domain/laundry-machine.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';

/** How much there is, in the sizes that the machines here have. Nothing to choose where they are all alike. */
export function LoadKey(props: {
  readonly machines: readonly MachineTile[];
  readonly kind: MachineKind;
  readonly kilograms: number | null;
  readonly onChange: (kilograms: number) => void;
}) {
  const { t } = useWords();
  const sizes = [
    ...new Set(
      props.machines
        .filter(({ kind }) => kind === props.kind)
        .map(({ capacityKilograms }) => capacityKilograms),
    ),
  ].sort((a, b) => a - b);
  const current = props.kilograms ?? sizes[0];
  if (sizes.length < 2 || current === undefined) return null;
  return (
    <ActionButton
      label={t('laundry.load', { kilograms: current })}
      shortcut="K"
      onPress={() => props.onChange(sizes[(sizes.indexOf(current) + 1) % sizes.length] ?? current)}
      isWide
    />
  );
}
