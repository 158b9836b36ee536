import type { administrationContract, SiteOfNetwork } from '../../shared/contract/administration-contract.ts';
import type { Input } from '../../shared/contract/contract.ts';
import { keepsAnAdministrator } from '../../shared/domain/administrator.ts';
import { isAdministratorOf, mayGiveFirstRoles, type RoleHolder } from '../../shared/domain/first-roles.ts';
import { type OperatorId, type OrganisationId, operationIdSchema } from '../../shared/domain/ids.ts';
import type { PrintError, Printer } from '../../shared/domain/printer.ts';
import { type Receipt, receiptTimeAt, testPageReceipt } from '../../shared/domain/receipt.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import {
  operatorPinSet,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  printerSet,
  programmeSet,
  siteSet,
  tillRulesSet,
} from '../../shared/operations/network-operations.ts';
import { canonicalText } from '../../shared/operations/operation.ts';
import { countOperations, listRolesByOperator } from '../database/administration.ts';
import type { Db, Tx } from '../database/database.ts';
import { readHistory } from '../database/history.ts';
import { getOwnHead } from '../database/log.ts';
import {
  findNetwork,
  findOperator,
  findSite,
  listCounterSites,
  listOperators,
  listOrganisations,
  listPrinters,
  listProgrammes,
  listSites,
  tillRulesOf,
} from '../database/network.ts';
import { clearPinAttempts } from '../database/pin-attempts.ts';
import { chooseReceiptPrinter, readChosenPrinter } from '../database/receipt-jobs.ts';
import { findMembership } from '../database/sync.ts';
import type { Caller, Handlers } from '../handlers.ts';
import { createPinVerifier } from '../keys/pin-verifier.ts';
import type { SignedIn } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

export type AdministrationServiceOptions = {
  readonly context: ServiceContext;
  readonly version: string;
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly keyProtection: 'keychain' | 'file';
  readonly print: (printer: Printer, receipt: Receipt) => Promise<Result<void, PrintError>>;
};

type Part<Name extends keyof typeof administrationContract> = Handlers<
  Pick<typeof administrationContract, Name>
>;

/** The registers of a network and of this counter: every change is an operation. */
export function createAdministrationService(options: AdministrationServiceOptions): {
  handlers: Handlers<typeof administrationContract>;
} {
  const { context } = options;
  const handlers = {
    ...createOperatorHandlers(context),
    ...createSiteHandlers(context),
    ...createPrinterHandlers(options),
    ...createRuleHandlers(context),
    'administration.history': (_caller: Caller, { subject }: { subject: string }) =>
      ok(readHistory(context.db, subject)),
    'administration.about': () => {
      const head = getOwnHead(context.db);
      return ok({
        version: options.version,
        dataFolder: options.dataFolder,
        logFolder: options.logFolder,
        keyProtection: options.keyProtection,
        deviceId: head.deviceId,
        operations: countOperations(context.db),
        lastSeq: head.seq,
      });
    },
  };
  return { handlers };
}

function createOperatorHandlers(
  context: ServiceContext,
): Part<'administration.operators' | 'administration.saveOperator' | 'administration.setPin'> {
  return {
    'administration.operators': ({ operator }) => {
      const { db } = context;
      const rolesByOperator = listRolesByOperator(db);
      const operators = listOperators(db, operator().siteId).map((each) => ({
        operatorId: each.operatorId,
        displayName: each.displayName,
        isActive: each.isActive,
        hasPin: each.hasPin,
        roles: rolesByOperator.get(each.operatorId) ?? [],
      }));
      return ok({ operators, sites: sitesOf(db, operator()) });
    },
    'administration.saveOperator': ({ operator }, input) =>
      context.inTransaction((tx) => saveOperator(context, tx, operator(), input)),
    'administration.setPin': async ({ operator }, { operatorId, pin }) => {
      const by = operator();
      const verifier = await createPinVerifier(pin, context.randomBytes(16));
      return context.inTransaction((tx) => {
        if (findOperator(tx, by.siteId, operatorId) === null) return err({ type: 'OperatorUnknown' });
        const roles = listRolesByOperator(tx).get(operatorId) ?? [];
        const siteIds = new Set([by.siteId, ...roles.map(({ siteId }) => siteId)]);
        for (const siteId of siteIds) {
          recordBy(context, tx, by, operatorPinSet, { operatorId, siteId, how: 'office', verifier });
        }
        clearPinAttempts(tx, operatorId);
        return ok(null);
      });
    },
  };
}

