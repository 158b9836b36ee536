import type { ExpiryFilter, entitlementsContract } from '../../shared/contract/entitlements-contract.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import {
  type EntitlementObstacle,
  judgeEntitlement,
  type PlannedEntitlement,
} from '../../shared/domain/entitlement-plan.ts';
import type { EntitlementOverrideReason } from '../../shared/domain/entitlement-reason.ts';
import {
  type EntitlementId,
  type HouseholdId,
  type OperationId,
  type OrganisationId,
  operationIdSchema,
  type SchemeId,
  type SiteId,
} from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import {
  entitlementChanged,
  entitlementExplained,
  iseeAssessed,
} from '../../shared/operations/entitlement-operations.ts';
import {
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
} from '../../shared/operations/household-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import { logAccess } from '../database/access-log.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import type { Db, Tx } from '../database/database.ts';
import { countHouseholdsUnder } from '../database/entitlements.ts';
import { findKeptHousehold } from '../database/erasures.ts';
import { findHousehold, type HouseholdRow, listEntitlements } from '../database/households.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findSite, tillRulesOf } from '../database/network.ts';
import { findScheme } from '../database/schemes.ts';
import { proposeNext, readEntitlements } from '../entitlements/entitlements-view.ts';
import { expiringToCsv, listExpiring } from '../entitlements/list-expiring.ts';
import { planSwitch, previewSwitch } from '../entitlements/switch-scheme.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['entitlements', 'households', 'till', 'administration'];

/** Lines of the list of what is about to end that a screen is given. */
const MOST_LINES = 1000;

export function createEntitlementsService(context: ServiceContext): {
  handlers: Handlers<typeof entitlementsContract>;
} {
  return {
    handlers: {
      ...createReaders(context),
      ...createGrants(context),
      ...createSwitches(context),
      ...createStates(context),
    },
  };
}

type Part<Name extends keyof typeof entitlementsContract> = Handlers<Pick<typeof entitlementsContract, Name>>;

function createReaders(
  context: ServiceContext,
): Part<
  | 'entitlements.view'
  | 'entitlements.propose'
  | 'entitlements.countUnder'
  | 'entitlements.expiring'
  | 'entitlements.expiringCsv'
