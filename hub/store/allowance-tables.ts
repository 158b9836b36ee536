import type { AccountName } from '../../shared/domain/account.ts';
import type { AllowancePurse, PostedAllowance } from '../../shared/domain/allowance-due.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import type { EntitlementId, HouseholdId, OperationId, SchemeId, SiteId } from '../../shared/domain/ids.ts';
import type { Isee } from '../../shared/domain/isee.ts';
import type { LocalDate, LocalMonth } from '../../shared/domain/local-date.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';

/** Whose fact it is: a household's, a scheme's, or of all merges, which are judged together. */
export type FactSubject = `household:${HouseholdId}` | `scheme:${SchemeId}` | 'merges';

/** The least of what was taken that decides which allowances are due. */
export type AllowanceFact =
  | { readonly of: 'size'; readonly size: number }
  | { readonly of: 'children'; readonly birthMonths: readonly LocalMonth[] }
  | { readonly of: 'site'; readonly siteId: SiteId }
  | ({ readonly of: 'right' } & Omit<Entitlement, 'state'>)
  | {
      readonly of: 'dates';
      readonly entitlementId: EntitlementId;
      readonly startsOn: LocalDate;
      readonly endsOn: LocalDate;
    }
  | {
      readonly of: 'suspension';
      readonly suspensionId: OperationId;
      readonly entitlementId: EntitlementId;
      /** Absent in what was kept before it was asked for; of a resumption too. */
      readonly day?: LocalDate;
    }
  | { readonly of: 'resumption'; readonly suspensionId: OperationId; readonly day?: LocalDate }
  | {
      readonly of: 'birth';
      readonly register: string;
      readonly personId: string;
      readonly month: LocalMonth | null;
    }
  | { readonly of: 'left'; readonly register: string; readonly personId: string; readonly hasLeft: boolean }
  | ({ readonly of: 'isee'; readonly register: string } & Pick<Isee, 'band' | 'expiresOn'>)
  | ({ readonly of: 'posted' } & PostedAllowance)
  | { readonly of: 'carried'; readonly purse: AllowancePurse; readonly fromPeriodStartsOn: LocalDate }
  | {
      readonly of: 'merged';
      readonly purse: AllowancePurse;
      readonly periodStartsOn: LocalDate;
      readonly points: number;
    }
  | { readonly of: 'readAsOtherUntil'; readonly day: LocalDate }
  | { readonly of: 'version'; readonly scheme: Scheme }
  | {
      readonly of: 'merge';
      readonly mergeId: OperationId;
      readonly householdId: HouseholdId;
      readonly intoHouseholdId: HouseholdId;
    }
  | { readonly of: 'undone'; readonly mergeId: OperationId }
  /** What came late was brought along for this merge. */
  | { readonly of: 'swept'; readonly mergeId: OperationId };

export type AllowanceFactRow = {
  readonly subject: FactSubject;
  /** What a later fact takes the place of. */
  readonly section: string;
  /** The number of its operation in its stream: all facts of one section are of one stream. */
  readonly number: number;
  readonly fact: AllowanceFact;
};

/** That something was taken which may make more due to a household. */
export type AllowanceAsk = { readonly ask: number; readonly householdId: HouseholdId };

export type AllowanceTables = {
  /** Keeps of each section what has the higher number, and gives each household a turn. */
  readonly saveAllowanceFacts: (rows: readonly AllowanceFactRow[]) => Promise<void>;
  readonly listAllowanceFacts: (subjects: readonly FactSubject[]) => Promise<readonly AllowanceFactRow[]>;
  /**
   * What is said of merges that joined one of these households to another, or another to it, or that are connected with those
   * by others, and of their undoings; in no order. One question, however long a chain of merges is.
   */
  readonly listMergesOf: (householdIds: readonly HouseholdId[]) => Promise<readonly AllowanceFactRow[]>;
  /** Asks that households be looked at: these, or all. Holds no row that another holds. */
  readonly askForAllowances: (householdIds: readonly HouseholdId[] | 'all') => Promise<void>;
  /** Of these, those that a merge joined to another, or another to: what came to their accounts may have to be brought along. */
  readonly askAboutMerged: (householdIds: readonly HouseholdId[]) => Promise<void>;
  /** The oldest first. */
  readonly listAllowanceAsks: (limit: number) => Promise<readonly AllowanceAsk[]>;
  readonly deleteAllowanceAsks: (asks: readonly number[]) => Promise<void>;
  /** Holds these households' turns until the transaction ends. */
  readonly lockAllowanceTurns: (householdIds: readonly HouseholdId[]) => Promise<void>;
  /** Holds the turns of households that were not looked at in an hour: the first so many by their ids. */
  readonly claimAllowanceTurns: (hour: number, limit: number) => Promise<readonly HouseholdId[]>;
  readonly setAllowanceTurns: (householdIds: readonly HouseholdId[], hour: number) => Promise<void>;
  /** As accounts stand, without holding them; those that nothing was ever posted on are left out. */
  readonly findAccounts: (accounts: readonly AccountName[]) => Promise<Map<AccountName, AccountState>>;
  /** All accounts of households as they stand, without holding them; by name. */
  readonly listAccountsOf: (householdIds: readonly HouseholdId[]) => Promise<readonly AccountState[]>;
};