function saveOperator(
  context: ServiceContext,
  tx: Tx,
  by: SignedIn,
  { operatorId, displayName, isActive, roles }: Input<'administration.saveOperator'>,
) {
  const operators = listOperators(tx, by.siteId);
  const before = operators.find((each) => each.operatorId === operatorId);
  const isNameTaken = operators.some(
    (each) => each.operatorId !== operatorId && sameName(each.displayName, displayName),
  );
  if (isNameTaken) return err({ type: 'OperatorNameTaken' } as const);
  if (roles.some(({ siteId }) => findSite(tx, siteId) === null)) return err({ type: 'SiteUnknown' } as const);
  const changed = changedRoles(tx, operatorId, roles);
  const isForeign = ({ siteId }: RolesAtSite) =>
    isOfAnother(tx, by, findSite(tx, siteId)?.organisationId, (holders) =>
      mayGiveFirstRoles(holders, operatorId),
    );
  const isOther = before === undefined || before.displayName !== displayName || before.isActive !== isActive;
  const isForeignName = isOther && worksForOthers(tx, by, { operatorId, isActive });
  if (isForeignName || changed.some(isForeign)) return err({ type: 'OtherOrganisation' } as const);
  const ownRoles = roles.find(({ siteId }) => siteId === by.siteId)?.roles ?? before?.roles ?? [];
  if (!keepsAnAdministrator(operators, { operatorId, isActive, roles: ownRoles })) {
    return err({ type: 'LastAdministrator' } as const);
  }
  if (isOther) {
    recordBy(context, tx, by, operatorSet, { operatorId, displayName, isActive });
  }
  for (const { siteId, roles: wanted } of changed) {
    recordBy(context, tx, by, operatorRolesSet, { operatorId, siteId, roles: wanted });
  }
  return ok(null);
}

type RolesAtSite = Input<'administration.saveOperator'>['roles'][number];

function changedRoles(tx: Tx, operatorId: OperatorId, roles: readonly RolesAtSite[]): RolesAtSite[] {
  const rolesBefore = listRolesByOperator(tx).get(operatorId) ?? [];
  return roles.filter(({ siteId, roles: wanted }) => {
    const had = rolesBefore.find((each) => each.siteId === siteId)?.roles ?? [];
    return had.length !== wanted.length || !wanted.every((role) => had.includes(role));
  });
}

/** Whether an organisation is others' to decide about, as the hub judges it, which would keep the change aside. */
function isOfAnother(
  db: Db,
  by: SignedIn,
  organisationId: OrganisationId | undefined,
  mayBegin: (holders: readonly RoleHolder[]) => boolean,
): boolean {
  // Who stands alone is the only authority.
  if (findMembership(db) === null || organisationId === findSite(db, by.siteId)?.organisationId) return false;
  const siteIds = new Set(
    listSites(db)
      .filter((site) => site.organisationId === organisationId)
      .map(({ siteId }) => siteId),
  );
  const holders = [...listRolesByOperator(db)].flatMap(([operatorId, held]) =>
    held.filter(({ siteId }) => siteIds.has(siteId)).map(({ roles }) => ({ operatorId, roles })),
  );
  return !isAdministratorOf(holders, by.operatorId) && !mayBegin(holders);
}

