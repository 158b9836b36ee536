import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import { isBasketEmpty, overrideTarget, shownSale } from './till-state.ts';
import { useTill, useTillState, useTypedKeys } from './use-till.ts';

/** The keys of the till. F1 to F4, F10 and F12 belong to the frame around it. */
export function TillActions() {
  const { t } = useWords();
  const till = useTill();
  const typedKeys = useTypedKeys();
  const hasLines = useTillState(({ view }) => (view?.lines.length ?? 0) > 0);
  const isEmpty = useTillState(({ view }) => view === null || isBasketEmpty(view));
  const canUndo = useTillState(({ view }) => view?.canUndo === true);
  const parkedCount = useTillState(({ view }) => view?.parkedCount ?? 0);
  const mayHelpOccasional = useTillState(({ view }) => view?.mayHelpOccasional === true);
  const canOverride = useTillState((state) => overrideTarget(state) !== null);
  useShortcut('Ctrl+Z', () => void till.undo());
  useShortcut('Delete', () => void till.voidLine());
  const override = () => {
    const target = overrideTarget(till.store.getState());
    if (target !== null) till.open({ type: 'override', target });
  };
  return (
    <div className="till__keys">
      <ActionButton
        label={t('till.action.household')}
        shortcut="F5"
        onPress={() => till.open({ type: 'household' })}
      />
      <ActionButton
        label={t('till.action.product')}
        shortcut="+"
        whileTyping
        onPress={() => till.open({ type: 'product', label: null })}
      />
      <ActionButton
        label={t('till.action.quantity')}
        shortcut="*"
        whileTyping
        onPress={typedKeys.startQuantity}
        isDisabled={!hasLines}
      />
      <ActionButton
        label={t('till.action.void')}
        shortcut="F6"
        onPress={() => void till.voidLine()}
        isDisabled={!hasLines}
      />
      <ActionButton
        label={t('till.action.undo')}
        shortcut="F7"
        onPress={() => void till.undo()}
        isDisabled={!canUndo}
      />
      <ActionButton
        label={t('till.action.park')}
        shortcut="PageDown"
        onPress={() => till.open({ type: 'park' })}
        isDisabled={isEmpty}
      />
      <ActionButton
        label={t('till.action.resume', { count: parkedCount })}
        shortcut="PageUp"
        onPress={() => till.open({ type: 'parked' })}
        isDisabled={parkedCount === 0}
      />
      <ActionButton
        label={t('till.action.override')}
        shortcut="Shift+F9"
        onPress={override}
        isDisabled={!canOverride}
      />
      <ActionButton
        label={t('till.action.discard')}
        shortcut="Shift+F6"
        onPress={() => void till.discard()}
        isDisabled={isEmpty}
      />
      <ActionButton
        label={t('till.action.occasional')}
        shortcut="Shift+F5"
        onPress={() => till.open({ type: 'occasional' })}
        isDisabled={!mayHelpOccasional}
      />
    </div>
  );
}

/** What most people press next: F9, or after a sale Enter for the next one. F9 stays bound then, and does nothing twice. */
export function MainAction() {
  const { t } = useWords();
  const till = useTill();
  const isDone = useTillState((state) => shownSale(state) !== null);
  const lines = useTillState(({ view }) => view?.lines.length ?? 0);
  const pieces = useTillState(({ view }) => view?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0);
  return (
    <div className="till__main">
      {isDone ? (
        <ActionButton
          label={t('till.sale.next')}
          shortcut="Enter"
          tone="primary"
          isWide
          onPress={till.nextSale}
        />
      ) : (
        <ActionButton
          label={t('till.action.pay')}
          shortcut="F9"
          tone="primary"
          isWide
          onPress={() => void till.complete()}
        >
          {lines > 0 && <span className="till__summary">{t('till.basket.summary', { lines, pieces })}</span>}
        </ActionButton>
      )}
    </div>
  );
}
