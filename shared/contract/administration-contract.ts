import { z } from 'zod';
import {
  type OperationId,
  type OperatorId,
  type OrganisationId,
  operatorIdSchema,
  organisationIdSchema,
  printerIdSchema,
  type SiteId,
  siteIdSchema,
} from '../domain/ids.ts';
import { type PrintError, type Printer, printerSchema } from '../domain/printer.ts';
import { type Programme, programmeSchema } from '../domain/programme.ts';
import { type Role, roleSchema } from '../domain/role.ts';
import { type SiteKind, siteKindSchema } from '../domain/site.ts';
import { personNameSchema, shortTextSchema } from '../domain/text.ts';
import { type TillRules, tillRulesSchema } from '../domain/till-rules.ts';
import { command } from './command.ts';
import { pinSchema } from './session-contract.ts';
import { siteShortNameSchema } from './setup-contract.ts';

const nothing = z.strictObject({});

export type SiteOfNetwork = {
  readonly siteId: SiteId;
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly shortName: string;
  readonly kind: SiteKind;
  readonly isActive: boolean;
  /** Where this PC stands. */
  readonly isOwn: boolean;
  /** Counters of another organisation stand at its sites, whose administrators say who else does. */
  readonly isOfOthers: boolean;
};

export type OperatorOfNetwork = {
  readonly operatorId: OperatorId;
  readonly displayName: string;
  readonly isActive: boolean;
  readonly roles: readonly { readonly siteId: SiteId; readonly roles: readonly Role[] }[];
  /** Whether there is a PIN for this counter's site. */
  readonly hasPin: boolean;
};

export type PrinterOfSite = { readonly printer: Printer; readonly isActive: boolean };

/** Which printer this very PC uses for receipts. */
export type ReceiptPrinterChoice =
  | { readonly type: 'automatic' }
  | { readonly type: 'none' }
  | { readonly type: 'chosen'; readonly printerId: Printer['printerId'] };

/** One field that an operation changed. Values are JSON; null where there was nothing. */
export type FieldChange = { readonly field: string; readonly before: unknown; readonly after: unknown };

export type HistoryEntry = {
  readonly operationId: OperationId;
  /** UTC milliseconds by the PC that wrote it. */
  readonly at: number;
  /** Null where the device itself wrote. */
  readonly operatorName: string | null;
  /** Kind of the operation, e.g. `operator.roles-set`. */
  readonly type: string;
  /** Whether it is the first of its kind on this register. */
  readonly isFirst: boolean;
  readonly changes: readonly FieldChange[];
};

/** Registers whose history may be read here: none of them is a beneficiary's. */
const subjectSchema = z
  .string()
  .max(100)
  .regex(
    /^(network|catalogue|retention|(organisation|site|operator|printer|till-rules|programme|product|category|limit|favourites|scheme|device|machine|washProgramme|laundryRules):[a-z0-9-]{1,60})$/,
  );

export type AboutCounter = {
  readonly version: string;
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly keyProtection: 'keychain' | 'file';
  readonly deviceId: string;
  readonly operations: number;
  readonly lastSeq: number;
};

/** Nobody with this role would be left who can log in here. */
export type LastAdministrator = { readonly type: 'LastAdministrator' };

export const administrationContract = {
  'administration.operators': command(['admin'], nothing).returns<{
    readonly operators: readonly OperatorOfNetwork[];
    readonly sites: readonly SiteOfNetwork[];
  }>(),
  /** Adds an operator, or changes the name, the roles and whether the account is in use. What is the same is not recorded. */
  'administration.saveOperator': command(
    ['admin'],
    z.strictObject({
      operatorId: operatorIdSchema,
      displayName: personNameSchema,
      isActive: z.boolean(),
      roles: z.array(z.strictObject({ siteId: siteIdSchema, roles: z.array(roleSchema).max(5) })).max(200),
    }),
  ).returns<
    null,
    | LastAdministrator
    | { readonly type: 'OperatorNameTaken' }
    | { readonly type: 'SiteUnknown' }
    /** In a network each organisation gives its roles itself, once it has an administrator. */
    | { readonly type: 'OtherOrganisation' }
  >(),
  /** A PIN for a new operator, or for one who forgot it; for every site where there is a role. */
  'administration.setPin': command(
    ['admin'],
    z.strictObject({ operatorId: operatorIdSchema, pin: pinSchema }),
  ).returns<null, { readonly type: 'OperatorUnknown' }>(),
  'administration.sites': command(['admin'], nothing).returns<{
    readonly sites: readonly SiteOfNetwork[];
    readonly organisations: readonly { readonly organisationId: OrganisationId; readonly name: string }[];
  }>(),
  'administration.saveSite': command(
    ['admin'],
    z.strictObject({
      siteId: siteIdSchema,
      organisationId: organisationIdSchema,
      name: shortTextSchema,
      shortName: siteShortNameSchema,
      kind: siteKindSchema,
      isActive: z.boolean(),
    }),
  ).returns<
    null,
    | { readonly type: 'ShortNameTaken' }
    | { readonly type: 'OwnSiteInUse' }
    | { readonly type: 'OrganisationUnknown' }
    /** In a network each organisation says itself which sites are its own, once it has an administrator. */
    | { readonly type: 'OtherOrganisation' }
  >(),
  'administration.saveOrganisation': command(
    ['admin'],
    z.strictObject({ organisationId: organisationIdSchema, name: shortTextSchema }),
  ).returns<null, { readonly type: 'OrganisationNameTaken' }>(),
  'administration.printers': command(['admin'], nothing).returns<{
    readonly printers: readonly PrinterOfSite[];
    readonly choice: ReceiptPrinterChoice;
  }>(),
  'administration.savePrinter': command(
    ['admin'],
    z.strictObject({ printer: printerSchema, isActive: z.boolean() }),
  ).returns<null>(),
  /** For this PC alone: null prints no receipts. */
  'administration.chooseReceiptPrinter': command(
    ['admin'],
    z.strictObject({ printerId: printerIdSchema.nullable() }),
  ).returns<null, { readonly type: 'PrinterUnknown' }>(),
  /** Straight to the printer, which may not be saved yet: the answer says what came of it. */
  'administration.printTestPage': command(
    ['admin'],
    z.strictObject({ printer: printerSchema, language: z.enum(['it', 'en']) }),
  ).returns<null, PrintError>(),
  'administration.tillRules': command(['office'], nothing).returns<{
    readonly siteId: SiteId;
    readonly rules: TillRules;
  }>(),
  'administration.saveTillRules': command(
    ['office'],
    z.strictObject({ rules: tillRulesSchema }),
  ).returns<null>(),
  'administration.programmes': command(['office'], nothing).returns<readonly Programme[]>(),
  'administration.saveProgramme': command(['office'], z.strictObject({ programme: programmeSchema })).returns<
    null,
    { readonly type: 'ProgrammeNameTaken' }
  >(),
  /** Newest first. */
  'administration.history': command(['office'], z.strictObject({ subject: subjectSchema })).returns<
    readonly HistoryEntry[]
  >(),
  'administration.about': command(['office'], nothing).returns<AboutCounter>(),
};
