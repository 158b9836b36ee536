import { ensureAllowance } from '../electron/database/allowance-posting.ts';
import { findHousehold } from '../electron/database/households.ts';
import { cardNumberFromBytes } from '../shared/domain/card-number.ts';
import { type Entitlement, entitlementOn } from '../shared/domain/entitlement.ts';
import {
  type CardId,
  cardIdSchema,
  entitlementIdSchema,
  type HouseholdId,
  householdIdSchema,
  type LimitId,
  type OperationId,
} from '../shared/domain/ids.ts';
import type { LocalDate, LocalMonth } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { allowanceOf } from '../shared/domain/scheme-allowance.ts';
import { limitPeriodOn, periodOn } from '../shared/domain/scheme-period.ts';
import {
  cardBlocked,
  cardIssued,
  cardReplaced,
  cardUnblocked,
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
  householdSet,
} from '../shared/operations/household-operations.ts';
import { planCardDesk } from './demo-credit.ts';
import { type DaySpan, type DemoHousehold, monthOf } from './demo-households.ts';
import type { DemoNetwork } from './demo-network.ts';
import { hashesOfMembers, inventMembers, recordBirth, recordRegister } from './demo-register.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** A registered household as the simulated tills see it: what was recorded, kept at hand. */
export type Shopper = {
  readonly householdId: HouseholdId;
  size: number;
  childBirthMonths: LocalMonth[];
  cardId: CardId;
  isCardBlocked: boolean;
  entitlements: Entitlement[];
  points: { periodStartsOn: LocalDate; residual: number } | null;
  uses: { monthStartsOn: LocalDate; byLimit: Map<LimitId, number> };
};