/** The same of an operator, whose name is one in the whole network: it takes an administrator of each that he works for. */
function worksForOthers(
  tx: Tx,
  by: SignedIn,
  { operatorId, isActive }: Pick<Input<'administration.saveOperator'>, 'operatorId' | 'isActive'>,
): boolean {
  if (operatorId === by.operatorId && isActive) return false;
  return (listRolesByOperator(tx).get(operatorId) ?? []).some(
    ({ siteId, roles }) =>
      roles.length > 0 && isOfAnother(tx, by, findSite(tx, siteId)?.organisationId, hasNoAdministrator),
  );
}

const hasNoAdministrator = (holders: readonly RoleHolder[]): boolean =>
  !holders.some(({ roles }) => roles.includes('admin'));

/** The same of whose a site is: where it was and where it would be. */
function movesSiteOfAnother(tx: Tx, by: SignedIn, site: Input<'administration.saveSite'>): boolean {
  const before = findSite(tx, site.siteId)?.organisationId;
  if (before === site.organisationId) return false;
  const touched = before === undefined ? [site.organisationId] : [before, site.organisationId];
  return touched.some((each) => isOfAnother(tx, by, each, hasNoAdministrator));
}

function createSiteHandlers(
  context: ServiceContext,
): Part<'administration.sites' | 'administration.saveSite' | 'administration.saveOrganisation'> {
  return {
    'administration.sites': ({ operator }) =>
      ok({
        sites: sitesOf(context.db, operator()),
        organisations: listOrganisations(context.db),
      }),
    'administration.saveSite': ({ operator }, site) =>
      context.inTransaction((tx) => {
        const by = operator();
        const others = listSites(tx).filter(({ siteId }) => siteId !== site.siteId);
        if (others.some(({ shortName }) => shortName === site.shortName))
          return err({ type: 'ShortNameTaken' });
        if (site.siteId === by.siteId && !site.isActive) return err({ type: 'OwnSiteInUse' });
        if (!listOrganisations(tx).some(({ organisationId }) => organisationId === site.organisationId)) {
          return err({ type: 'OrganisationUnknown' });
        }
        if (movesSiteOfAnother(tx, by, site)) return err({ type: 'OtherOrganisation' });
        if (!isSameDocument(findSite(tx, site.siteId), site)) recordBy(context, tx, by, siteSet, site);
        return ok(null);
      }),
    'administration.saveOrganisation': ({ operator }, organisation) =>
      context.inTransaction((tx) => {
        const organisations = listOrganisations(tx);
        const isOwn = ({ organisationId }: { organisationId: string }) =>
          organisationId === organisation.organisationId;
        if (organisations.some((each) => !isOwn(each) && sameName(each.name, organisation.name))) {
          return err({ type: 'OrganisationNameTaken' });
        }
        if (!isSameDocument(organisations.find(isOwn) ?? null, organisation)) {
          recordBy(context, tx, operator(), organisationSet, organisation);
        }
        return ok(null);
      }),
  };
}

function createPrinterHandlers(
  options: AdministrationServiceOptions,
): Part<
  | 'administration.printers'
  | 'administration.savePrinter'
  | 'administration.chooseReceiptPrinter'
  | 'administration.printTestPage'
