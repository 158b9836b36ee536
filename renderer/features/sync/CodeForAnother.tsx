import { useEffect, useState } from 'react';
import type { SiteId } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

/** Of a counter that works already, and brings the site where it stands. */
const OWN_SITE = 'own';
/** The same of an office. */
const OWN_OFFICE = 'ownOffice';
type Chosen = SiteId | typeof OWN_SITE | typeof OWN_OFFICE;

/** A code for another counter of the network: large, for as long as it is good, and gone when it was used. */
export function CodeForAnother() {
  const { t } = useWords();
  const sites = useAnswer('administration.sites', {});
  const make = useCommand('sync.makeCode');
  const open =
    sites.data?.ok === true
      ? sites.data.value.sites.filter(({ isActive, isOfOthers }) => isActive && !isOfOthers)
      : [];
  const [chosenId, setChosenId] = useState<Chosen | null>(null);
  const siteId = chosenId ?? (open.find(({ isOwn }) => !isOwn) ?? open[0])?.siteId ?? null;
  const isForOffice =
    siteId === OWN_OFFICE || open.some((site) => site.siteId === siteId && site.kind === 'office');
  const made = make.data?.ok === true ? make.data.value : null;
  const isOver = useIsOver(made?.validUntil ?? null);
  return (
    <section className="sync__form" aria-label={t('sync.code.heading')}>
      <h2>{t('sync.code.heading')}</h2>
      <p>{t('sync.code.why')}</p>
      {isOver && <Notice tone="info" title={t('sync.code.over')} />}
      {make.data?.ok === false && <FailureNotice failure={make.data.error} />}
      <div className="sync__row">
        <SelectField
          label={t('sync.code.site')}
          value={siteId}
          onChange={setChosenId}
          choices={[
            ...open.map((site) => ({ key: site.siteId, label: site.name })),
            { key: OWN_SITE, label: t('sync.code.ownSite') },
            { key: OWN_OFFICE, label: t('sync.code.ownOffice') },
          ]}
        />
        <ActionButton
          label={t('sync.code.make')}
          shortcut="F6"
          isBusy={make.isPending}
          isDisabled={siteId === null}
          onPress={() => {
            if (siteId !== null) make.mutate(askedFor(siteId));
          }}
        />
      </div>
      {isForOffice && <Notice tone="warning" title={t('sync.code.ownOffice.reads')} />}
      {made !== null && !isOver && (
        <Dialog
          title={t('sync.code.heading')}
          size="wide"
          onClose={() => make.reset()}
          actions={
            <ActionButton label={t('sync.code.close')} shortcut="Escape" onPress={() => make.reset()} />
          }
        >
          <p className="sync__code">{made.code}</p>
          <p role="status">
            {t(isOwn(siteId) ? 'sync.code.until.ownSite' : 'sync.code.until', {
              time: formatTimeAt(made.validUntil),
            })}
          </p>
        </Dialog>
      )}
    </section>
  );
}

const isOwn = (chosen: Chosen | null): boolean => chosen === OWN_SITE || chosen === OWN_OFFICE;

const askedFor = (chosen: Chosen) =>
  chosen === OWN_SITE || chosen === OWN_OFFICE
    ? { siteId: null, takesOffice: chosen === OWN_OFFICE }
    : { siteId: chosen };

function useIsOver(validUntil: number | null): boolean {
  const [overAt, setOverAt] = useState<number | null>(null);
  useEffect(() => {
    if (validUntil === null) return;
    const timer = setTimeout(() => setOverAt(validUntil), Math.max(0, validUntil - Date.now()));
    return () => clearTimeout(timer);
  }, [validUntil]);
  return validUntil !== null && overAt === validUntil;
}
