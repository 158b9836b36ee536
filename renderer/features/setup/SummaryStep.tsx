import type { Printer } from '../../../shared/domain/printer.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { SetupDraft } from './setup-draft.ts';

/** What will be recorded when F9 is pressed. */
export function SummaryStep(props: { readonly draft: SetupDraft; readonly printer: Printer | null }) {
  const { t } = useWords();
  const { draft, printer } = props;
  const lines = [
    [t('setup.networkName'), draft.networkName],
    [t('setup.organisationName'), draft.organisationName],
    [t('setup.siteName'), `${draft.siteName} (${draft.siteShortName})`],
    [t('setup.siteKind'), t(`setup.kind.${draft.siteKind}`)],
    [t('setup.deviceName'), draft.deviceName],
    [t('setup.administrator.title'), draft.administratorName],
    [
      t('setup.printer.title'),
      printer === null ? t('setup.printer.none') : `${printer.name}, ${printer.host}`,
    ],
  ] as const;
  return (
    <>
      <dl className="setup__summary">
        {lines.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{t('setup.summary.then')}</p>
    </>
  );
}
