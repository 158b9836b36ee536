import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DoorFailure, OutputOf } from '../../../shared/contract/command.ts';
import type { Answer, CommandName, Contract, Input } from '../../../shared/contract/contract.ts';
import type { CounterEvent } from '../../../shared/contract/events.ts';
import type { FoundProduct, ScanOutcome, TillView } from '../../../shared/contract/till-contract.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Tender } from '../../../shared/domain/tenders.ts';
import type { Sound } from '../../ui/sound.ts';
import { createSerialQueue } from './serial-queue.ts';
import {
  completedValues,
  isCoverFailure,
  isDoorFailure,
  mayPass,
  messageOfCover,
  messageOfDoor,
  sayOutcome,
} from './till-messages.ts';
import {
  currentLine,
  initialTillState,
  isBasketEmpty,
  keepSameLines,
  shownSale,
  type TillDialog,
  type TillMessage,
  type TillState,
} from './till-state.ts';

/** Commands that answer with the whole till. */
type ViewCommand = {
  [Name in CommandName]: OutputOf<Contract[Name]> extends TillView ? Name : never;
}[CommandName];

export type Invoke = <Name extends CommandName>(name: Name, input: Input<Name>) => Promise<Answer<Name>>;

export type TillParts = {
  readonly invoke: Invoke;
  readonly playSound: (sound: Sound) => void;
};

/** What a dialog needs to know of the answer: done, or why not. Failures of the door are already on the screen. */
export type Failed = { readonly type: string };

export type Till = ReturnType<typeof createTill>;

/**
 * The till as the screen sees it: what is shown (`store`), and what a key or a scan does. Every command that touches the basket goes
 * through one queue; the newest view is the one that is kept. It decides nothing about goods or points.
 */
export function createTill({ invoke, playSound }: TillParts) {
  const store = createStore<TillState>(() => initialTillState);
  const run = createSerialQueue();
  const say = (message: TillMessage | null, sound?: Sound): void => {
    store.setState({ message });
    if (sound !== undefined) playSound(sound);
  };
  const show = (view: TillView): void => {
    const lines = keepSameLines(store.getState().view?.lines ?? [], view.lines);
    store.setState({ view: { ...view, lines } });
  };
  const fail = (failure: Failed): void => {
    if (!isDoorFailure(failure)) return;
    const message = messageOfDoor(failure);
    if (message !== null) say(message, 'refusal');
  };
  const payment = { isUnderWay: false, refused: 0 };
  const core: TillCore = { store, run, payment, invoke, say, show, fail };
  return {
    store,
    ...scanning(core, playSound),
    ...changing(core),
    ...paying(core),
    ...screen(core),
  };
}

type TillCore = {
  readonly store: StoreApi<TillState>;
  readonly run: ReturnType<typeof createSerialQueue>;
  /** What F9 has under way, and how often its sale stayed unpaid. */
  readonly payment: { isUnderWay: boolean; refused: number };
  readonly invoke: Invoke;
  readonly say: (message: TillMessage | null, sound?: Sound) => void;
  readonly show: (view: TillView) => void;
  readonly fail: (failure: Failed) => void;
};

/** Sends a command that answers with the till and shows it. Null when it went well, else why it did not. */
async function act<Name extends ViewCommand>(
  { invoke, show, fail, store }: TillCore,
  name: Name,
  input: Input<Name>,
): Promise<Failed | null> {
  // Each of these commands answers with the till or with an error that has a type: the contract says so.
  const answer = (await invoke(name, input)) as Result<TillView, Failed>;
  if (answer.ok) {
    store.setState({ wasRefused: false });
    show(answer.value);
    return null;
  }
  fail(answer.error);
  return answer.error;
}

/**
 * Runs what brings goods or somebody into a sale. What was asked for after F9 is for the sale after it: where that one stayed, this
 * is nobody else's, and `notTaken` says what comes of it.
 */
function forNextSale<T>(
  { run, payment, say }: TillCore,
  task: () => Promise<T>,
  notTaken: () => T,
): Promise<T> {
  const { isUnderWay, refused } = payment;
  return run(async () => {
    if (!isUnderWay || payment.refused === refused) return task();
    say({ tone: 'problem', id: 'till.said.notTakenAfterPay' }, 'refusal');
    return notTaken();
  });
}

