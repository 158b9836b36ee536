import { balanceOf, findHousehold, findHouseholdNumber } from '../electron/database/households.ts';
import { iterateOperations } from '../electron/database/log.ts';
import { listProgrammes } from '../electron/database/network.ts';
import { eraseHousehold } from '../electron/households/erase-household.ts';
import { type AccountName, householdAccount, parseAccount } from '../shared/domain/account.ts';
import type { FloorLimit } from '../shared/domain/floor-limit.ts';
import {
  entitlementIdSchema,
  type HouseholdId,
  networkIdSchema,
  operationIdSchema,
  programmeIdSchema,
  schemeIdSchema,
} from '../shared/domain/ids.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { floorSet } from '../shared/operations/floor-operations.ts';
import { entitlementGranted, householdSet } from '../shared/operations/household-operations.ts';
import { networkCreated, operatorRolesSet, programmeSet } from '../shared/operations/network-operations.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { householdNoteWritten } from '../shared/operations/register-operations.ts';
import { schemeSet } from '../shared/operations/scheme-operations.ts';
import type { CounterPen } from './counter-pen.ts';
import { pointsScheme, RIGHT, type Terms } from './points.ts';
import { randomUuid } from './random.ts';

/** What only erased households would not say. */
const SECRET = 'Zanchinelli';

/** Whether an operation, wherever it lies, tells of a household what is nobody else's business. */
export const saysOf = ({ body }: Operation, householdId: HouseholdId): boolean =>
  body?.includes(SECRET) === true && body.includes(householdId);

/** What people at a simulated counter write into its registers, and what these say. */
export function createRegisters(pen: CounterPen) {
  const { db, inTransaction, write, random, place, operatorId, strangerId } = pen;
  /** What is shown as left on an account of a household. */
  const shownOf = (account: AccountName): number => {
    const parsed = parseAccount(account);
    const household = parsed?.kind === 'household' ? findHouseholdNumber(db, parsed.householdId) : null;
    if (parsed?.kind !== 'household' || household === null) return 0;
    const { purse, periodStartsOn } = parsed;
    return balanceOf(db, household, periodStartsOn === null ? purse : `${purse}/${periodStartsOn}`);
  };
  return {
    /** What an administrator's set-up writes: from then on the operators of this place may write. */
    setUp: () =>
      write(operatorRolesSet, { operatorId, siteId: place().siteId, roles: ['admin'] }, operatorId),
    /** What it has of its own while it stands alone: a household, and a word on what networks have one word on. */
    bring: (householdId: HouseholdId) => {
      const { siteId } = place();
      const networkId = networkIdSchema.parse(randomUuid(random));
      write(networkCreated, { networkId, name: 'Da solo', isDemo: false, identityKey: random.hex(32) });
      write(householdSet, { householdId, displayName: 'Neri Ugo', size: 1, siteId }, operatorId);
      const name = { it: 'Dono di qui', en: 'Gift from here' };
      const programmeId = programmeIdSchema.parse('surplus');
      write(programmeSet, { programmeId, name, isActive: true }, operatorId);
    },
    topUp: (householdId: HouseholdId, amount: number) =>
      write(
        creditToppedUp,
        {
          householdId,
          siteId: place().siteId,
          programmeId: programmeIdSchema.parse('surplus'),
          purse: 'cents',
          amount,
          reason: 'first-need',
        },
        operatorId,
      ),
    /** An administrator lets counters spend without cover. */
    allowFloor: (limit: FloorLimit) => write(floorSet, limit, operatorId),
    /** Points for these households, as an office sets them up. */
    setUpPoints: (households: readonly HouseholdId[], terms: Terms) => {
      const schemeId = schemeIdSchema.parse(randomUuid(random));
      write(schemeSet, pointsScheme(schemeId, terms), operatorId);
      for (const householdId of households) {
        write(householdSet, { householdId, size: 2 }, operatorId);
        const entitlementId = entitlementIdSchema.parse(randomUuid(random));
        write(entitlementGranted, { entitlementId, householdId, schemeId, ...RIGHT }, operatorId);
      }
    },
    rename: (it: string) =>
      write(
        programmeSet,
        { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
        operatorId,
      ),
    /** Written by somebody who may not: the hub keeps it aside, and nothing behind it waits. */
    renameAsStranger: (it: string) =>
      write(
        programmeSet,
        { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
        strangerId,
      ),
    /** What the programme that everybody renames is called here. */
    programmeName: (): string | null => listProgrammes(db)[0]?.name.it ?? null,
    /** Says something of a household that is nobody else's business; an office in its register too. */
    tell: (householdId: HouseholdId) => {
      const { siteKind, organisationId } = place();
      const isRegister = siteKind === 'office' && random.chance(0.5);
      return isRegister
        ? write(householdNoteWritten, { organisationId, householdId, text: SECRET }, operatorId)
        : write(householdSet, { householdId, displayName: SECRET, size: 2 }, operatorId);
    },
    /** The same by somebody who may not: the hub keeps it aside. */
    tellAsStranger: (householdId: HouseholdId) =>
      write(householdSet, { householdId, displayName: SECRET, size: 2 }, strangerId),
    /** Orders a household erased, as an office does. */
    erase: (householdId: HouseholdId) =>
      inTransaction((tx) => {
        const operationId = operationIdSchema.parse(randomUuid(random));
        eraseHousehold(pen, tx, householdId, { operationId, reason: 'asked', operatorId });
      }),
    /** What its log still says, and its screens. */
    saysOf: (householdId: HouseholdId): boolean =>
      (findHousehold(db, householdId)?.displayName ?? null) !== null ||
      [...iterateOperations(db)].some(({ operation }) => saysOf(operation, householdId)),
    centsOf: (householdId: HouseholdId): number => shownOf(householdAccount(householdId, 'cents')),
    shownOf,
  };
}
