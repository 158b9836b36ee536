import { useState } from 'react';
import type { EntitlementsView } from '../../../shared/contract/entitlements-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { type Isee, iseeSchema, usualIseeEnd } from '../../../shared/domain/isee.ts';
import { ageInMonths, type LocalDate } from '../../../shared/domain/local-date.ts';
import type { IseeRule } from '../../../shared/domain/scheme.ts';
import { bandOfIsee } from '../../../shared/domain/scheme-allowance.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { DateField } from '../../ui/DateField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useSession } from '../session/session-context.ts';

const CERTIFICATE = 'certificate';
const MONTHS_OF_67 = 67 * 12;

/** The means that the office saw: a value, which proposes the band of the household's scheme, or a certificate. */
export function IseeDialog(props: {
  readonly view: EntitlementsView;
  readonly onClose: (said: string | null) => void;
}) {
  const words = useWords();
  const { t } = words;
  const { view } = props;
  const { place } = useSession();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [valueEuro, setValueEuro] = useState<number | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [expiresOn, setExpiresOn] = useState<LocalDate | null>(usualIseeEnd(place.businessOn));
  const assess = useCommand('entitlements.assessIsee');
  const schemes = useAnswer('schemes.list', {});
  const list = schemes.data?.ok ? schemes.data.value : [];
  const scheme = list.find(({ schemeId }) => schemeId === view.proposal.schemeId);
  const bands = scheme?.iseeBands ?? [];
  const isOver67 = view.facts.birthMonths.some(
    (month) => ageInMonths(month, place.businessOn) > MONTHS_OF_67,
  );
  const valueCents = valueEuro === null ? null : Math.round(valueEuro * 100);
  const proposed =
    scheme === undefined || valueCents === null
      ? null
      : bandOfIsee(scheme, valueCents, { isOver67, isRenewal: view.entitlements.length > 0 });
  const choice = chosen ?? (proposed === null ? null : String(proposed));
  const isee = readIsee(choice, valueCents, expiresOn);
  const isOver = expiresOn !== null && expiresOn < place.businessOn;
  const isAbove = bands.length > 0 && valueCents !== null && proposed === null;
  const bandHint =
    bands.length === 0 ? t('entitlements.isee.noBands') : isAbove ? t('entitlements.isee.above') : undefined;
  const close = () => props.onClose(null);
  const save = async () => {
    if (isee === null) return;
    const answer = await assess.mutateAsync({ operationId, householdId: view.householdId, isee });
    if (answer.ok) props.onClose(t('entitlements.said.isee'));
  };
  return (
    <FormDialog
      title={t('entitlements.isee.title')}
      size="wide"
      onClose={close}
      label={t('entitlements.save')}
      isDisabled={isee === null}
      isBusy={assess.isPending}
      onPress={() => void save()}
    >
      {assess.data?.ok === false && <FailureNotice failure={assess.data.error} />}
      <NumberField
        label={t('entitlements.isee.value')}
        hint={t('entitlements.isee.value.hint')}
        value={valueEuro}
        onChange={setValueEuro}
        decimals={2}
        max={1_000_000}
        autoFocus
      />
      <SelectField
        label={t('entitlements.isee.what')}
        isRequired
        hint={bandHint}
        value={choice}
        onChange={setChosen}
        choices={[
          ...bandNumbers(bands).map((band) => ({ key: String(band), label: bandLabel(words, bands, band) })),
          { key: CERTIFICATE, label: t('entitlements.isee.certificate') },
        ]}
      />
      <DateField
        label={t('entitlements.isee.expiresOn')}
        isRequired
        value={expiresOn}
        onChange={setExpiresOn}
        onSubmit={() => void save()}
        problem={isOver ? t('entitlements.isee.isOver') : null}
      />
      <p className="soft">{t('entitlements.isee.whoSees')}</p>
    </FormDialog>
  );
}

function readIsee(
  choice: string | null,
  valueCents: number | null,
  expiresOn: LocalDate | null,
): Isee | null {
  if (choice === null || expiresOn === null) return null;
  const means = choice === CERTIFICATE ? { band: null, certificate: 'indigence' } : { band: Number(choice) };
  const read = iseeSchema.safeParse({
    ...means,
    expiresOn,
    ...(valueCents === null ? {} : { valueCents }),
  });
  return read.success ? read.data : null;
}

/** Where the scheme names no bands, a few numbers to choose from: another scheme may ask for them. */
const BANDS_WITHOUT_SCHEME = [1, 2, 3, 4, 5];

const bandNumbers = (bands: readonly IseeRule[]): readonly number[] =>
  bands.length === 0 ? BANDS_WITHOUT_SCHEME : bands.map(({ band }) => band);

function bandLabel({ t }: Words, bands: readonly IseeRule[], band: number): string {
  const rule = bands.find((each) => each.band === band);
  const name = t('entitlements.isee.band', { band });
  if (rule === undefined) return name;
  const upTo =
    rule.upToCents === undefined
      ? ''
      : ` (${t('entitlements.isee.upTo', { value: formatEuro(rule.upToCents) })})`;
  return `${name} – ${rule.label}${upTo}`;
}
