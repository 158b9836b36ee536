import type { HouseholdId } from '../../shared/domain/ids.ts';
import { monthOf } from '../../shared/domain/person.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import { schemeFromV1 } from '../../shared/domain/scheme-v1.ts';
import { entitlementChanged, iseeAssessed } from '../../shared/operations/entitlement-operations.ts';
import {
  allowancePosted,
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
  householdSet,
} from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
  type MergeTransfer,
} from '../../shared/operations/merge-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { personLeft, personSet } from '../../shared/operations/register-operations.ts';
import { allowanceCarriedOver, schemeSet, schemeSetV1 } from '../../shared/operations/scheme-operations.ts';
import type { AllowanceFact, FactSubject } from '../store/allowance-tables.ts';

/** A fact as its operation says it, before it has a number. */
export type SaidFact = {
  readonly subject: FactSubject;
  readonly section: string;
  readonly fact: AllowanceFact;
};

type Reader = (operation: Operation) => SaidFact[];

/**
 * What taken operations say of the facts that decide about allowances: sizes, months of birth, rights, schemes, merges,
 * what was given. Of people no more is kept than the month in which somebody was born.
 */
export const findAllowanceFacts = (operation: Operation): SaidFact[] => {
  const read = readers.get(`${operation.type}@${operation.version}`);
  // A body that was erased says nothing any more.
  return read === undefined || operation.body === undefined ? [] : read(operation);
};

const reader = <Body>(
  kind: OperationKind<Body>,
  read: (body: Body, operation: Operation) => SaidFact[],
): [string, Reader] => [
  `${kind.type}@${kind.version}`,
  (operation) => read(kind.body.parse(JSON.parse(operation.body ?? '')), operation),
];

const ofHousehold = (householdId: HouseholdId, section: string, fact: AllowanceFact): SaidFact => ({
  subject: `household:${householdId}`,
  section,
  fact,
});

const ofScheme = (scheme: Scheme): SaidFact => ({
  subject: `scheme:${scheme.schemeId}`,
  section: scheme.appliesFrom,
  fact: { of: 'version', scheme },
});

/** What a merge, its undoing or a sweep made count as given, or as given no more. */
const mergedPoints = ({ recomputed }: MergeTransfer, { id }: Operation): SaidFact[] =>
  recomputed.flatMap(({ householdId, purse, periodStartsOn, allowancePoints: points }, index) =>
    points === 0
      ? []
      : [ofHousehold(householdId, `merged/${id}/${index}`, { of: 'merged', purse, periodStartsOn, points })],
  );

const readers: ReadonlyMap<string, Reader> = new Map([
  reader(householdSet, ({ householdId, size, childBirthMonths, siteId }) => [
    ...(size === undefined ? [] : [ofHousehold(householdId, 'size', { of: 'size', size })]),
    ...(childBirthMonths === undefined
      ? []
      : [ofHousehold(householdId, 'children', { of: 'children', birthMonths: childBirthMonths })]),
    ...(siteId === undefined ? [] : [ofHousehold(householdId, 'site', { of: 'site', siteId })]),
  ]),
  reader(personSet, ({ householdId, organisationId: register, personId, birthDate }) => {
    if (birthDate === undefined) return [];
    const month = birthDate === null ? null : monthOf(birthDate);
    const section = `birth/${register}/${personId}`;
    return [ofHousehold(householdId, section, { of: 'birth', register, personId, month })];
  }),
  reader(personLeft, ({ householdId, organisationId: register, personId, leftOn }) => {
    const section = `left/${register}/${personId}`;
    return [ofHousehold(householdId, section, { of: 'left', register, personId, hasLeft: leftOn !== null })];
  }),
  reader(iseeAssessed, ({ householdId, organisationId: register, isee: { band, expiresOn } }) => [
    ofHousehold(householdId, `isee/${register}`, { of: 'isee', register, band, expiresOn }),
  ]),
  reader(entitlementGranted, ({ householdId, ...right }) => [
    ofHousehold(householdId, `right/${right.entitlementId}`, { of: 'right', ...right }),
  ]),
  reader(entitlementChanged, ({ householdId, ...dates }) => [
    ofHousehold(householdId, `dates/${dates.entitlementId}`, { of: 'dates', ...dates }),
  ]),
  reader(entitlementSuspended, ({ householdId, entitlementId }, { id: suspensionId, businessOn: day }) => [
    ofHousehold(householdId, `suspension/${suspensionId}`, {
      of: 'suspension',
      suspensionId,
      entitlementId,
      day,
    }),
  ]),
  reader(entitlementResumed, ({ householdId }, { reversesId: suspensionId, businessOn: day }) =>
    suspensionId === undefined
      ? []
      : [ofHousehold(householdId, `resumption/${suspensionId}`, { of: 'resumption', suspensionId, day })],
  ),
  reader(allowancePosted, (body) => {
    const { householdId, purse, periodStartsOn: startsOn, periodEndsOn: endsOn, revision, points } = body;
    const { schemeId, schemeAppliesFrom = null } = body;
    return [
      ofHousehold(householdId, `posted/${purse}/${startsOn}/${revision}`, {
        of: 'posted',
        purse,
        startsOn,
        endsOn,
        revision,
        points,
        schemeId,
        schemeAppliesFrom,
      }),
    ];
  }),
  reader(allowanceCarriedOver, ({ householdId, purse, fromPeriodStartsOn }) => [
    ofHousehold(householdId, `carried/${purse}/${fromPeriodStartsOn}`, {
      of: 'carried',
      purse,
      fromPeriodStartsOn,
    }),
  ]),
  reader(schemeSet, (scheme) => [ofScheme(scheme)]),
  reader(schemeSetV1, (scheme, { businessOn }) => [ofScheme(schemeFromV1(scheme, businessOn))]),
  reader(householdMerged, (body, operation) => {
    const { householdId, intoHouseholdId } = body;
    const fact: AllowanceFact = { of: 'merge', mergeId: operation.id, householdId, intoHouseholdId };
    return [{ subject: 'merges', section: `merge/${operation.id}`, fact }, ...mergedPoints(body, operation)];
  }),
  reader(householdMergeUndone, (body, operation) => {
    const { reversesId: mergeId, businessOn: day, id } = operation;
    if (mergeId === undefined) return mergedPoints(body, operation); // no counter writes it so: it names nothing
    return [
      { subject: 'merges', section: `undone/${mergeId}`, fact: { of: 'undone', mergeId } },
      ofHousehold(body.householdId, `readAsOtherUntil/${id}`, { of: 'readAsOtherUntil', day }),
      ...mergedPoints(body, operation),
    ];
  }),
  reader(householdMergeSwept, (body, operation) => {
    const { causeId: mergeId, id } = operation;
    const swept: AllowanceFact | null = mergeId === undefined ? null : { of: 'swept', mergeId };
    return [
      ...(swept === null ? [] : [ofHousehold(body.householdId, `swept/${id}`, swept)]),
      ...mergedPoints(body, operation),
    ];
  }),
]);
