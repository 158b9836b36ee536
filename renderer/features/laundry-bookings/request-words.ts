import type { TurnRequest } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { Words } from '../../i18n/words.ts';
import { formatTurn, sayMachine } from './turn-words.ts';

/** `7F3A, lavatrice 2, martedì 24/11/2026 09:00-11:00`. */
export function sayAsked({ shortCode, asks }: TurnRequest, words: Words): string {
  const turn = `${sayMachine(words, asks.kind, asks.machineNumber)}, ${formatTurn(words.language, asks.slot)}`;
  return asks.type === 'book'
    ? `${shortCode}, ${turn}`
    : words.t('laundryBookings.requests.giveUp', { code: shortCode, turn });
}

/** Sent, accepted, or refused: why, and what could be had instead. */
export function sayRequestState({ answer, asks }: TurnRequest, words: Words): string {
  const { t } = words;
  if (answer === null) return t('laundryBookings.requests.sent');
  if (answer.type === 'accepted') return t('laundryBookings.requests.accepted');
  const because = t(`laundryBookings.requests.because.${answer.because}`);
  const { proposal } = answer;
  if (proposal === null) return t('laundryBookings.requests.refused', { because });
  const machine = sayMachine(words, asks.kind, proposal.machineNumber);
  const turn = `${machine}, ${formatTurn(words.language, proposal.slot)}`;
  return t('laundryBookings.requests.proposed', { because, turn });
}