/** How to close the dialog that is open now, later: one that was opened meanwhile stays under the next key. */
function closingOf({ store }: TillCore): () => null {
  const { dialog: asking } = store.getState();
  return () => {
    store.setState(({ dialog }) => ({ dialog: dialog === asking ? null : dialog }));
    return null;
  };
}

/** What puts a basket aside is for the one that is seen, paid or not; these bring somebody into one. */
const BRINGS_CUSTOMER: ReadonlySet<CommandName> = new Set(['till.setHousehold', 'till.setOccasional']);

function scanning(core: TillCore, playSound: (sound: Sound) => void) {
  const { store, invoke, show, fail } = core;
  return {
    /** A code that was scanned, or typed whole by hand. */
    scan: (text: string): Promise<void> => {
      store.setState({ entry: null });
      const scannedInto = store.getState().dialog;
      const take = async () => {
        const answer = await invoke('till.scan', { text });
        if (!answer.ok) return fail(answer.error);
        const { view, outcome } = answer.value;
        show(view);
        const { message, sound } = sayOutcome(outcome, view);
        const { dialog } = store.getState();
        store.setState({
          message,
          wasRefused: false,
          ...(outcome.type === 'lineAdded' ? { selectedLineId: null } : {}),
          dialog: dialogAfterScan(dialog, scannedInto, outcome),
        });
        playSound(sound);
      };
      return forNextSale(core, take, () => undefined);
    },
  };
}

/**
 * A scan answers what some dialogs ask; the others stay as they are, with the basket changed behind them. One that was opened
 * after the scan asks something else, and a late answer does not take it from under the next key.
 */
function dialogAfterScan(
  dialog: TillDialog | null,
  scannedInto: TillDialog | null,
  outcome: ScanOutcome,
): TillDialog | null {
  if (dialog !== null && dialog !== scannedInto) return dialog;
  const isCustomer = outcome.type === 'customerSet' || outcome.type === 'customerChanged';
  if (isCustomer) return dialog?.type === 'household' || dialog?.type === 'occasional' ? null : dialog;
  if (outcome.type === 'lineAdded') {
    return dialog?.type === 'product' || dialog?.type === 'parked' ? null : dialog;
  }
  // A name that is being typed is not thrown away: the second unknown code is scanned again.
  if (outcome.type === 'unknownCode' && dialog?.type !== 'unknown')
    return { type: 'unknown', code: outcome.code };
  if (outcome.type === 'unknownItemCode' && dialog === null) return { type: 'product', label: outcome };
  return dialog;
}

