import { type ReactNode, useState } from 'react';
import type { ImportChangeSample, ImportPreview } from '../../../shared/contract/catalogue-contract.ts';
import type { ImportedField, ImportedFields } from '../../../shared/domain/catalogue-import.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { type CategoriesById, categoryName } from './category-words.ts';
import { useCategories } from './use-catalogue.ts';

type View = 'added' | 'changed' | 'kept' | 'refused' | 'byCategory';

/** What a file would change: figures first, then the rows of each sort. */
export function ImportPreviewView(props: {
  readonly preview: ImportPreview;
  readonly fileName: string;
  readonly isDone: boolean;
}) {
  const { t } = useWords();
  const { preview } = props;
  const [view, setView] = useState<View>(preview.refusedCount > 0 ? 'refused' : 'added');
  const figures = [
    ['added', preview.addedCount],
    ['changed', preview.changedCount],
    ['unchanged', preview.unchangedCount],
    ['duplicate', preview.duplicateCount],
    ['kept', preview.keptCount],
    ['refused', preview.refusedCount],
  ] as const;
  return (
    <>
      <p>
        {t(props.isDone ? 'catalogue.import.wasRead' : 'catalogue.import.read', {
          fileName: props.fileName,
          count: preview.recordCount,
        })}
      </p>
      {preview.isWindows1252 && (
        <Notice tone="warning" title={t('catalogue.import.windows')}>
          {t('catalogue.import.windows.explained')}
        </Notice>
      )}
      <dl className="catalogue-figures">
        {figures.map(([key, count]) => (
          <div key={key}>
            <dt>{t(`catalogue.import.${key}`)}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <Tabs
        label={t('catalogue.part.import')}
        selectedKey={view}
        onSelect={setView}
        items={[
          { key: 'added', label: t('catalogue.import.added'), content: <Added preview={preview} /> },
          { key: 'changed', label: t('catalogue.import.changed'), content: <Changed preview={preview} /> },
          { key: 'kept', label: t('catalogue.import.kept'), content: <Kept preview={preview} /> },
          { key: 'refused', label: t('catalogue.import.refused'), content: <Refused preview={preview} /> },
          {
            key: 'byCategory',
            label: t('catalogue.import.byCategory'),
            content: <ByCategory preview={preview} />,
          },
        ]}
      />
    </>
  );
}

/** "Rows 1 to 200 of 26.402", or nothing where all are shown. */
const captionOf = ({ t }: Words, name: string, shown: number, count: number): string =>
  shown === count ? name : t('catalogue.import.firstRows', { name, shown, count });

const lineColumn = <Row extends { readonly lineNumber: number }>({ t }: Words) => ({
  key: 'line',
  header: t('catalogue.import.line'),
  cell: ({ lineNumber }: Row): ReactNode => formatCount(lineNumber),
  align: 'end' as const,
  width: 110,
});

type ViewProps = { readonly preview: ImportPreview };

function Added({ preview }: ViewProps) {
  const words = useWords();
  const { t } = words;
  const { byId } = useCategories();
  return (
    <DataTable
      caption={captionOf(words, t('catalogue.import.added'), preview.added.length, preview.addedCount)}
      isCaptionHidden={preview.added.length === preview.addedCount}
      columns={[
        { key: 'name', header: t('catalogue.name'), cell: ({ fields }) => fields.name, width: '3fr' },
        { key: 'code', header: t('catalogue.code'), cell: ({ code }) => code, width: 190 },
        {
          key: 'category',
          header: t('catalogue.category'),
          cell: ({ fields }) => textOf('categoryId', fields, byId, words),
          width: '2fr',
        },
        {
          key: 'points',
          header: t('catalogue.price'),
          cell: ({ fields }) => textOf('points', fields, byId, words),
          align: 'end',
          width: 150,
        },
      ]}
      rows={preview.added}
      rowKey={({ code }) => code}
      emptyTitle={t('catalogue.import.noneAdded')}
    />
  );
}

/** A field in words. A price that is not the product's own is its category's. */
function textOf(field: ImportedField, fields: ImportedFields, byId: CategoriesById, words: Words): string {
  switch (field) {
    case 'name':
      return fields.name;
    case 'categoryId':
      return categoryName(byId, fields.categoryId, words);
    case 'points': {
      const points = fields.points ?? byId.get(fields.categoryId)?.category.points;
      return points === undefined ? '–' : words.points(points);
    }
    case 'euroCents':
      return fields.euroCents === null ? '–' : formatEuro(fields.euroCents);
    case 'limitIds':
      return fields.limitIds.length === 0 ? '–' : fields.limitIds.join(', ');
  }
}

function Changed({ preview }: ViewProps) {
  const words = useWords();
  const { t } = words;
  const { byId } = useCategories();
  const changesOf = ({ before, fields, changedFields }: ImportChangeSample): ReactNode =>
    changedFields
      .map((field) =>
        t('catalogue.import.fromTo', {
          field: t(`catalogue.field.${field}`),
          before: textOf(field, before, byId, words),
          after: textOf(field, fields, byId, words),
        }),
      )
      .join('; ');
  return (
    <DataTable
      caption={captionOf(words, t('catalogue.import.changed'), preview.changed.length, preview.changedCount)}
      isCaptionHidden={preview.changed.length === preview.changedCount}
      columns={[
        { key: 'name', header: t('catalogue.name'), cell: ({ before }) => before.name, width: '2fr' },
        { key: 'changes', header: t('catalogue.import.changes'), cell: changesOf, width: '3fr' },
        lineColumn(words),
      ]}
      rows={preview.changed}
      rowKey={({ code }) => code}
      emptyTitle={t('catalogue.import.noneChanged')}
    />
  );
}

function Kept({ preview }: ViewProps) {
  const words = useWords();
  const { t } = words;
  return (
    <DataTable
      caption={captionOf(words, t('catalogue.import.kept'), preview.kept.length, preview.keptCount)}
      isCaptionHidden={preview.kept.length === preview.keptCount}
      columns={[
        { key: 'row', header: t('catalogue.import.row'), cell: ({ name }) => name, width: '3fr' },
        {
          key: 'fields',
          header: t('catalogue.import.keptFields'),
          cell: ({ keptFields }) => keptFields.map((field) => t(`catalogue.field.${field}`)).join(', '),
          width: '2fr',
        },
        lineColumn(words),
      ]}
      rows={preview.kept}
      rowKey={({ ean }) => ean}
      emptyTitle={t('catalogue.import.noneKept')}
    />
  );
}

function Refused({ preview }: ViewProps) {
  const words = useWords();
  const { t } = words;
  return (
    <DataTable
      caption={captionOf(words, t('catalogue.import.refused'), preview.refused.length, preview.refusedCount)}
      isCaptionHidden={preview.refused.length === preview.refusedCount}
      columns={[
        {
          key: 'reason',
          header: t('catalogue.import.reason'),
          cell: ({ reason: { type, ...values } }) => t(`catalogue.refused.${type}`, { ...values }),
          width: '3fr',
        },
        { key: 'row', header: t('catalogue.import.row'), cell: ({ raw }) => raw, width: '2fr' },
        lineColumn(words),
      ]}
      rows={preview.refused}
      rowKey={({ lineNumber }) => String(lineNumber)}
      emptyTitle={t('catalogue.import.noneRefused')}
    />
  );
}

function ByCategory({ preview }: ViewProps) {
  const words = useWords();
  const { t } = words;
  const { byId } = useCategories();
  return (
    <DataTable
      caption={t('catalogue.import.byCategory')}
      isCaptionHidden
      columns={[
        {
          key: 'category',
          header: t('catalogue.category'),
          cell: ({ categoryId }) => categoryName(byId, categoryId, words),
          width: '3fr',
        },
        {
          key: 'count',
          header: t('catalogue.import.added'),
          cell: ({ count }) => formatCount(count),
          align: 'end',
          width: 200,
        },
      ]}
      rows={preview.addedByCategory}
      rowKey={({ categoryId }) => categoryId}
      emptyTitle={t('catalogue.import.noneAdded')}
    />
  );
}
