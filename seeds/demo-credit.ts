import { cardNumberFromBytes } from '../shared/domain/card-number.ts';
import { type CardId, cardIdSchema, type HouseholdId, programmeIdSchema } from '../shared/domain/ids.ts';
import { addDays, addMonths, type LocalDate } from '../shared/domain/local-date.ts';
import { cardHandedOver, cardPrinted } from '../shared/operations/card-operations.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { cardIssued } from '../shared/operations/household-operations.ts';
import type { DemoHousehold } from './demo-households.ts';
import type { DemoNetwork } from './demo-network.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

type Registered = () => { readonly householdId: HouseholdId; readonly cardId: CardId };

const nationalFund = programmeIdSchema.parse('national-fund');

/** Of one household in nineteen the card is still in the drawer: printed, or not even that. */
const LEFT_IN_DRAWER = 19;

/**
 * What the card desk does for a household besides registering it: cards printed and handed over, a card for baby goods,
 * euro every month for some, washes for others. By day, in the order in which it happens.
 */
export function planCardDesk(
  invented: DemoHousehold,
  random: Random,
  registered: Registered,
  simulation: Simulation,
  network: DemoNetwork,
): [LocalDate, () => void][] {
  const byOffice = { operatorId: network.officeId };
  const plan: [LocalDate, () => void][] = [];
  const { registeredOn, index } = invented;
  const isInDrawer = index % LEFT_IN_DRAWER === LEFT_IN_DRAWER - 1;
  plan.push([
    registeredOn,
    () => {
      const { householdId, cardId } = registered();
      if (isInDrawer && index % 2 === 0) return;
      simulation.record(cardPrinted, { cardId, householdId, format: 'sheet' }, byOffice);
      if (!isInDrawer) simulation.record(cardHandedOver, { cardId, householdId, to: 'holder' }, byOffice);
    },
  ]);
  if (invented.childBirthMonths.length > 0 && random.chance(0.4)) {
    plan.push([
      addDays(registeredOn, 7),
      () => {
        const { householdId } = registered();
        const cardId = cardIdSchema.parse(simulation.newId());
        const cardNumber = cardNumberFromBytes(random.bytes(8));
        const purpose = { use: 'baby' as const, expiresOn: addMonths(registeredOn, 24) };
        simulation.record(cardIssued, { cardId, cardNumber, householdId, ...purpose }, byOffice);
        simulation.record(cardPrinted, { cardId, householdId, format: 'card' }, byOffice);
        simulation.record(cardHandedOver, { cardId, householdId, to: 'holder' }, byOffice);
      },
    ]);
  }
  for (const [purse, share, amounts] of TOP_UPS) {
    if (!random.chance(share)) continue;
    const amount = random.pick(amounts);
    for (let month = 0; month < 12; month++) {
      plan.push([
        addMonths(addDays(registeredOn, 3), month),
        () => {
          const { householdId } = registered();
          const { siteId } = network;
          const given = { programmeId: nationalFund, purse, amount, reason: 'periodic' as const };
          simulation.record(creditToppedUp, { householdId, siteId, ...given }, byOffice);
        },
      ]);
    }
  }
  return plan;
}

/** Purse, share of the households that are given to every month, and how much. */
const TOP_UPS = [
  ['cents', 0.3, [1500, 2000, 2500, 3000]],
  ['washes', 0.2, [2, 3, 4]],
] as const;
