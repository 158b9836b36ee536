import type { OperationId } from '../../shared/domain/ids.ts';
import type { ClaimSubject } from '../../shared/sync/claims.ts';
import type { ClaimRow, ClaimTables } from './claim-tables.ts';
import type { MemoryState } from './memory-store.ts';

type Right = { readonly isCeded: boolean; readonly askedAt: number | null };

export type MemoryClaims = {
  readonly claims: Map<ClaimSubject, ClaimRow>;
  readonly rights: Map<OperationId, Right>;
};

export const noClaims = (): MemoryClaims => ({ claims: new Map(), rights: new Map() });

export const copyOfClaims = ({ claims, rights }: MemoryClaims): MemoryClaims => ({
  claims: new Map(claims),
  rights: new Map(rights),
});

const WITH_ITS_WRITER: Right = { isCeded: false, askedAt: null };

/** Who may take back what, and what acts have to themselves, as maps. */
export function memoryClaimTables(state: MemoryState): ClaimTables {
  const { claims, rights } = state.claims;
  const isActive = (deviceId: ClaimRow['deviceId']) => state.devices.get(deviceId)?.state === 'active';
  const setRights = (ids: readonly OperationId[], change: Partial<Right>) => {
    for (const id of ids) rights.set(id, { ...(rights.get(id) ?? WITH_ITS_WRITER), ...change });
  };
  const heardAt = ({ deviceId, authorisationId }: ClaimRow) =>
    Math.max(
      state.authorisations.get(authorisationId)?.askedAt ?? 0,
      state.devices.get(deviceId)?.acknowledgedAt ?? 0,
      state.contacts.get(deviceId)?.seenAt ?? 0,
    );
  const isFree = (subject: ClaimSubject, heardSince: number) => {
    const before = claims.get(subject);
    return before === undefined || !isActive(before.deviceId) || heardAt(before) < heardSince;
  };
  return {
    takeClaims: async (rows, heardSince) =>
      rows.flatMap((row) => {
        if (!isFree(row.subject, heardSince)) return [];
        claims.set(row.subject, row);
        return [row.subject];
      }),
    holdUnclaimed: async (subjects, heardSince) => subjects.filter((each) => isFree(each, heardSince)),
    listClaimsOf: async (operationIds) =>
      [...claims.values()].filter(({ operationId }) => operationIds.includes(operationId)),
    releaseClaims: async (ids) => {
      for (const { subject, authorisationId } of [...claims.values()]) {
        if (ids.includes(authorisationId)) claims.delete(subject);
      }
    },
    listReversals: async (operationIds) => {
      const operations = state.operations.map(({ operation }) => operation);
      return operations
        .filter(({ id }) => operationIds.includes(id))
        .map((operation) => ({
          operation,
          isWriterActive: isActive(operation.deviceId),
          ...(rights.get(operation.id) ?? WITH_ITS_WRITER),
          reversals: operations.filter(({ reversesId }) => reversesId === operation.id),
        }));
    },
    setReversalsAsked: async (ids, askedAt) => setRights(ids, { askedAt }),
    setReversalsCeded: async (ids) => setRights(ids, { isCeded: true }),
  };
}
