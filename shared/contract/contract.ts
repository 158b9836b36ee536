import type { Result } from '../domain/result.ts';
import { administrationContract } from './administration-contract.ts';
import { allowancesContract } from './allowances-contract.ts';
import { backupContract, restoreContract } from './backup-contract.ts';
import { cardsContract } from './cards-contract.ts';
import { catalogueContract } from './catalogue-contract.ts';
import type { DoorFailure, FailureOf, InputOf, OutputOf } from './command.ts';
import { creditContract } from './credit-contract.ts';
import { entitlementsContract } from './entitlements-contract.ts';
import { erasureContract } from './erasure-contract.ts';
import { filesToDestroyContract } from './files-to-destroy-contract.ts';
import { householdImportContract } from './household-import-contract.ts';
import { householdsContract } from './households-contract.ts';
import { hubNetworkContract } from './hub-network-contract.ts';
import { laundryBookingsContract } from './laundry-bookings-contract.ts';
import { laundryContract } from './laundry-contract.ts';
import { laundryFiguresContract } from './laundry-figures-contract.ts';
import { laundrySetupContract } from './laundry-setup-contract.ts';
import { mergesContract } from './merges-contract.ts';
import { outOfDateContract } from './out-of-date-contract.ts';
import { papersContract } from './papers-contract.ts';
import { printingContract } from './printing-contract.ts';
import { registersContract } from './registers-contract.ts';
import { retentionContract } from './retention-contract.ts';
import { salesContract } from './sales-contract.ts';
import { schemesContract } from './schemes-contract.ts';
import { sessionContract } from './session-contract.ts';
import { setupContract } from './setup-contract.ts';
import { startOverContract } from './start-over-contract.ts';
import { statementBatchesContract } from './statement-batches-contract.ts';
import { statementsContract } from './statements-contract.ts';
import { syncContract } from './sync-contract.ts';
import { tillContract } from './till-contract.ts';

/** Every command that a window may send. Handlers, router and client are derived from this object. */
export const contract = {
  ...papersContract,
  ...outOfDateContract,
  ...syncContract,
  ...hubNetworkContract,
  ...backupContract,
  ...restoreContract,
  ...startOverContract,
  ...catalogueContract,
  ...cardsContract,
  ...creditContract,
  ...entitlementsContract,
  ...householdImportContract,
  ...householdsContract,
  ...registersContract,
  ...mergesContract,
  ...erasureContract,
  ...filesToDestroyContract,
  ...retentionContract,
  ...schemesContract,
  ...allowancesContract,
  ...administrationContract,
  ...laundryContract,
  ...laundryBookingsContract,
  ...laundryFiguresContract,
  ...laundrySetupContract,
  ...printingContract,
  ...salesContract,
  ...sessionContract,
  ...setupContract,
  ...statementBatchesContract,
  ...statementsContract,
  ...tillContract,
};

export type Contract = typeof contract;
export type CommandName = keyof Contract;

/** What the window gets: the command's own outcome, or what the door says. */
export type Answer<Name extends CommandName> = Result<
  OutputOf<Contract[Name]>,
  FailureOf<Contract[Name]> | DoorFailure
>;

export type Input<Name extends CommandName> = InputOf<Contract[Name]>;
