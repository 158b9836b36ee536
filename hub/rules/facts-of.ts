import type { AllowanceFact, AllowanceFactRow } from '../store/allowance-tables.ts';

export type Of<Name extends AllowanceFact['of']> = Extract<AllowanceFact, { readonly of: Name }>;

/** The facts of one sort among these, in their order. */
export const only = <Name extends AllowanceFact['of']>(
  rows: readonly AllowanceFactRow[],
  name: Name,
): readonly Of<Name>[] => rows.flatMap(({ fact }) => (fact.of === name ? [fact as Of<Name>] : [])); // by the name that was just compared
