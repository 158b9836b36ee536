import { setTimeout as sleep } from 'node:timers/promises';
import { anId } from '../hub/chain-fixture.ts';
import { householdAccount } from '../shared/domain/account.ts';
import { householdIdSchema } from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { type BenchClient, jsonBytes } from './sync-client.ts';
import { type BenchHub, batchesOf, clientOf, pushBytesOf } from './sync-hub.ts';
import { aSellingDevice } from './sync-sales.ts';

/** Each device may ask 600 times a minute: so many ask 500 times a second together. */
const DEVICES = 100;
const HOUSEHOLDS = 2000;
const PER_SECOND = 500;
const LOOK_MS = 20;

/** Tills of an emporio that ask for the hub's word, on accounts with enough on them. */
export type AskingTills = {
  /**
   * Milliseconds that each question waited, asked at a steady pace until it is over, whatever the hub does: one that is slow
   * makes a queue, as real tills would.
   */
  readonly ask: (perSecond: number, isOver: (asked: number) => boolean) => Promise<number[]>;
};

/** `from` is the first of the addresses that they come from, each from one of its own. */
export async function openAskingTills(hub: BenchHub, from: number): Promise<AskingTills> {
  const accounts = Array.from({ length: HOUSEHOLDS }, () =>
    householdAccount(householdIdSchema.parse(anId()), 'cents'),
  );
  const office = await aSellingDevice(hub.store);
  for (const account of accounts) {
    office.chain.aTopUp(
      1_000_000,
      householdIdSchema.parse(account.slice('household:'.length, account.indexOf('/'))),
    );
  }
  const officeClient = clientOf(hub, office, from);
  await officeClient.hello();
  for (const batch of batchesOf(office.chain.operations)) {
    const { status } = await officeClient.post('/v1/push', pushBytesOf(office, batch));
    assert(status === 200, 'what is spent was given before');
  }
  const devices = await Promise.all(Array.from({ length: DEVICES }, () => aSellingDevice(hub.store)));
  const clients = devices.map((device, index) => clientOf(hub, device, from + 1 + index));
  await Promise.all(clients.map((client) => client.hello()));
  return {
    ask: async (perSecond, isOver) => {
      const waits: number[] = [];
      const underWay: Promise<void>[] = [];
      const startedAt = performance.now();
      for (let asked = 0; !isOver(asked); ) {
        const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
        for (; asked < due && !isOver(asked); asked++) {
          underWay.push(askOnce(clients[asked % DEVICES], accounts[(asked * 7) % HOUSEHOLDS], waits));
        }
        await sleep(LOOK_MS);
      }
      await Promise.all(underWay);
      return waits;
    },
  };
}

/** Waits at 500 questions a second, so many seconds long. */
export async function measureAuthorise(hub: BenchHub, seconds: number): Promise<number[]> {
  const tills = await openAskingTills(hub, 300);
  return tills.ask(PER_SECOND, (asked) => asked >= seconds * PER_SECOND);
}

async function askOnce(
  client: BenchClient | undefined,
  account: string | undefined,
  waits: number[],
): Promise<void> {
  const question = jsonBytes({
    protocol: PROTOCOL_VERSION,
    epoch: 1,
    authorisationId: anId(),
    operationId: anId(),
    spends: [{ account, unit: 'cents', amount: 120, fromLease: 0 }],
    claims: [],
  });
  const askedAt = performance.now();
  const answer = await client?.post('/v1/authorise', question);
  waits.push(performance.now() - askedAt);
  const told = `${answer?.status} ${answer?.bytes.toString('utf8', 0, 200)}`;
  assert(told.includes('granted'), `there is enough on every account, and the answer is not ${told}`);
}
