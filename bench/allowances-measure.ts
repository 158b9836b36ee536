// Posts a month's allowances in a process of its own, with a till that goes on selling meanwhile.
import { writeFileSync } from 'node:fs';
import { createCounter } from '../electron/counter.ts';
import { findHousehold, listEntitlements } from '../electron/database/households.ts';
import { findSetting } from '../electron/database/local-settings.ts';
import { findOwnSite, listOperators } from '../electron/database/network.ts';
import type { LiveCounter } from '../electron/live-counter.ts';
import type { AllowanceProgress } from '../shared/contract/allowances-contract.ts';
import type { Answer, CommandName } from '../shared/contract/contract.ts';
import { entitlementOn } from '../shared/domain/entitlement.ts';
import { householdIdSchema } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { OPENED_AT } from './data-set.ts';
import { readTillFacts } from './till-facts.ts';

export type AllowancesOrder = {
  readonly folder: string;
  readonly withTill: boolean;
  readonly result: string;
};

/** All times in milliseconds. */
export type AllowancesMeasured = {
  readonly households: number;
  readonly recorded: number;
  readonly wholeMs: number;
  readonly complete: number[];
};

/** The first of the month after the data set's last day: everybody's points are due. */
const FIRST_OF_MONTH = Date.UTC(2026, 11, 1, 8);
const TODAY = localDateSchema.parse('2026-12-01');
const LINES = 12;
/** Between two sales: a till that is busy, and not the machine's only work. */
const PAUSE_MS = 100;

async function measure({ folder, withTill }: AllowancesOrder): Promise<AllowancesMeasured> {
  const startedAt = Date.now();
  let live: LiveCounter | null = null;
  const counter = await createCounter({
    dataFolder: folder,
    now: () => FIRST_OF_MONTH + (Date.now() - startedAt),
    onOpen: (opened) => {
      live = opened;
    },
  });
  assert(live !== null && FIRST_OF_MONTH > OPENED_AT, 'the data set opens');
  const { context }: LiveCounter = live;
  const session = counter.openSession();
  const send = async <Name extends CommandName>(name: Name, input: object): Promise<OutputOf<Name>> => {
    const answer = (await counter.invoke(session, name, input)) as Answer<Name>; // the router answers by the contract
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value as OutputOf<Name>; // the value of an answer that is ok
  };
  const facts = factsOf(context);
  await send('session.logIn', { ...facts.admin, confirmedOn: TODAY });
  const due = await send('allowances.due', {});
  const households = due.lines.reduce((sum, each) => sum + each.households, 0);
  const at = performance.now();
  await send('allowances.start', {});
  const complete: number[] = [];
  let progress: AllowanceProgress;
  for (let sale = 0; ; sale++) {
    progress = await send('allowances.progress', {});
    if (progress.state !== 'running') break;
    if (withTill) complete.push(await sell(send, facts, sale));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const wholeMs = performance.now() - at;
  assert(progress.state === 'finished' && progress.faulty === 0, 'the run ends well');
  await counter.close();
  return { households, recorded: progress.recorded, wholeMs, complete };
}

type Facts = ReturnType<typeof factsOf>;

/** Somebody who may do everything, and households that may shop on that day, with goods that they can pay. */
function factsOf({ db }: LiveCounter['context']) {
  const { shoppers, goods } = readTillFacts(db);
  const site = findOwnSite(db);
  assert(site !== null, 'a data set has a site');
  const admin = listOperators(db, site.siteId).find(({ roles }) => roles.includes('admin'));
  assert(admin !== undefined, 'a data set has an administrator');
  const pins = JSON.parse(findSetting(db, 'demo.pins') ?? '{}') as Record<string, string>; // written by the demo generator
  const mayShop = (householdId: string) => {
    const household = findHousehold(db, householdIdSchema.parse(householdId));
    return household !== null && entitlementOn(listEntitlements(db, household.household), TODAY).ok;
  };
  return {
    admin: { operatorId: admin.operatorId, pin: pins[admin.operatorId] ?? '' },
    shoppers: shoppers.filter(({ householdId }) => mayShop(householdId)),
    goods,
  };
}

type Send = <Name extends CommandName>(name: Name, input: object) => Promise<OutputOf<Name>>;

/** One sale of twelve lines; how long its completion took. */
async function sell(send: Send, facts: Facts, sale: number): Promise<number> {
  const shopper = facts.shoppers[sale % facts.shoppers.length];
  assert(shopper !== undefined, 'the data set has households that can shop');
  await send('till.scan', { text: shopper.cardNumber });
  for (let line = 0; line < LINES; line++) {
    await send('till.scan', { text: facts.goods[(sale + line * 7) % facts.goods.length] ?? '' });
  }
  const { basketId } = await send('till.view', {});
  const at = performance.now();
  await send('till.complete', { basketId });
  return performance.now() - at;
}

type OutputOf<Name extends CommandName> = Extract<Answer<Name>, { ok: true }>['value'];

const order = JSON.parse(process.argv[2] ?? '{}') as AllowancesOrder; // written by the process that started this one
writeFileSync(order.result, JSON.stringify(await measure(order)));
