import { maskCardNumber } from '../../shared/domain/card-number.ts';
import type { StatementHeading } from '../../shared/domain/issued-statement.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { PaperLanguage } from '../../shared/domain/paper-language.ts';
import { assert, type Result } from '../../shared/domain/result.ts';
import {
  buildStatementOf,
  type Statement,
  type StatementPeriodError,
  type StatementPurse,
  statementPurseSchema,
} from '../../shared/domain/statement.ts';
import { printedPurse } from '../../shared/domain/statement-words.ts';
import { preferredLanguageSchema } from '../../shared/operations/household-operations.ts';
import { allowancePeriodOn } from '../database/allowance-posting.ts';
import type { Db } from '../database/database.ts';
import { type HouseholdRow, listBalances, listCards, listEntitlements } from '../database/households.ts';
import { findNetwork, findSite, listOrganisations } from '../database/network.ts';
import {
  listIssuedMarks,
  listMovementHeads,
  listPurseMovements,
  listPursePeriods,
  movementTeller,
} from '../database/statements.ts';
import type { SignedIn } from '../session.ts';
import { readStanding } from './statement-standing.ts';

/** The statement of one purse of a household as it stands now. */
export function readStatement(
  db: Db,
  { household }: HouseholdRow,
  { purse, from, to }: { purse: StatementPurse; from: LocalDate; to: LocalDate },
  today: LocalDate,
): Result<Statement, StatementPeriodError> {
  const movements = listPurseMovements(db, household, purse);
  const right = listEntitlements(db, household).at(-1);
  const periods = listPursePeriods(db, household, purse, movements, (day) =>
    right === undefined ? null : allowancePeriodOn(db, household, right, day),
  );
  const issued = listIssuedMarks(db, household, purse);
  return buildStatementOf({ movements, periods, issued, from, to, today }, movementTeller(db));
}

/** The purses that anything ever moved in; points always, because that is what most ask for. */
export function listStatementPurses(db: Db, { household }: HouseholdRow): StatementPurse[] {
  const moved = new Set(listBalances(db, household).map(({ account }) => account.split('/')[0]));
  return statementPurseSchema.options.filter((purse) => purse === 'points' || moved.has(purse));
}

/** Tells the papers of two people of one name apart. The same on every device, because it is the id's end. */
export const internalCodeOf = ({ householdId }: HouseholdRow): string => householdId.slice(-8).toUpperCase();

/** What stands around the figures. Null for a household whose name was erased or has not arrived: no paper is of nobody. */
export function readHeading(
  db: Db,
  household: HouseholdRow,
  printing: {
    readonly purse: StatementPurse;
    readonly language: PaperLanguage | undefined;
    readonly operator: SignedIn;
    readonly now: number;
    readonly today: LocalDate;
  },
): StatementHeading | null {
  if (household.displayName === null) return null;
  const site = findSite(db, printing.operator.siteId);
  const organisation = listOrganisations(db).find((each) => each.organisationId === site?.organisationId);
  assert(site !== null && organisation !== undefined, 'an operator works at a site of an organisation');
  const network = findNetwork(db);
  const preferred = preferredLanguageSchema.safeParse(household.preferredLanguage);
  const card = listCards(db, household.household).findLast((each) => each.replacedByCardId === null);
  return {
    language: printing.language ?? (preferred.success ? preferred.data : 'it'),
    purse: printedPurse(printing.purse),
    organisationName: organisation.name,
    ...(network === null ? {} : { projectName: network.name }),
    siteName: site.name,
    holderName: household.displayName,
    internalCode: internalCodeOf(household),
    ...(card === undefined ? {} : { maskedCard: maskCardNumber(card.cardNumber) }),
    ...readStanding(db, household, printing),
    printedBy: printing.operator.displayName,
    printedAt: printing.now,
    issuedOn: printing.today,
    heads: listMovementHeads(db, household.household, printing.purse),
  };
}
