import { useState } from 'react';
import type {
  HouseholdImportPreview,
  HouseholdSample,
  ImportedChanges,
} from '../../../shared/contract/household-import-contract.ts';
import type { HouseholdRowRefusal } from '../../../shared/domain/household-import.ts';
import { formatCount } from '../../format/figures.ts';
import { isMessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Tabs } from '../../ui/Tabs.tsx';

type View = 'added' | 'changed' | 'refused';

/** What a list of people would change: figures first, then the households and rows of each sort. */
export function HouseholdPreview(props: {
  readonly preview: HouseholdImportPreview;
  readonly fileName: string;
}) {
  const { t } = useWords();
  const { preview, fileName } = props;
  const [view, setView] = useState<View>(preview.refusedCount > 0 ? 'refused' : 'added');
  const figures = [
    ['added', preview.addedCount],
    ['changed', preview.changedCount],
    ['unchanged', preview.unchangedCount],
    ['refused', preview.refusedCount],
  ] as const;
  return (
    <>
      <p>{t('imports.read', { fileName, count: preview.rowCount })}</p>
      {preview.isWindows1252 && (
        <Notice tone="warning" title={t('catalogue.import.windows')}>
          {t('catalogue.import.windows.explained')}
        </Notice>
      )}
      <dl className="household-import__figures">
        {figures.map(([key, count]) => (
          <div key={key}>
            <dt>{t(`imports.${key}`)}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <Tabs
        isWithAlt
        label={t('imports.title')}
        selectedKey={view}
        onSelect={setView}
        items={[
          {
            key: 'added',
            label: t('imports.added'),
            content: <Samples samples={preview.added} none={t('imports.noneAdded')} />,
          },
          {
            key: 'changed',
            label: t('imports.changed'),
            content: <Changes samples={preview.changed} />,
          },
          {
            key: 'refused',
            label: t('imports.refused'),
            content: <Refused rows={preview.refused} />,
          },
        ]}
      />
    </>
  );
}

function Samples(props: { readonly samples: readonly HouseholdSample[]; readonly none: string }) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('imports.title')}
      isCaptionHidden
      rows={props.samples}
      rowKey={({ code }) => code}
      columns={[
        {
          key: 'holder',
          header: t('imports.holder'),
          cell: ({ holderName }) => holderName,
          width: '2fr',
        },
        { key: 'code', header: t('imports.code'), cell: ({ code }) => code },
        {
          key: 'persons',
          header: t('imports.persons'),
          cell: ({ persons }) => persons,
          align: 'end',
          width: 180,
        },
        {
          key: 'size',
          header: t('imports.size'),
          cell: ({ size }) => size,
          align: 'end',
          width: 180,
        },
        {
          key: 'line',
          header: t('imports.line'),
          cell: ({ lineNumber }) => lineNumber,
          align: 'end',
          width: 110,
        },
      ]}
      emptyTitle={props.none}
    />
  );
}

function Changes(props: { readonly samples: readonly HouseholdSample[] }) {
  const words = useWords();
  const { t } = words;
  return (
    <DataTable
      caption={t('imports.changed')}
      isCaptionHidden
      rows={props.samples}
      rowKey={({ code }) => code}
      columns={[
        { key: 'holder', header: t('imports.holder'), cell: ({ holderName }) => holderName },
        { key: 'code', header: t('imports.code'), cell: ({ code }) => code, width: 180 },
        {
          key: 'what',
          header: t('imports.what'),
          cell: ({ changes }) => (changes === null ? '' : changeWords(words, changes)),
          width: '2fr',
        },
        {
          key: 'line',
          header: t('imports.line'),
          cell: ({ lineNumber }) => lineNumber,
          align: 'end',
          width: 110,
        },
      ]}
      emptyTitle={t('imports.noneChanged')}
    />
  );
}

/** What a file changes of a household, in a few words. */
function changeWords({ t }: Words, changes: ImportedChanges): string {
  const { persons, size, preferredLanguage, hasContacts } = changes;
  const language = `households.language.${preferredLanguage}`;
  return [
    persons === 0 ? null : t('imports.what.persons', { persons }),
    size === null ? null : t('imports.what.size', size),
    preferredLanguage === null
      ? null
      : t('imports.what.language', {
          language: isMessageId(language) ? t(language) : preferredLanguage,
        }),
    hasContacts ? t('imports.what.contacts') : null,
  ]
    .filter((words) => words !== null)
    .join(' · ');
}

function Refused(props: { readonly rows: HouseholdImportPreview['refused'] }) {
  const words = useWords();
  const { t } = words;
  return (
    <DataTable
      caption={t('imports.refused')}
      isCaptionHidden
      rows={props.rows}
      rowKey={({ lineNumber }) => String(lineNumber)}
      columns={[
        {
          key: 'line',
          header: t('imports.line'),
          cell: ({ lineNumber }) => lineNumber,
          align: 'end',
          width: 110,
        },
        { key: 'why', header: t('imports.why'), cell: ({ reason }) => refusalWords(words, reason) },
        { key: 'row', header: t('imports.row'), cell: ({ text }) => text },
      ]}
      emptyTitle={t('imports.noneRefused')}
    />
  );
}

/** Why a row does not go in. */
function refusalWords({ t }: Words, reason: HouseholdRowRefusal): string {
  switch (reason.type) {
    case 'NotReadable':
      return t('imports.refusal.NotReadable', {
        column: t(`imports.column.${reason.column}`),
        text: reason.text,
      });
    case 'UnclosedQuote':
    case 'MissingHouseholdCode':
    case 'MissingSurname':
    case 'KeptElsewhere':
    case 'HouseholdErased':
      return t(`imports.refusal.${reason.type}`);
    default: {
      const { type, ...values } = reason;
      return t(`imports.refusal.${type}`, values);
    }
  }
}
