import type { Input } from '../../shared/contract/contract.ts';
import type { RecoveryCodeFailure } from '../../shared/contract/recovery-code-failure.ts';
import type { setupContract } from '../../shared/contract/setup-contract.ts';
import {
  type DeviceId,
  networkIdSchema,
  type OperationId,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  type SiteId,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import type { PrintError, Printer } from '../../shared/domain/printer.ts';
import { type Receipt, receiptTimeAt, testPageReceipt } from '../../shared/domain/receipt.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import {
  deviceRegistered,
  networkCreated,
  operatorPinSet,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  printerSet,
  siteSet,
} from '../../shared/operations/network-operations.ts';
import { canonicalText } from '../../shared/operations/operation.ts';
import type { Tx } from '../database/database.ts';
import { getOwnHead } from '../database/log.ts';
import { findNetwork } from '../database/network.ts';
import { findMembership } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import { createPinVerifier } from '../keys/pin-verifier.ts';
import type { ServiceContext } from './service-context.ts';

export type SetupServiceOptions = {
  readonly context: ServiceContext;
  readonly dataFolder: string;
  readonly keyProtection: 'keychain' | 'file';
  readonly recovery: {
    readonly make: () => { readonly code: string };
    readonly check: (code: string) => Result<null, RecoveryCodeFailure>;
  };
  readonly print: (printer: Printer, receipt: Receipt) => Promise<Result<void, PrintError>>;
  /** Categories, limits, programmes, till rules and a points scheme, all in the caller's transaction. */
  readonly recordReferenceData: (tx: Tx, options: { siteId: SiteId; causeId: OperationId }) => void;
};

type Finished = Result<null, { readonly type: 'RecoveryCodeNotConfirmed' } | { readonly type: 'WrongPhase' }>;

/** The first-run wizard. Nothing but the wrapped key is written before `setup.finish`, which is one transaction. */
export function createSetupService(options: SetupServiceOptions): {
  handlers: Handlers<typeof setupContract>;
  /** Whether the newest recovery code was typed back from its paper. */
  isCodeConfirmed: () => boolean;
} {
  const { context, recovery } = options;
  let isCodeConfirmed = false;
  let finishing: { readonly text: string; readonly done: Promise<Finished> } | null = null;

  const finish = async (input: Input<'setup.finish'>): Promise<Finished> => {
    const verifier = await createPinVerifier(input.pin, context.randomBytes(16));
    // Meanwhile another code may have been made, which nobody has on paper.
    if (!isCodeConfirmed) return err({ type: 'RecoveryCodeNotConfirmed' });
    const finished = context.inTransaction((tx): Finished => {
      // A counter that is joining a network has one already, though nothing of it may be here yet.
      if (findNetwork(tx) !== null || findMembership(tx) !== null) return err({ type: 'WrongPhase' });
      recordNetwork(options, tx, input, verifier);
      return ok(null);
    });
    if (!finished.ok) return finished;
    context.announce({ type: 'changed', topics: ['catalogue'] });
    context.announce({ type: 'sessionChanged' });
    return finished;
  };

  const handlers: Handlers<typeof setupContract> = {
    'setup.place': () => ok({ dataFolder: options.dataFolder, keyProtection: options.keyProtection }),
    'setup.makeRecoveryCode': () => {
      isCodeConfirmed = false;
      return ok(recovery.make());
    },
    'setup.checkRecoveryCode': (_caller, { code }) => {
      const checked = recovery.check(code);
      isCodeConfirmed = checked.ok;
      return checked;
    },
    'setup.printTestPage': async (_caller, { printer, networkName, siteName, language }) => {
      const printed = await options.print(
        printer,
        testPageReceipt({
          language,
          demo: false,
          networkName,
          siteName,
          on: context.today(),
          time: receiptTimeAt(context.now()),
          operatorName: '-',
        }),
      );
      return printed.ok ? ok(null) : printed;
    },
    'setup.finish': (_caller, input) => {
      if (!isCodeConfirmed) return err({ type: 'RecoveryCodeNotConfirmed' });
      // The PIN takes a moment to compute. The same press again has the answer of the first; another input comes too late.
      const text = canonicalText(input);
      if (finishing !== null) return finishing.text === text ? finishing.done : err({ type: 'WrongPhase' });
      const done = finish(input).finally(() => {
        finishing = null;
      });
      finishing = { text, done };
      return done;
    },
  };
  return { handlers, isCodeConfirmed: () => isCodeConfirmed };
}

/** The device itself writes: there is no operator before its last lines. */
function recordNetwork(
  { context, recordReferenceData }: SetupServiceOptions,
  tx: Tx,
  input: Input<'setup.finish'>,
  verifier: string,
): void {
  const head = getOwnHead(tx);
  assert(head.seq === 0, 'a network is created by the first operation of a device');
  const deviceId: DeviceId = head.deviceId;
  const networkOperationId = operationIdSchema.parse(context.newId());
  const organisationId = organisationIdSchema.parse(context.newId());
  const siteId = siteIdSchema.parse(context.newId());
  const operatorId = operatorIdSchema.parse(context.newId());
  const add = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>) =>
    context.record(tx, {
      id: operationIdSchema.parse(context.newId()),
      kind,
      body,
      causeId: networkOperationId,
      businessOn: context.today(),
    });
  context.record(tx, {
    id: networkOperationId,
    kind: networkCreated,
    body: {
      networkId: networkIdSchema.parse(context.newId()),
      name: input.networkName,
      isDemo: false,
      identityKey: context.randomBytes(32).toString('hex'),
    },
    businessOn: context.today(),
  });
  add(organisationSet, { organisationId, name: input.organisationName });
  add(siteSet, {
    siteId,
    organisationId,
    name: input.siteName,
    shortName: input.siteShortName,
    kind: input.siteKind,
    isActive: true,
  });
  add(deviceRegistered, { deviceId, siteId, name: input.deviceName });
  add(operatorSet, { operatorId, displayName: input.administratorName, isActive: true });
  add(operatorRolesSet, { operatorId, siteId, roles: ['admin'] });
  add(operatorPinSet, { operatorId, siteId, how: 'office', verifier });
  if (input.printer !== null) add(printerSet, { siteId, printer: input.printer, isActive: true });
  recordReferenceData(tx, { siteId, causeId: networkOperationId });
}
