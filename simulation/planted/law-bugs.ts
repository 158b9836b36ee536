import { aChain, anEnrolledChain, aPlace, pushRequestOf } from '../../hub/chain-fixture.ts';
import { isSignedBy } from '../../hub/ed25519.ts';
import { createHubPen } from '../../hub/hub-pen.ts';
import { aRestoredHub } from '../../hub/restored-hub.fixture.ts';
import { push } from '../../hub/rules/push.ts';
import { sha256 } from '../../hub/sha256.ts';
import type { HubStore } from '../../hub/store/hub-store.ts';
import { createMemoryStore } from '../../hub/store/memory-store.ts';
import { aSweepHub } from '../../hub/sweep-hub.fixture.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { addToChecksum, type Checksum, NOTHING } from '../../shared/sync/checksum.ts';
import { changingDevice, withTables } from './hub-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

const exclusiveOr: typeof addToChecksum = (checksum, hashes) => {
  let sum = BigInt(`0x${checksum}`);
  for (const hash of hashes) sum ^= BigInt(`0x${hash.slice(0, 32)}`);
  return sum.toString(16).padStart(32, '0') as Checksum; // 128 bits in hex, as every checksum
};

/** A replica that holds one operation twice where the hub has another one twice must not look the same. */
async function findMissedPair(isPlanted: boolean): Promise<string | null> {
  const add = isPlanted ? exclusiveOr : addToChecksum;
  const [first, second, third] = ['one', 'two', 'three'].map((text) => sha256([{ utf8: text }]));
  if (first === undefined || second === undefined || third === undefined) throw new Error('there are three');
  const atHub = add(NOTHING, [first, second, second]);
  const atReplica = add(NOTHING, [first, third, third]);
  return atHub === atReplica ? 'a pair that was exchanged leaves the checksum as it was' : null;
}

/** Takes what its device says it posts: rows that were to be kept aside for their postings are stored and posted. */
const believing = (store: HubStore): HubStore => ({
  ...store,
  inTransaction: (work) =>
    store.inTransaction((tx) =>
      work({
        ...tx,
        insertQuarantine: async (rows) => {
          for (const { operation } of rows) {
            const { stream: name, hash, postings } = operation;
            await tx.raiseStreams([{ name, count: 1, hashes: [hash] }]);
            await tx.insertOperations([{ operation, fromEnd: 0, ledgerFromEnd: null }]);
            const changes = postings.map(({ account, unit, amount }) => ({
              ...{ account, unit, posted: amount, reserved: 0, leased: 0 },
              uncovered: Math.max(0, -amount),
            }));
            await tx.changeAccounts(changes, 'unnumbered');
          }
        },
      }),
    ),
});

/** A counter that writes a top-up of one euro and posts a thousand. */
async function findBelievedLie(isPlanted: boolean): Promise<string | null> {
  const memory = createMemoryStore();
  const chain = aChain();
  const { deviceId } = chain;
  const place = aPlace(deviceId);
  await memory.inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey: chain.keys.publicKey, place, aloneUntilSeq: 1 }),
  );
  chain.anAdmin();
  const honest = chain.aTopUp(100);
  chain.operations.pop();
  chain.rewrite(honest, {
    postings: honest.postings.map((posting) => ({ ...posting, amount: posting.amount * 1000 })),
  });
  const store = isPlanted ? believing(memory) : memory;
  await push({ ...createHubPen(() => 1), isSignedBy, store }, deviceId, chain.request());
  const believed = [...memory.state().accounts.values()].find(({ posted }) => posted !== 0);
  return believed === undefined ? null : `an account has ${believed.posted} that no body says`;
}

/** Somebody who can send as a counter, and has not its key, hands in what it never wrote. */
async function findForeignHead(isPlanted: boolean): Promise<string | null> {
  const store = createMemoryStore();
  const chain = await anEnrolledChain(store);
  const { deviceId } = chain;
  const careless = { ...createHubPen(() => 1), isSignedBy: isPlanted ? () => true : isSignedBy, store };
  const foreign = pushRequestOf(aChain().keys.privateKey, chain.operations);
  await push(careless, deviceId, foreign);
  const headSeq = store.state().devices.get(deviceId)?.headSeq;
  return headSeq === 0 ? null : `a chain is here up to ${headSeq} that its device never signed`;
}