> {
  const { context } = options;
  return {
    'administration.printers': ({ operator }) =>
      ok({
        printers: listPrinters(context.db, operator().siteId),
        choice: readChosenPrinter(context.db),
      }),
    'administration.savePrinter': ({ operator }, { printer, isActive }) =>
      context.inTransaction((tx) => {
        const { siteId } = operator();
        const before = listPrinters(tx, siteId).find((each) => each.printer.printerId === printer.printerId);
        if (!isSameDocument(before ?? null, { printer, isActive })) {
          recordBy(context, tx, operator(), printerSet, { siteId, printer, isActive });
        }
        return ok(null);
      }),
    'administration.chooseReceiptPrinter': ({ operator }, { printerId }) =>
      context.inTransaction((tx) => {
        const isKnown = listPrinters(tx, operator().siteId).some(
          (each) => each.isActive && each.printer.printerId === printerId,
        );
        if (printerId !== null && !isKnown) return err({ type: 'PrinterUnknown' });
        chooseReceiptPrinter(tx, printerId);
        announceChange(context, tx);
        return ok(null);
      }),
    'administration.printTestPage': async ({ operator }, { printer, language }) => {
      const { db } = context;
      const network = findNetwork(db);
      const site = findSite(db, operator().siteId);
      assert(network !== null && site !== null, 'who is logged in stands at a site of a network');
      const printed = await options.print(
        printer,
        testPageReceipt({
          language,
          demo: network.isDemo,
          networkName: network.name,
          siteName: site.name,
          on: context.today(),
          time: receiptTimeAt(context.now()),
          operatorName: operator().displayName,
        }),
      );
      return printed.ok ? ok(null) : printed;
    },
  };
}

function createRuleHandlers(
  context: ServiceContext,
): Part<
  | 'administration.tillRules'
  | 'administration.saveTillRules'
  | 'administration.programmes'
  | 'administration.saveProgramme'
> {
  return {
    'administration.tillRules': ({ operator }) => {
      const { siteId } = operator();
      return ok({ siteId, rules: tillRulesOf(context.db, siteId) });
    },
    'administration.saveTillRules': ({ operator }, { rules }) =>
      context.inTransaction((tx) => {
        const { siteId } = operator();
        if (!isSameDocument(tillRulesOf(tx, siteId), rules)) {
          recordBy(context, tx, operator(), tillRulesSet, { siteId, rules });
        }
        return ok(null);
      }),
    'administration.programmes': () => ok(listProgrammes(context.db)),
    'administration.saveProgramme': ({ operator }, { programme }) =>
      context.inTransaction((tx) => {
        const programmes = listProgrammes(tx);
        const others = programmes.filter(({ programmeId }) => programmeId !== programme.programmeId);
        if (others.some(({ name }) => sameName(name.it, programme.name.it))) {
          return err({ type: 'ProgrammeNameTaken' });
        }
        const before = programmes.find(({ programmeId }) => programmeId === programme.programmeId);
        if (!isSameDocument(before ?? null, programme)) {
          recordBy(context, tx, operator(), programmeSet, programme);
        }
        return ok(null);
      }),
  };
}

function recordBy<Body>(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  kind: OperationKind<Body>,
  body: NoInfer<Body>,
): void {
  context.record(tx, {
    id: operationIdSchema.parse(context.newId()),
    kind,
    body,
    operatorId,
    businessOn: context.today(),
  });
  announceChange(context, tx);
}

/** Names, roles and rules are on the log-in screen, in the status line and in the till's memory as well. */
const announceChange = (context: ServiceContext, tx: Tx): void =>
  tx.afterCommit(() =>
    context.announce({ type: 'changed', topics: ['administration', 'session', 'catalogue', 'till'] }),
  );

function sitesOf(db: Db, by: SignedIn): SiteOfNetwork[] {
  const sites = listSites(db);
  const withCounter = listCounterSites(db);
  const standing = new Set(
    sites.filter(({ siteId }) => withCounter.has(siteId)).map(({ organisationId }) => organisationId),
  );
  return sites.map((site) => ({
    ...site,
    isOwn: site.siteId === by.siteId,
    isOfOthers: isOfAnother(db, by, site.organisationId, () => !standing.has(site.organisationId)),
  }));
}

const sameName = (a: string, b: string): boolean =>
  a.localeCompare(b, 'it', { sensitivity: 'accent', ignorePunctuation: false }) === 0;

/** Whether there is nothing to record. Both sides are documents of one schema. */
const isSameDocument = (before: unknown, after: unknown): boolean =>
  canonicalText(before) === canonicalText(after);