function changing(core: TillCore) {
  const { store, run, say } = core;
  const done = (message: TillMessage) => {
    say(message, 'ok');
    return null;
  };
  return {
    setQuantity: (lineId: number, quantity: number) => {
      const basketId = store.getState().view?.basketId;
      return run(async () => {
        // F9 before it may have been paid meanwhile: the next sale's lines have the same numbers.
        const isHere = store.getState().view?.basketId === basketId;
        const failure = isHere
          ? await act(core, 'till.setQuantity', { lineId, quantity })
          : { type: 'LineGone' };
        if (failure?.type === 'LineGone') say({ tone: 'warning', id: 'till.said.lineGone' }, 'warning');
        if (failure !== null) return failure;
        const name = store.getState().view?.lines.find((line) => line.lineId === lineId)?.name ?? '';
        return done({ tone: 'ok', id: 'till.said.quantitySet', values: { name, quantity }, canUndo: true });
      });
    },
    /** Has the current line paid in points or in euro. */
    setTender: (tender: Tender) =>
      run(async () => {
        const line = currentLine(store.getState());
        if (line === null) return say({ tone: 'info', id: 'till.said.noLineForTender' }, 'warning');
        const failure = await act(core, 'till.setTender', { lineId: line.lineId, tender });
        const values = { name: line.name };
        if (failure?.type === 'LineGone') say({ tone: 'warning', id: 'till.said.lineGone' }, 'warning');
        if (failure?.type === 'NoChoice') {
          const id = line.tender === 'cents' ? 'till.said.onlyEuro' : 'till.said.onlyPoints';
          say({ tone: 'warning', id, values }, 'warning');
        }
        if (failure !== null) return;
        const id = tender === 'cents' ? 'till.said.lineInEuro' : 'till.said.lineInPoints';
        say({ tone: 'ok', id, values, canUndo: true }, 'ok');
      }),
    /** The same for every line that can be paid either way. */
    setTenderOfAll: (tender: Tender) =>
      run(async () => {
        if ((await act(core, 'till.setTender', { tender })) !== null) return;
        const id = tender === 'cents' ? 'till.said.allInEuro' : 'till.said.allInPoints';
        say({ tone: 'ok', id, canUndo: true }, 'ok');
      }),
    voidLine: () =>
      run(async () => {
        const line = currentLine(store.getState());
        if (line === null) return say({ tone: 'info', id: 'till.said.nothingToVoid' }, 'warning');
        const lines = store.getState().view?.lines ?? [];
        const place = lines.findIndex(({ lineId }) => lineId === line.lineId);
        const next = lines[place + 1] ?? lines[place - 1] ?? null;
        const failure = await act(core, 'till.voidLine', { lineId: line.lineId });
        if (failure?.type === 'LineGone') say({ tone: 'warning', id: 'till.said.lineGone' }, 'warning');
        if (failure !== null) return;
        store.setState({ selectedLineId: next?.lineId ?? null });
        const values = { name: line.name, quantity: line.quantity };
        say({ tone: 'info', id: 'till.said.lineVoided', values, canUndo: true }, 'ok');
      }),
    undo: () =>
      run(async () => {
        if (store.getState().view?.canUndo !== true) {
          return say({ tone: 'info', id: 'till.said.nothingToUndo' }, 'warning');
        }
        const failure = await act(core, 'till.undo', {});
        if (failure !== null) return;
        store.setState({ selectedLineId: null });
        say({ tone: 'info', id: 'till.said.undone' }, 'ok');
      }),
    discard: () =>
      run(async () => {
        const { view } = store.getState();
        if (view === null || isBasketEmpty(view)) return;
        if ((await act(core, 'till.discard', {})) !== null) return;
        say({ tone: 'info', id: 'till.said.discarded', canUndo: true }, 'ok');
      }),
    addProduct: (product: FoundProduct, weight: { readonly grams?: number } = {}) => {
      const close = closingOf(core);
      const add = async () => {
        const input = { productId: product.productId, ...weight };
        const failure = await act(core, 'till.addProduct', input);
        if (failure?.type === 'BasketFull')
          say({ tone: 'problem', id: 'till.said.basketFullNow' }, 'refusal');
        if (failure !== null) return failure;
        close();
        store.setState({ selectedLineId: null });
        const { view } = store.getState();
        if (view === null || view.lastLineId === null) return null;
        const { message, sound } = sayOutcome({ type: 'lineAdded', lineId: view.lastLineId }, view);
        say(message, sound);
        return null;
      };
      return forNextSale(core, add, close);
    },
    /** What a dialog asked for: the dialog closes when it is done, and stays with its failure when it is not. */
    answer: <Name extends ViewCommand>(name: Name, input: Input<Name>, message: TillMessage) => {
      const close = closingOf(core);
      const take = async () => {
        const failure = await act(core, name, input);
        if (failure !== null) return failure;
        close();
        store.setState({ selectedLineId: null });
        return done(message);
      };
      return BRINGS_CUSTOMER.has(name) ? forNextSale(core, take, close) : run(take);
    },
  };
}

/** A sale that takes longer than this waits for the hub, and says so. */
const ASKING_SHOWN_MS = 400;

