import { v7 } from 'uuid';
import { type AccountName, householdAccount } from '../shared/domain/account.ts';
import {
  entitlementIdSchema,
  type HouseholdId,
  householdIdSchema,
  schemeIdSchema,
} from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { type Scheme, USUAL_SCHEME } from '../shared/domain/scheme.ts';
import { allowancePosted, entitlementGranted } from '../shared/operations/household-operations.ts';
import { siteStream } from '../shared/operations/kind.ts';
import { allowanceCarriedOver, schemeSet } from '../shared/operations/scheme-operations.ts';
import { aChain, adminId, aPlace, siteId } from './chain-fixture.ts';
import { isSignedBy } from './ed25519.ts';
import { createHubPen } from './hub-pen.ts';
import { fillAllowanceFacts } from './rules/fill-allowance-facts.ts';
import { postAllowances } from './rules/post-allowances.ts';
import { push } from './rules/push.ts';
import type { HubStore } from './store/hub-store.ts';

export const schemeId = schemeIdSchema.parse(v7());
const day = (text: string) => localDateSchema.parse(text);
/** 22 November 2026 in Rome, at noon. */
export const NOVEMBER = Date.UTC(2026, 10, 22, 11);
const AS_ADMIN = { operatorId: adminId };

/** A hub whose first counter brings a scheme and families with a right by it. */
export async function anAllowanceHub(store: HubStore) {
  const clock = { now: NOVEMBER };
  const now = () => clock.now;
  const pen = createHubPen(now);
  const faults: unknown[] = [];
  const founder = aChain();
  const enrol = (chain: ReturnType<typeof aChain>, aloneUntilSeq: number) =>
    store.inTransaction((tx) =>
      tx.insertDevice({
        deviceId: chain.deviceId,
        publicKey: chain.keys.publicKey,
        place: aPlace(chain.deviceId),
        aloneUntilSeq,
      }),
    );
  const context = { ...pen, isSignedBy, store };
  const grant = (householdId: HouseholdId, more: object = {}) =>
    founder.write(
      entitlementGranted,
      {
        entitlementId: entitlementIdSchema.parse(v7()),
        householdId,
        schemeId,
        startsOn: day('2026-11-01'),
        endsOn: day('2027-04-30'),
        ...more,
      },
      AS_ADMIN,
    );
  const setScheme = (more: Partial<Scheme> = {}) =>
    founder.write(
      schemeSet,
      {
        ...USUAL_SCHEME,
        schemeId,
        name: 'Punti spesa',
        appliesFrom: day('2026-01-01'),
        period: { kind: 'calendarMonth' },
        allowance: { kind: 'firstAndFurther', firstPoints: 30, furtherPoints: 10 },
        ...more,
      },
      AS_ADMIN,
    );
  const aHousehold = (): HouseholdId => {
    const householdId = householdIdSchema.parse(v7());
    founder.aHouseholdOf(householdId); // of two people
    grant(householdId);
    return householdId;
  };
  const pushFrom = (chain: ReturnType<typeof aChain>, from = 1, to = chain.operations.length) =>
    push(context, chain.deviceId, chain.request(from, to));
  const post = (through = store) =>
    postAllowances({ store: through, pen, onFault: (error) => faults.push(error) });
  /** What is posted, as purse, period and points, in the order of the stream. */
  const given = async (householdId?: HouseholdId) => {
    const rows = await store.inSnapshot((tx) => tx.listOperations(siteStream(siteId), 0, 10_000));
    return rows.flatMap(({ operation: { type, body } }) => {
      if (type === allowancePosted.type) {
        const read = allowancePosted.body.parse(JSON.parse(body ?? ''));
        return householdId === undefined || read.householdId === householdId
          ? [`${read.periodStartsOn} ${read.revision} ${read.points}`]
          : [];
      }
      if (type !== allowanceCarriedOver.type) return [];
      const read = allowanceCarriedOver.body.parse(JSON.parse(body ?? ''));
      return householdId === undefined || read.householdId === householdId
        ? [`${read.fromPeriodStartsOn} carried ${read.points}`]
        : [];
    });
  };
  const figures = async (householdId: HouseholdId, startsOn: string) => {
    const account: AccountName = householdAccount(householdId, 'points', day(startsOn));
    const state = (await store.inSnapshot((tx) => tx.findAccounts([account]))).get(account);
    return [state?.posted, state?.reserved, state?.leased];
  };
  const begin = async (scheme: Partial<Scheme> = {}, aloneUntilSeq = 2) => {
    await fillAllowanceFacts({ store, now });
    await enrol(founder, aloneUntilSeq);
    founder.anAdmin();
    setScheme(scheme);
  };
  return {
    store,
    clock,
    pen,
    faults,
    founder,
    context,
    enrol,
    begin,
    grant,
    setScheme,
    aHousehold,
    pushFrom,
    post,
    given,
    figures,
  };
}
