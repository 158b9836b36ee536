import { type ReactNode, useState } from 'react';
import type { CatalogueCounts, ProductEntry } from '../../../shared/contract/catalogue-contract.ts';
import { invoke } from '../../client/client.ts';
import { useAnswer } from '../../client/use-command.ts';
import type { MessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { draftOf, newDraft, ProductDialog, type ProductDraft } from './ProductDialog.tsx';
import { ProductSearch } from './ProductSearch.tsx';
import { ProductTable } from './ProductTable.tsx';

/** Search, the products that tills added, and the way to a new one. A scan opens its product or a new one. */
export function ProductsPart(props: { readonly side: ReactNode; readonly counts: CatalogueCounts | null }) {
  const { t } = useWords();
  const toComplete = useAnswer('catalogue.toComplete', {}).data;
  const [draft, setDraft] = useState<ProductDraft | null>(null);
  const [said, setSaid] = useState<{ id: MessageId; tone: 'ok' | 'warning'; name: string } | null>(null);
  const open = (product: ProductEntry) => {
    setSaid(null);
    setDraft(draftOf(product));
  };
  const takeScan = async (text: string) => {
    const found = await invoke('catalogue.findCode', { text });
    if (!found.ok) return;
    if (found.value.type === 'newCode') return setDraft(newDraft({ code: found.value.code }));
    if (found.value.type !== 'product') {
      return setSaid({ id: `catalogue.scan.${found.value.type}`, tone: 'warning', name: text });
    }
    const product = await invoke('catalogue.product', { productId: found.value.productId });
    if (product.ok) open(product.value);
  };
  useScanner(draft === null ? takeScan : null);
  const { counts } = props;
  return (
    <Page
      title={t('catalogue.part.products')}
      heading={
        counts === null ? null : (
          <span className="spread">{t('catalogue.count', { count: counts.products })}</span>
        )
      }
      side={props.side}
      isFilled
      actions={
        <ActionButton
          label={t('catalogue.product.new')}
          shortcut="F6"
          onPress={() => setDraft(newDraft({}))}
        />
      }
    >
      <ProductSearch
        label={t('catalogue.search')}
        onChoose={open}
        onUnknown={(text) => (/^\d{4,14}$/.test(text.trim()) ? void takeScan(text.trim()) : undefined)}
        autoFocus
      />
      {said !== null && <Notice tone={said.tone} title={t(said.id, { name: said.name })} />}
      <ProductTable
        caption={t('catalogue.toComplete', { count: counts?.toComplete ?? 0 })}
        rows={toComplete?.ok === true ? toComplete.value : []}
        onOpen={open}
        emptyTitle={t('catalogue.toComplete.none')}
        emptyText={t('catalogue.toComplete.explained')}
      />
      {draft !== null && (
        <ProductDialog
          draft={draft}
          onClose={() => setDraft(null)}
          onSaved={(product) => {
            setDraft(null);
            setSaid({ id: 'catalogue.product.saved', tone: 'ok', name: product.name });
          }}
        />
      )}
    </Page>
  );
}