function paying({ store, run, payment, invoke, say, show, fail }: TillCore) {
  async function refuse(): Promise<void> {
    const { view, refusedTimes } = store.getState();
    store.setState({ wasRefused: true, refusedTimes: refusedTimes + 1 });
    say(
      { tone: 'problem', id: 'till.said.refused', values: { count: view?.refusals.length ?? 1 } },
      'refusal',
    );
  }

  async function pay(): Promise<void> {
    const { view } = store.getState();
    // F9 once more after the sale: it is done, and stays done.
    if (view === null || shownSale(store.getState()) !== null) return;
    const asking = setTimeout(() => say({ tone: 'info', id: 'till.said.asking' }), ASKING_SHOWN_MS);
    const answer = await invoke('till.complete', { basketId: view.basketId });
    clearTimeout(asking);
    const now = await invoke('till.view', {});
    if (now.ok) show(now.value);
    if (answer.ok) {
      const { saleId, receipt, isWithoutCover } = answer.value;
      store.setState({
        sale: { saleId, receipt, isRecalled: false, isWithoutCover },
        selectedLineId: null,
        wasRefused: false,
        entry: null,
      });
      const said = { id: 'till.said.completed', values: completedValues(receipt.total) } as const;
      return isWithoutCover
        ? say({ tone: 'warning', ...said }, 'warning')
        : say({ tone: 'ok', ...said }, 'ok');
    }
    if (answer.error.type === 'BasketGone')
      return say({ tone: 'warning', id: 'till.said.basketGone' }, 'warning');
    if (answer.error.type === 'HostUnreachable')
      return say({ tone: 'problem', id: 'till.said.payUnsure' }, 'refusal');
    payment.refused += 1;
    if (answer.error.type === 'Refused') return refuse();
    if (answer.error.type === 'OccasionalNotAllowed') {
      return say({ tone: 'problem', id: 'till.said.occasionalNotAllowed' }, 'refusal');
    }
    if (answer.error.type === 'BasketTooLarge')
      return say({ tone: 'problem', id: 'till.said.basketTooLarge' }, 'refusal');
    if (isCoverFailure(answer.error)) {
      store.setState({ uncovered: { basketId: view.basketId, mayPass: mayPass(answer.error) } });
      return say(messageOfCover(answer.error), 'refusal');
    }
    fail(answer.error satisfies DoorFailure);
  }

  return {
    /** F9. Twenty presses are one: those that come while one is under way do nothing, the basket's id does the rest. */
    complete: async (): Promise<void> => {
      if (payment.isUnderWay) return;
      const { entry } = store.getState();
      if (entry !== null && entry.text !== '')
        return say({ tone: 'warning', id: 'till.said.entryOpen' }, 'warning');
      payment.isUnderWay = true;
      try {
        await run(pay);
      } finally {
        payment.isUnderWay = false;
      }
    },
    /** Enter on a completed sale: an empty till for the next one. */
    nextSale: () => store.setState({ sale: null, message: null }),
  };
}

function screen(core: TillCore) {
  const { store, run, invoke, show, fail } = core;
  let isRecalled = false;

  /** Once, when the till opens: the sale completed before the program ended, to be seen and printed again. */
  async function recallLastSale(): Promise<void> {
    if (isRecalled) return;
    const answer = await invoke('sales.last', {});
    if (!answer.ok) return;
    isRecalled = true;
    const last = answer.value;
    if (last?.state !== 'complete' || store.getState().sale !== null) return;
    store.setState({
      sale: { saleId: last.saleId, receipt: last.receipt, isRecalled: true, isWithoutCover: false },
    });
  }

  /** The reading that is asked for and has not begun: whatever changes until then is in its answer. */
  let toCome: Promise<void> | null = null;
  const load = (): Promise<void> => {
    toCome ??= run(async () => {
      toCome = null;
      const answer = await invoke('till.view', {});
      if (!answer.ok) return fail(answer.error);
      await recallLastSale();
      show(answer.value);
    });
    return toCome;
  };
  return {
    load,
    onEvent: (event: CounterEvent): void => {
      const isAboutTill = event.type === 'changed' && event.topics.includes('till');
      if (isAboutTill || event.type === 'sessionChanged') void load();
    },
    open: (dialog: TillDialog): void => store.setState({ dialog, entry: null, productText: '' }),
    close: (): void => store.setState({ dialog: null, productText: '' }),
    move: (step: 1 | -1): void => {
      const state = store.getState();
      const lines = state.view?.lines ?? [];
      const place = lines.findIndex(({ lineId }) => lineId === currentLine(state)?.lineId);
      const next = lines[Math.max(0, Math.min(lines.length - 1, place + step))];
      if (next !== undefined) store.setState({ selectedLineId: next.lineId });
    },
    select: (lineId: number): void => store.setState({ selectedLineId: lineId }),
    setProductText: (productText: string): void => store.setState({ productText }),
  };
}
