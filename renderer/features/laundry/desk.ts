import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { LaundryGuest, MachineTile, VisitTile } from '../../../shared/contract/laundry-contract.ts';
import type { CycleId, MachineId, VisitId } from '../../../shared/domain/ids.ts';
import type { MachineKind } from '../../../shared/domain/laundry-machine.ts';
import type { NoticeTone } from '../../ui/notice-tone.ts';
import { playSound } from '../../ui/sound.ts';

/** What the hand-over was recognised by. */
export type FoundBy = 'tag' | 'card' | 'search';

/** The laundry that is to go into a machine next. */
export type StartOf = {
  readonly visitId: VisitId;
  readonly kind: MachineKind;
  readonly kilograms?: number | undefined;
  /** The machine that was chosen on the board. */
  readonly machineId?: MachineId | undefined;
  /** The cycle it comes out of. */
  readonly movesFrom?: CycleId | undefined;
  /** Of laundry that has just come: whether its tag is on its way out of the printer. */
  readonly arrival?: { readonly isPrinting: boolean } | undefined;
  /** Why it is here again: its machine broke, or was started by mistake. */
  readonly said?: string | undefined;
};

/** The one question that is open. Scans go on working behind it. */
export type DeskDialog =
  | { readonly type: 'guest'; readonly guest: LaundryGuest }
  | ({ readonly type: 'start' } & StartOf)
  | { readonly type: 'handOver'; readonly visitId: VisitId; readonly by: FoundBy }
  | { readonly type: 'find' }
  | { readonly type: 'handedOver' }
  | { readonly type: 'visits'; readonly machineId: MachineId | null; readonly kind: MachineKind }
  | { readonly type: 'stop'; readonly machine: MachineTile }
  | { readonly type: 'takeOut'; readonly machine: MachineTile }
  | { readonly type: 'extend'; readonly machine: MachineTile };

export type DeskState = {
  /** The number of the machine that the letters act on. */
  readonly chosen: number | null;
  readonly dialog: DeskDialog | null;
  /** Counts dialogs, so that the same question asked again begins anew. */
  readonly opened: number;
  readonly message: { readonly tone: NoticeTone; readonly text: string } | null;
};

const nothing: DeskState = { chosen: null, dialog: null, opened: 0, message: null };
const store = createStore<DeskState>(() => nothing);

/** A part of what the desk shows; a component is drawn again only when that part changes. */
export const useDesk = <Part>(select: (state: DeskState) => Part): Part => useStore(store, select);

/** What keys, scans and dialogs do to the desk. */
export const desk = {
  state: store.getState,
  leave: (): void => store.setState(nothing),
  choose: (chosen: number | null): void => store.setState({ chosen }),
  open: (dialog: DeskDialog): void => store.setState(({ opened }) => ({ dialog, opened: opened + 1 })),
  close: (): void => store.setState({ dialog: null }),
  /** How to tell, once an answer has come, whether the dialog that is open now still is: a scan may have put another in its place. */
  watchDialog: (): (() => boolean) => {
    const { opened } = store.getState();
    return () => store.getState().dialog !== null && store.getState().opened === opened;
  },
  say: (tone: NoticeTone, text: string): void => {
    store.setState({ message: { tone, text } });
    if (tone === 'ok' || tone === 'warning') playSound(tone);
    if (tone === 'problem') playSound('refusal');
  },
};

/** Laundry that goes home, that waits for a machine, or that is in one: what a tag is scanned for. */
export function openVisit(visit: VisitTile, by: FoundBy): void {
  if (visit.state === 'ready') desk.open({ type: 'handOver', visitId: visit.visitId, by });
  else if (visit.state === 'waiting') desk.open({ type: 'start', visitId: visit.visitId, kind: 'washer' });
  else {
    desk.close();
    desk.choose(visit.machineNumbers[0] ?? null);
  }
}

/**
 * What a card is scanned for: to fetch what is ready, to go on with what waits, else to bring laundry. A card scanned twice
 * is therefore never checked in twice.
 */
export function openGuest(guest: LaundryGuest, by: FoundBy): void {
  const waiting = guest.openVisits.find(({ state }) => state === 'ready' || state === 'waiting');
  const ready = guest.openVisits.find(({ state }) => state === 'ready');
  const visit = ready ?? waiting;
  if (visit === undefined) desk.open({ type: 'guest', guest });
  else openVisit(visit, by);
}