/** A till holds most of an account under a lease that the hub has forgotten; another one asks for all of it. */
async function findForgottenPromise(isPlanted: boolean): Promise<string | null> {
  const hub = await aRestoredHub();
  await hub.declare(hub.other);
  const careless = withTables(hub.store, () => ({ isAwaiting: async () => false }));
  await hub.ask(hub.other, 900, isPlanted ? careless : hub.store);
  await hub.declare(hub.till, { leases: [hub.held] });
  return overdrawnOf(hub.store);
}

/** A till sells under its lease after it has worked out what it holds; that arrives late. */
async function findOldDeclaration(isPlanted: boolean): Promise<string | null> {
  const hub = await aRestoredHub();
  const before = hub.request(hub.till, { leases: [hub.held] });
  hub.spend(hub.till, 300, { kind: 'lease', id: hub.held.leaseId });
  await hub.pushAll(hub.till);
  const { headSeq, headHash } = before;
  const careless = changingDevice(hub.store, () => ({ headSeq, headHash }));
  await hub.declare(hub.till, before, isPlanted ? careless : hub.store);
  return overdrawnOf(hub.store);
}

/** What a process has read before another one swept, read again by it as if nothing had happened since. */
function remembering(store: HubStore): { readonly first: HubStore; readonly late: HubStore } {
  const read = new Map<string, unknown>();
  const over = (isLate: boolean) =>
    withTables(store, (tx) => {
      const remembered = <Asked, Answer>(name: string, ask: (asked: Asked) => Promise<Answer>) => {
        return async (asked: Asked): Promise<Answer> => {
          const key = `${name} ${JSON.stringify(asked)}`;
          if (isLate && read.has(key)) return read.get(key) as Answer; // what the same question was answered before
          const answer = await ask(asked);
          if (!isLate && !read.has(key)) read.set(key, answer);
          return answer;
        };
      };
      return {
        listAllowanceFacts: remembered('facts', tx.listAllowanceFacts),
        listAccountsOf: remembered('accounts', tx.listAccountsOf),
        lockAccounts: remembered('locked', tx.lockAccounts),
      };
    });
  return { first: over(false), late: over(true) };
}

/** Two processes of the hub find one late sale, and each believes that it is the only one. */
async function findSweptTwice(isPlanted: boolean): Promise<string | null> {
  const hub = await aSweepHub(createMemoryStore());
  const [a, b] = hub.households;
  await hub.merge(a, b);
  const { first, late } = remembering(hub.store);
  const underAnyId = (store: HubStore) =>
    withTables(store, (tx) => ({
      insertOperations: (rows) =>
        tx.insertOperations(
          rows.map((row) => ({
            ...row,
            operation: { ...row.operation, id: operationIdSchema.parse(hub.pen.newId()) },
          })),
        ),
    }));
  await hub.sell(a, { points: 15 });
  for (const store of [first, late]) {
    await hub.store.inTransaction((tx) => tx.askForAllowances([a]));
    await hub.post(isPlanted ? underAnyId(store) : store);
  }
  const points = await hub.points(a, b);
  return points.join() === '0,25' ? null : `a late sale counts as ${points.join(' and ')} points left`;
}

async function overdrawnOf(store: HubStore): Promise<string | null> {
  const [total] = await store.inSnapshot((tx) => tx.sumOverdrawn());
  return total === undefined ? null : `overdrawn: ${total.amount} are promised that are not there`;
}

export const lawBugs: readonly PlantedBug[] = [
  { type: 'law', name: 'XOR checksum', test: 'law of the checksum', find: findMissedPair },
  { type: 'law', name: 'postings not recomputed', test: 'a counter that lies', find: findBelievedLie },
  {
    type: 'law',
    name: 'signature of the head not verified',
    test: 'a chain that another key signed',
    find: findForeignHead,
  },
  {
    type: 'law',
    name: 'authorised before all have declared',
    test: 'a till whose lease was forgotten',
    find: findForgottenPromise,
  },
  {
    type: 'law',
    name: 'declaration accepted at an older head',
    test: 'a till that sells while it declares',
    find: findOldDeclaration,
  },
  {
    type: 'law',
    name: 'sweep twice (an id that derives from nothing)',
    test: 'two processes that read the same late sale',
    find: findSweptTwice,
  },
];
