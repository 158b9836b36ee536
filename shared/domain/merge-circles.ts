import type { OperationId } from './ids.ts';

/** That one household is read as another. Households by any name that tells them apart. */
export type SaidMerge = {
  readonly mergeId: OperationId;
  readonly household: number;
  readonly into: number;
};

/**
 * Of the merges that were not undone, those that hold: the earliest by its id first, without those that would close a circle,
 * so that of two records joined against each other at two counters one stays, and without those of a household that was
 * joined to another before: they hold once the earlier one is undone. Laws: the order in which merges arrive changes nothing;
 * a household is joined to one; following what holds never comes back, and ends at a household that is joined to nobody.
 */
export function mergesThatHold(said: readonly SaidMerge[]): ReadonlySet<OperationId> {
  const holding = new Set<OperationId>();
  const intoOf = new Map<number, number>();
  for (const { mergeId, household, into } of said.toSorted((a, b) => (a.mergeId < b.mergeId ? -1 : 1))) {
    // One that counted with two would have what comes late to it brought to both, and taken of both.
    if (intoOf.has(household) || endOf(into, intoOf) === household) continue;
    holding.add(mergeId);
    intoOf.set(household, into);
  }
  return holding;
}

function endOf(household: number, intoOf: ReadonlyMap<number, number>): number {
  let end = household;
  for (let into = intoOf.get(end); into !== undefined; into = intoOf.get(end)) end = into;
  return end;
}
