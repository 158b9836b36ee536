import type { DoorFailure } from '../../../shared/contract/command.ts';
import type { CoverFailure } from '../../../shared/contract/cover-failure.ts';
import type { ScanOutcome, TillView } from '../../../shared/contract/till-contract.ts';
import { unreachable } from '../../../shared/domain/result.ts';
import { NO_TENDERS, pointsOfTenders, type Tenders } from '../../../shared/domain/tenders.ts';
import { failureValues } from '../../format/failure-values.ts';
import { formatEuro } from '../../format/figures.ts';
import type { WordValues } from '../../i18n/words.ts';
import type { Sound } from '../../ui/sound.ts';
import type { TillMessage } from './till-state.ts';

type Said = { readonly message: TillMessage; readonly sound: Sound };

/** What the till says to a scan, by eye and by ear. */
export function sayOutcome(outcome: ScanOutcome, view: TillView): Said {
  switch (outcome.type) {
    case 'lineAdded':
      return sayLine(outcome.lineId, view);
    case 'customerSet':
      return sayCustomer(view, 'till.said.customerSet');
    case 'customerChanged':
      return sayCustomer(view, 'till.said.customerChanged');
    case 'unknownCode':
      return warn({ tone: 'warning', id: 'till.said.unknownCode', values: { code: outcome.code } });
    case 'unknownItemCode':
      return warn({ tone: 'warning', id: 'till.said.unknownItemCode', values: { code: outcome.code } });
    case 'unknownCard':
      return refuse({ tone: 'problem', id: 'till.said.unknownCard' });
    case 'unknownHealthCard':
      return refuse({ tone: 'problem', id: 'till.said.unknownHealthCard' });
    case 'basketFull':
      return refuse({ tone: 'problem', id: 'till.said.basketFull', values: { most: outcome.most } });
    case 'unreadable':
      return refuse({ tone: 'problem', id: `till.unreadable.${outcome.reason}` });
    default:
      return unreachable(outcome);
  }
}

function sayLine(lineId: number, view: TillView): Said {
  const line = view.lines.find((each) => each.lineId === lineId);
  const { price, tender } = line ?? { price: NO_TENDERS, tender: 'points' };
  const points = pointsOfTenders(price);
  const values = { name: line?.name ?? '', quantity: line?.quantity ?? 1, points };
  if (line !== undefined && line.problems.length > 0 && !line.isOverridden) {
    return warn({ tone: 'warning', id: 'till.said.lineRefused', values });
  }
  if (tender === 'cents') {
    const inEuro = { ...values, price: formatEuro(price.cents) };
    return { message: { tone: 'ok', id: 'till.said.lineAddedInEuro', values: inEuro }, sound: 'ok' };
  }
  return { message: { tone: 'ok', id: 'till.said.lineAdded', values }, sound: 'ok' };
}

/** What a sale cost, for the sentence that says it is done: points, euro, or both. */
export const completedValues = (total: Tenders): WordValues => ({
  points: pointsOfTenders(total),
  price: formatEuro(total.cents),
  paid: total.cents === 0 ? 'points' : pointsOfTenders(total) === 0 ? 'euro' : 'both',
});

function sayCustomer(view: TillView, id: 'till.said.customerSet' | 'till.said.customerChanged'): Said {
  const name = view.customer?.kind === 'household' ? view.customer.displayName : '';
  const isRefused = view.refusals.some(({ type }) => type.startsWith('Card') || type.includes('Entitlement'));
  if (isRefused) return refuse({ tone: 'problem', id: 'till.said.customerRefused', values: { name } });
  if (id === 'till.said.customerChanged')
    return warn({ tone: 'warning', id, values: { name }, canUndo: true });
  return { message: { tone: 'ok', id, values: { name } }, sound: 'ok' };
}

const warn = (message: TillMessage): Said => ({ message, sound: 'warning' });
const refuse = (message: TillMessage): Said => ({ message, sound: 'refusal' });

const COVER_FAILURES = {
  HubSilent: 'till.said.hubSilent',
  NotCovered: 'till.said.notCovered',
  HeldBySilent: 'till.said.heldBySilent',
  ChangedMeanwhile: 'till.said.changedMeanwhile',
} as const satisfies Record<CoverFailure['type'], TillMessage['id']>;

export const isCoverFailure = (failure: { readonly type: string }): failure is CoverFailure =>
  failure.type in COVER_FAILURES;

/** Whether F9 once more may do: not where somebody else has to do something first. */
export const mayPass = (failure: CoverFailure): boolean =>
  failure.type !== 'HeldBySilent' &&
  (failure.type !== 'NotCovered' || (failure.because !== 'TakenOut' && failure.because !== 'NotRecognised'));

/** Why the hub's word was needed for a sale, and was not had: nothing was paid, the basket is as it was. */
export const messageOfCover = (failure: CoverFailure): TillMessage => ({
  tone: 'problem',
  id: COVER_FAILURES[failure.type],
  values: failureValues(failure),
});

/** What the till says when a command was not answered by its service. Null where the frame around the till says it. */
export function messageOfDoor(failure: DoorFailure): TillMessage | null {
  switch (failure.type) {
    case 'NotSignedIn':
    case 'OpenElsewhere':
    case 'OutOfDate':
      return null;
    case 'Unexpected':
      return { tone: 'problem', id: 'till.failure.Unexpected', values: { incident: failure.incident } };
    case 'UnknownCommand':
    case 'InvalidInput':
    case 'WrongPhase':
      return { tone: 'problem', id: 'till.failure.NotUnderstood' };
    case 'Forbidden':
    case 'DiskFull':
    case 'HostUnreachable':
      return { tone: 'problem', id: `till.failure.${failure.type}` };
    default:
      return unreachable(failure);
  }
}

const DOOR_FAILURES = new Set<string>([
  'UnknownCommand',
  'InvalidInput',
  'NotSignedIn',
  'Forbidden',
  'WrongPhase',
  'OutOfDate',
  'OpenElsewhere',
  'DiskFull',
  'HostUnreachable',
  'Unexpected',
] satisfies DoorFailure['type'][]);

export const isDoorFailure = (failure: { readonly type: string }): failure is DoorFailure =>
  DOOR_FAILURES.has(failure.type);
