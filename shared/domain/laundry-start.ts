import type { MachineId } from './ids.ts';
import type { Booking } from './laundry-booking.ts';
import type { CapUse } from './laundry-cap.ts';
import type { Machine, MachineKind, WashCost, WashProgramme } from './laundry-machine.ts';
import type { Slot } from './laundry-slots.ts';
import { err, ok, type Result } from './result.ts';

export type StartSituation = {
  readonly machine: Machine;
  readonly outOfOrder: boolean;
  /** Whose laundry is in the drum; null where it is empty. */
  readonly drumTag: number | null;
  readonly programme: WashProgramme | undefined;
  readonly detergent: { readonly doses: number; readonly cost: WashCost | undefined };
  readonly residual: { readonly washes: number; readonly cents: number };
  readonly caps: readonly CapUse[];
  /** The next turn of another household at this machine today; null where there is none. */
  readonly nextBooking: Booking | null;
  readonly wallMinute: number;
  /** Whether the attendant gave a reason to pass a cap or somebody's turn. */
  readonly isOverridden: boolean;
};

/**
 * Whether a machine may be started, and what that takes. Credit is never overridden: what is not there cannot be
 * taken. Caps and another household's turn are, with a reason. Law: with an answer, the residual covers the charges in
 * each unit and nobody's laundry is in the drum.
 */
export function judgeStart(situation: StartSituation): Result<{ charges: WashCost[] }, StartRefusal> {
  const { machine, programme, residual, nextBooking } = situation;
  const { number } = machine;
  if (situation.outOfOrder) return err({ type: 'MachineOutOfOrder', number });
  if (situation.drumTag !== null) return err({ type: 'MachineBusy', number, tag: situation.drumTag });
  if (!programme?.active) return err({ type: 'ProgrammeUnknown' });
  if (programme.kind !== machine.kind) return err({ type: 'ProgrammeOfOtherKind', kind: machine.kind });

  const charges = chargesOf(programme, situation.detergent);
  const missing = (unit: WashCost['unit']) => costIn(charges, unit) - residual[unit];
  if (missing('washes') > 0) return err({ type: 'InsufficientWashes', missing: missing('washes') });
  if (missing('cents') > 0) return err({ type: 'InsufficientCents', missingCents: missing('cents') });
  if (situation.isOverridden) return ok({ charges });

  const reached = situation.caps.find(({ left }) => left === 0);
  if (reached !== undefined) return err({ type: 'CapReached', cap: reached });
  if (nextBooking !== null && nextBooking.slot.from < situation.wallMinute + programme.minutes) {
    return err({ type: 'MachineBooked', number, slot: nextBooking.slot });
  }
  return ok({ charges });
}

export type StartRefusal =
  | { readonly type: 'MachineOutOfOrder'; readonly number: number }
  /** Somebody's laundry is in it; `tag` says whose. */
  | { readonly type: 'MachineBusy'; readonly number: number; readonly tag: number }
  | { readonly type: 'ProgrammeUnknown' }
  | { readonly type: 'ProgrammeOfOtherKind'; readonly kind: MachineKind }
  | { readonly type: 'InsufficientWashes'; readonly missing: number }
  | { readonly type: 'InsufficientCents'; readonly missingCents: number }
  | { readonly type: 'CapReached'; readonly cap: CapUse }
  /** Another household's turn begins before this cycle would end. */
  | { readonly type: 'MachineBooked'; readonly number: number; readonly slot: Slot };

/** What a cycle costs: its programme and each dose of detergent, where the laundry sells it. */
function chargesOf(programme: WashProgramme, { doses, cost }: StartSituation['detergent']): WashCost[] {
  const detergent = cost === undefined || doses === 0 ? [] : [{ ...cost, amount: cost.amount * doses }];
  return [programme.cost, ...detergent].filter(({ amount }) => amount > 0);
}

const costIn = (charges: readonly WashCost[], unit: WashCost['unit']): number =>
  charges.reduce((sum, each) => (each.unit === unit ? sum + each.amount : sum), 0);

/**
 * The machine to offer a household: the one it booked, if that is free and of the kind, else the smallest free one that
 * holds its load and that nobody else has booked for now.
 */
export function proposeMachine(
  booked: MachineId | null,
  load: { readonly kind: MachineKind; readonly kilograms: number },
  free: readonly Machine[],
): Machine | null {
  const own = free.find(({ machineId, kind }) => machineId === booked && kind === load.kind);
  if (own !== undefined) return own;
  const fitting = free
    .filter(({ kind, capacityKilograms }) => kind === load.kind && capacityKilograms >= load.kilograms)
    .sort((a, b) => a.capacityKilograms - b.capacityKilograms || a.number - b.number);
  return fitting[0] ?? null;
}
