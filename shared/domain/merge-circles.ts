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
  /** Of each that is read as another, some household further on its way. */
  const onwards = new Map<number, number>();
  for (const { mergeId, household, into } of said.toSorted((a, b) => (a.mergeId < b.mergeId ? -1 : 1))) {
    // One that counted with two would have what comes late to it brought to both, and taken of both.
    if (onwards.has(household) || endOf(into, onwards) === household) continue;
    holding.add(mergeId);
    onwards.set(household, into);
  }
  return holding;
}

/**
 * Where a household ends. Everybody on the way is sent straight there (path compression), so that a chain of thousands is
 * not walked again for each of its links. Generic: by whatever name tells households apart.
 */
export function endOf<Name>(household: Name, onwards: Map<Name, Name>): Name {
  const way: Name[] = [];
  let end = household;
  for (let next = onwards.get(end); next !== undefined; next = onwards.get(end)) {
    way.push(end);
    end = next;
  }
  for (const each of way) onwards.set(each, end);
  return end;
}