> {
  const { inTransaction, today } = context;
  const note = (
    tx: Tx,
    { operatorId }: SignedIn,
    action: 'entitlement.read' | 'entitlement.listed',
    subject: string,
  ) => logAccess(tx, { readAt: context.now(), operatorId, action, subject });
  const list = (tx: Tx, operator: SignedIn, filter: ExpiryFilter) => {
    note(tx, operator, 'entitlement.listed', `${filter.of}:${filter.days}`);
    return listExpiring(tx, filter, organisationOf(tx, operator), today());
  };

  return {
    'entitlements.view': ({ operator }, { householdId }) =>
      inTransaction((tx) => {
        const household = findHousehold(tx, householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        const office = operator();
        note(tx, office, 'entitlement.read', `household:${householdId}`);
        const organisationId = organisationOf(tx, office);
        const mayOverride = mayOverrideAs(tx, office);
        return ok(
          readEntitlements(tx, household, { organisationId, siteId: office.siteId, mayOverride }, today()),
        );
      }),
    'entitlements.propose': (_caller, { householdId, schemeId }) => {
      const household = findHousehold(context.db, householdId);
      if (household === null) return err({ type: 'HouseholdUnknown' });
      if (findScheme(context.db, schemeId, today()) === null) return err({ type: 'SchemeUnknown' });
      return ok(proposeNext(context.db, household, schemeId, today()));
    },
    'entitlements.countUnder': (_caller, { schemeId }) =>
      ok({ households: countHouseholdsUnder(context.db, schemeId, today()) }),
    'entitlements.expiring': ({ operator }, filter) =>
      inTransaction((tx) => {
        const lines = list(tx, operator(), filter);
        return ok({ lines: lines.slice(0, MOST_LINES), count: lines.length });
      }),
    'entitlements.expiringCsv': ({ operator }, { headings, ...filter }) =>
      inTransaction((tx) => ok({ csv: expiringToCsv(headings, list(tx, operator(), filter)) })),
  };
}

/** The rules that are set aside; an error where one stands and is not, or by one who may not. */
function judge(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  household: HouseholdRow,
  planned: PlannedEntitlement & { readonly schemeId: SchemeId },
  override: EntitlementOverrideReason | undefined,
  entitlements: readonly Entitlement[] = listEntitlements(tx, household.household),
): Result<
  readonly EntitlementObstacle[],
  EntitlementObstacle | { readonly type: 'EndsBeforeStart' } | { readonly type: 'OverrideNotAllowed' }
> {
  const others = entitlements.filter(({ entitlementId }) => entitlementId !== planned.entitlementId);
  const rules = proposeNext(tx, household, planned.schemeId, context.today(), others);
  const judged = judgeEntitlement(entitlements, planned, rules);
  if (!judged.ok) return judged;
  const [obstacle] = judged.value;
  if (obstacle === undefined) return judged;
  if (override === undefined) return err(obstacle);
  return mayOverrideAs(tx, operator) ? judged : err({ type: 'OverrideNotAllowed' });
}

function createGrants(context: ServiceContext): Part<'entitlements.grant' | 'entitlements.change'> {
  const { inTransaction, today } = context;
  return {
    'entitlements.grant': ({ operator }, { operationId, override, ...body }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null); // Enter was pressed twice
        const household = findKeptHousehold(tx, body.householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        if (findScheme(tx, body.schemeId, today()) === null) return err({ type: 'SchemeUnknown' });
        assert(findEntitlement(tx, household, body.entitlementId) === null, 'a new entitlement has a new id');
        const judged = judge(context, tx, operator(), household, body, override);
        if (!judged.ok) return judged;
        const { operatorId, siteId } = operator();
        add(context, tx, { id: operationId, kind: entitlementGranted, body, operatorId });
        if (override !== undefined) {
          explainOverride(context, tx, operator(), { ...body, operationId }, judged.value, override);
        }
        giveAllowance(context, tx, body.householdId, siteId);
        return ok(null);
      }),
    'entitlements.change': ({ operator }, { operationId, override, ...body }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        const household = findKeptHousehold(tx, body.householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        const before = findEntitlement(tx, household, body.entitlementId);
        if (before === null) return err({ type: 'EntitlementUnknown' });
        if (before.startsOn === body.startsOn && before.endsOn === body.endsOn) return ok(null);
        const judged = judge(
          context,
          tx,
          operator(),
          household,
          { ...body, schemeId: before.schemeId },
          override,
        );
        if (!judged.ok) return judged;
        const { operatorId, siteId } = operator();
        add(context, tx, { id: operationId, kind: entitlementChanged, body, operatorId });
        if (override !== undefined) {
          explainOverride(context, tx, operator(), { ...body, operationId }, judged.value, override);
        }
        giveAllowance(context, tx, body.householdId, siteId);
        return ok(null);
      }),
  };
}

/** Another scheme for a running right: two operations, the grant being the act and the shortened right naming it. */
function createSwitches(
  context: ServiceContext,
): Part<'entitlements.previewSwitch' | 'entitlements.switchScheme'> {
  const { db, inTransaction, today } = context;
  return {
    'entitlements.previewSwitch': (_caller, { householdId, ...wanted }) => {
      const household = findHousehold(db, householdId);
      return household === null
        ? err({ type: 'HouseholdUnknown' })
        : previewSwitch(db, household, wanted, today());
    },
    'entitlements.switchScheme': ({ operator }, { operationId, newEntitlementId, override, ...wanted }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        const { householdId, entitlementId, schemeId, startsOn, endsOn } = wanted;
        const household = findKeptHousehold(tx, householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        const planned = planSwitch(tx, household, wanted, today());
        if (!planned.ok) return planned;
        const { kept, entitlements } = planned.value;
        assert(findEntitlement(tx, household, newEntitlementId) === null, 'a new entitlement has a new id');
        const granted = { entitlementId: newEntitlementId, householdId, schemeId, startsOn, endsOn };
        const judged = judge(context, tx, operator(), household, granted, override, entitlements);
        if (!judged.ok) return judged;
        const { operatorId, siteId } = operator();
        add(context, tx, { id: operationId, kind: entitlementGranted, body: granted, operatorId });
        add(context, tx, {
          id: operationIdSchema.parse(context.newId()),
          kind: entitlementChanged,
          body: { entitlementId, householdId, ...kept },
          operatorId,
          causeId: operationId,
        });
        if (override !== undefined) {
          explainOverride(context, tx, operator(), { ...granted, operationId }, judged.value, override);
        }
        giveAllowance(context, tx, householdId, siteId);
        return ok(null);
      }),
  };
}

