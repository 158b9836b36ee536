import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { currentLine, tenderChoice } from './till-state.ts';
import './purses.css';
import { useTill, useTillState } from './use-till.ts';

/**
 * Two keys, only where they are of use: the household has prepaid euro, or something is paid in euro already, and there
 * are goods that can be paid either way. Each says what it will do next.
 */
export function TenderKeys() {
  const { t } = useWords();
  const till = useTill();
  const isOffered = useTillState((state) => tenderChoice(state).isOffered);
  const all = useTillState((state) => tenderChoice(state).allNext);
  const lineTender = useTillState((state) => currentLine(state)?.tender ?? 'points');
  const canChoose = useTillState((state) => currentLine(state)?.canChooseTender === true);
  if (!isOffered) return null;
  const next = lineTender === 'points' ? 'cents' : 'points';
  return (
    <div className="till__tender">
      <ActionButton
        label={t(next === 'cents' ? 'till.action.lineInEuro' : 'till.action.lineInPoints')}
        shortcut="/"
        whileTyping
        isDisabled={!canChoose}
        onPress={() => void till.setTender(next)}
      />
      <ActionButton
        label={t(all === 'cents' ? 'till.action.allInEuro' : 'till.action.allInPoints')}
        shortcut="Ctrl+E"
        onPress={() => void till.setTenderOfAll(all)}
      />
    </div>
  );
}