/** Records a household's life: returns what happens, by day, in the order in which it is to be recorded. */
export function planShopper(
  invented: DemoHousehold,
  random: Random,
  simulation: Simulation,
  network: DemoNetwork,
  onRegistered: (shopper: Shopper) => void,
): [LocalDate, () => void][] {
  let shopper: Shopper | null = null;
  const registered = (): Shopper => {
    assert(shopper !== null, 'a household is registered before anything happens to it');
    return shopper;
  };
  const byOffice = { operatorId: network.officeId };
  const [firstSpan, ...renewals] = invented.entitlements;
  assert(firstSpan !== undefined, 'every invented household has been granted something');
  const plan: [LocalDate, () => void][] = [
    [
      invented.registeredOn,
      () => {
        shopper = register(invented, random.fork('register'), simulation, network);
        grant(shopper, firstSpan, simulation, network);
        onRegistered(shopper);
      },
    ],
    ...renewals.map((span): [LocalDate, () => void] => [
      span.startsOn,
      () => grant(registered(), span, simulation, network),
    ]),
  ];
  plan.push(...planCardDesk(invented, random.fork('card-desk'), registered, simulation, network));
  const { bornOn, turnedOn, turnedBackOn } = invented;
  if (bornOn !== null) {
    plan.push([
      bornOn,
      () => {
        const { householdId, size, childBirthMonths } = registered();
        const grown = { size: size + 1, childBirthMonths: [...childBirthMonths, monthOf(bornOn)].sort() };
        Object.assign(registered(), grown);
        recordBirth(householdId, invented, bornOn, random.fork('birth'), simulation, network);
        simulation.record(householdSet, { householdId, ...grown }, byOffice);
      },
    ]);
  }
  if (turnedOn !== null) {
    let turn: OperationId | null = null;
    plan.push([
      turnedOn,
      () => {
        turn = takeTurn(invented.fate, registered(), random, simulation, network);
      },
    ]);
    if (turnedBackOn !== null) {
      plan.push([
        turnedBackOn,
        () => {
          assert(turn !== null, 'what is taken back has happened');
          takeTurnBack(invented.fate, registered(), turn, simulation, network);
        },
      ]);
    }
  }
  // Stable: what was pushed first happens first on the same day.
  return plan.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const fullName = ({ surname, givenName }: { surname: string; givenName: string }) =>
  `${surname} ${givenName}`;

function register(
  invented: DemoHousehold,
  random: Random,
  simulation: Simulation,
  network: DemoNetwork,
): Shopper {
  const { newId, record } = simulation;
  const { holder, partner, size, childBirthMonths, language, hasDelegate, cardNumber } = invented;
  const householdId = householdIdSchema.parse(newId());
  const cardId = cardIdSchema.parse(newId());
  const byOffice = { operatorId: network.officeId };
  const members = inventMembers(invented, random);
  record(
    householdSet,
    {
      householdId,
      displayName: fullName(holder),
      delegateNames: hasDelegate && partner !== null ? [fullName(partner)] : [],
      size,
      childBirthMonths: [...childBirthMonths],
      siteId: network.siteId,
      preferredLanguage: language,
      codiceFiscaleHashes: hashesOfMembers(members, network),
    },
    byOffice,
  );
  recordRegister(householdId, invented, members, random, simulation, network);
  record(cardIssued, { cardId, cardNumber, householdId }, byOffice);
  return {
    householdId,
    size,
    childBirthMonths: [...childBirthMonths],
    cardId,
    isCardBlocked: false,
    entitlements: [],
    points: null,
    uses: { monthStartsOn: limitPeriodOn(invented.registeredOn).startsOn, byLimit: new Map() },
  };
}

function grant(shopper: Shopper, span: DaySpan, { newId, record }: Simulation, network: DemoNetwork): void {
  const entitlementId = entitlementIdSchema.parse(newId());
  const { officeId } = network;
  const { schemeId } = network.scheme;
  record(
    entitlementGranted,
    { entitlementId, householdId: shopper.householdId, schemeId, ...span },
    { operatorId: officeId },
  );
  shopper.entitlements.push({ entitlementId, schemeId, state: 'active', ...span });
}

function setState(
  shopper: Shopper,
  entitlementId: Entitlement['entitlementId'],
  state: Entitlement['state'],
) {
  shopper.entitlements = shopper.entitlements.map((each) =>
    each.entitlementId === entitlementId ? { ...each, state } : each,
  );
}

function takeTurn(
  fate: DemoHousehold['fate'],
  shopper: Shopper,
  random: Random,
  { newId, record }: Simulation,
  { officeId, cashierIds }: DemoNetwork,
): OperationId {
  const { householdId, cardId } = shopper;
  const byOffice = { operatorId: officeId };
  if (fate === 'suspended' || fate === 'resumed') {
    const last = shopper.entitlements.at(-1);
    assert(last !== undefined, 'only what was granted is suspended');
    const { entitlementId } = last;
    setState(shopper, entitlementId, 'suspended');
    return record(entitlementSuspended, { entitlementId, householdId }, byOffice);
  }
  const reason = fate === 'cardUnblocked' ? 'other' : 'lost';
  const blockId = record(
    cardBlocked,
    { cardId, householdId, reason },
    { operatorId: random.pick(cashierIds) },
  );
  if (fate !== 'cardReplaced') {
    shopper.isCardBlocked = true;
    return blockId;
  }
  const newCardId = cardIdSchema.parse(newId());
  const newCardNumber = cardNumberFromBytes(random.bytes(8));
  record(cardReplaced, { cardId, householdId, newCardId, newCardNumber }, byOffice);
  shopper.cardId = newCardId;
  return blockId;
}

function takeTurnBack(
  fate: DemoHousehold['fate'],
  shopper: Shopper,
  turn: OperationId,
  { record }: Simulation,
  { officeId }: DemoNetwork,
): void {
  const { householdId, cardId } = shopper;
  const act = { operatorId: officeId, reversesId: turn };
  if (fate === 'resumed') {
    const suspended = shopper.entitlements.find((each) => each.state === 'suspended');
    assert(suspended !== undefined, 'only what was suspended is resumed');
    const { entitlementId } = suspended;
    record(entitlementResumed, { entitlementId, householdId }, act);
    setState(shopper, entitlementId, 'active');
    return;
  }
  record(cardUnblocked, { cardId, householdId }, act);
  shopper.isCardBlocked = false;
}

/** Gives the period's points where the right is valid and they were not given; null where nothing may be spent. */
export function openPeriod(
  shopper: Shopper,
  { tx, today, recordOperation }: Simulation,
  network: DemoNetwork,
): { entitlement: Entitlement; points: NonNullable<Shopper['points']> } | null {
  const entitlement = entitlementOn(shopper.entitlements, today());
  if (!entitlement.ok) return null;
  const { startsOn } = periodOn(network.scheme, today(), entitlement.value);
  if (shopper.points?.periodStartsOn !== startsOn) {
    const row = findHousehold(tx(), shopper.householdId);
    assert(row !== null, 'a shopper is registered');
    ensureAllowance({ record: recordOperation, today }, tx(), row, network.siteId);
    const facts = { size: shopper.size, birthMonths: shopper.childBirthMonths, iseeBand: null };
    const { points } = allowanceOf(network.scheme, facts, startsOn);
    shopper.points = { periodStartsOn: startsOn, residual: points };
  }
  const month = limitPeriodOn(today()).startsOn;
  if (shopper.uses.monthStartsOn !== month) shopper.uses = { monthStartsOn: month, byLimit: new Map() };
  return { entitlement: entitlement.value, points: shopper.points };
}