function createStates(
  context: ServiceContext,
): Part<'entitlements.suspend' | 'entitlements.resume' | 'entitlements.assessIsee'> {
  const { inTransaction } = context;
  return {
    'entitlements.suspend': ({ operator }, { operationId, reason, ...body }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        const household = findHousehold(tx, body.householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        const entitlement = findEntitlement(tx, household, body.entitlementId);
        if (entitlement === null) return err({ type: 'EntitlementUnknown' });
        if (entitlement.state === 'suspended') return err({ type: 'AlreadySuspended' });
        const { operatorId } = operator();
        add(context, tx, { id: operationId, kind: entitlementSuspended, body, operatorId });
        const explanation = { of: 'suspension' as const, reason };
        explain(context, tx, operator(), { ...body, operationId }, explanation);
        return ok(null);
      }),
    'entitlements.resume': ({ operator }, { operationId, ...body }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        const household = findKeptHousehold(tx, body.householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        const entitlement = findEntitlement(tx, household, body.entitlementId);
        if (entitlement === null) return err({ type: 'EntitlementUnknown' });
        const { suspensionId } = entitlement;
        if (suspensionId === null) return err({ type: 'NotSuspended' });
        const { operatorId, siteId } = operator();
        const reversesId = suspensionId;
        add(context, tx, { id: operationId, kind: entitlementResumed, body, operatorId, reversesId });
        giveAllowance(context, tx, body.householdId, siteId);
        return ok(null);
      }),
    'entitlements.assessIsee': ({ operator }, { operationId, householdId, isee }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        if (findKeptHousehold(tx, householdId) === null) return err({ type: 'HouseholdUnknown' });
        const { operatorId } = operator();
        const organisationId = organisationOf(tx, operator());
        const body = { householdId, organisationId, isee };
        add(context, tx, { id: operationId, kind: iseeAssessed, body, operatorId });
        return ok(null);
      }),
  };
}

function add<Body>(context: ServiceContext, tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>): void {
  context.record(tx, { ...draft, businessOn: context.today() });
  tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
}

type Act = {
  readonly operationId: OperationId;
  readonly householdId: HouseholdId;
  readonly entitlementId: EntitlementId;
};
type Explanation = BodyOf<typeof entitlementExplained>['explanation'];

/** The reason goes to the organisation's own register; the act itself, which every counter has, says nothing of it. */
function explain(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  { operationId, householdId, entitlementId }: Act,
  explanation: Explanation,
): void {
  add(context, tx, {
    id: operationIdSchema.parse(context.newId()),
    kind: entitlementExplained,
    body: { householdId, entitlementId, organisationId: organisationOf(tx, operator), explanation },
    operatorId: operator.operatorId,
    causeId: operationId,
  });
}

function explainOverride(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  act: Act,
  obstacles: readonly EntitlementObstacle[],
  reason: EntitlementOverrideReason,
): void {
  if (obstacles.length === 0) return; // nothing stood against it
  const overridden = obstacles.map(({ type }) => type);
  explain(context, tx, operator, act, { of: 'override', overridden, reason });
}

/** Where a right now holds, this period's points are there at once. */
function giveAllowance(context: ServiceContext, tx: Tx, householdId: HouseholdId, siteId: SiteId): void {
  const household = findHousehold(tx, householdId);
  assert(household !== null, 'an entitlement belongs to a household');
  ensureAllowance(context, tx, household, siteId);
}

const findEntitlement = (db: Db, household: HouseholdRow, entitlementId: EntitlementId) =>
  listEntitlements(db, household.household).find((each) => each.entitlementId === entitlementId) ?? null;

function organisationOf(db: Db, { siteId }: SignedIn): OrganisationId {
  const site = findSite(db, siteId);
  assert(site !== null, 'an operator works at a site');
  return site.organisationId;
}

/** Who decides on taking charge, and whom the site lets override at its tills. */
const mayOverrideAs = (db: Db, { siteId, roles }: SignedIn): boolean =>
  hasAnyRole(roles, ['socialWorker', ...tillRulesOf(db, siteId).overrideRoles]);
