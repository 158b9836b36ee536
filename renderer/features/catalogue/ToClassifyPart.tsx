import { type ReactNode, useState } from 'react';
import type { CategoryId } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { categoryName } from './category-words.ts';
import { draftOf, ProductDialog, type ProductDraft } from './ProductDialog.tsx';
import { ProductTable } from './ProductTable.tsx';
import { useCategories } from './use-catalogue.ts';

/** Products whose name matches no word: classify them one by one, or let better words do it. */
export function ToClassifyPart(props: { readonly side: ReactNode; readonly categoryId: CategoryId }) {
  const { t } = useWords();
  const answer = useAnswer('catalogue.ofCategory', { categoryId: props.categoryId }).data;
  const [draft, setDraft] = useState<ProductDraft | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [moved, setMoved] = useState<number | null>(null);
  const rows = answer?.ok === true ? answer.value : [];
  return (
    <Page
      title={t('catalogue.part.toClassify')}
      side={props.side}
      isFilled
      actions={
        <ActionButton label={t('catalogue.reclassify')} shortcut="F6" onPress={() => setIsAsking(true)} />
      }
    >
      {moved !== null && <Notice tone="ok" title={t('catalogue.reclassified', { count: moved })} />}
      <p>{t('catalogue.toClassify.explained', { count: rows.length })}</p>
      <ProductTable
        caption={t('catalogue.part.toClassify')}
        isCaptionHidden
        isCategoryHidden
        autoFocus
        rows={rows}
        onOpen={(product) => setDraft(draftOf(product))}
        emptyTitle={t('catalogue.toClassify.none')}
      />
      {draft !== null && (
        <ProductDialog draft={draft} onClose={() => setDraft(null)} onSaved={() => setDraft(null)} />
      )}
      {isAsking && (
        <ReclassifyDialog
          onClose={() => setIsAsking(false)}
          onDone={(count) => {
            setIsAsking(false);
            setMoved(count);
          }}
        />
      )}
    </Page>
  );
}

function ReclassifyDialog(props: { readonly onClose: () => void; readonly onDone: (count: number) => void }) {
  const words = useWords();
  const { t } = words;
  const { byId } = useCategories();
  const preview = useAnswer('catalogue.previewReclassify', {}).data;
  const run = useCommand('catalogue.reclassify');
  const failure = run.data?.ok === false ? run.data.error : null;
  const found = preview?.ok === true ? preview.value : null;
  const press = async () => {
    const done = await run.mutateAsync({});
    if (done.ok) props.onDone(done.value.changed);
  };
  return (
    <Dialog
      title={t('catalogue.reclassify')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('catalogue.reclassify.apply', { count: found?.count ?? 0 })}
            shortcut="F9"
            tone="primary"
            onPress={() => void press()}
            isDisabled={found === null || found.count === 0}
            isBusy={run.isPending}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <p>{t('catalogue.reclassify.explained')}</p>
      <DataTable
        caption={t('catalogue.reclassify.sample')}
        isCaptionHidden
        columns={[
          { key: 'name', header: t('catalogue.name'), cell: (each) => each.name, width: '3fr' },
          {
            key: 'category',
            header: t('catalogue.category'),
            cell: (each) => categoryName(byId, each.categoryId, words),
            width: '2fr',
          },
        ]}
        rows={found?.sample ?? []}
        rowKey={(each) => each.productId}
        emptyTitle={t('catalogue.reclassify.none')}
      />
    </Dialog>
  );
}
