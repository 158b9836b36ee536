import { describe, expect, test } from 'vitest';
import { assert } from '../domain/result.ts';
import { deviceStream, networkStream } from '../operations/kind.ts';
import type { StreamName } from '../operations/operation.ts';
import { type CheckedPage, checkPage } from './checked-page.ts';
import { NOTHING } from './checksum.ts';
import { startSync, stepSync } from './engine.ts';
import type { PullAnswer, PullFailure } from './protocol.ts';
import type { OwnChainAtHub, SyncEffect, SyncEvent, SyncState } from './sync-machine.ts';

const mailbox = deviceStream('01997b1e-0000-7000-8000-000000000001');

/** A counter with five operations, all of them at the hub, which was asked about that since the start. */
const aState = (): SyncState => ({ ...aFreshState(), isCompared: true });

const aFreshState = (isClosing = false): SyncState =>
  startSync({
    isClosing,
    headSeq: 5,
    acknowledgedSeq: 5,
    epoch: 2,
    cursors: new Map([
      [networkStream, 7],
      [mailbox, 3],
    ]),
  });

/** Takes events one after the other; answers what it was told to do after each. */
function run(state: SyncState, events: readonly SyncEvent[]) {
  let current = state;
  const effects: (readonly SyncEffect[])[] = [];
  for (const event of events) {
    const step = stepSync(current, event, 0);
    current = step.state;
    effects.push(step.effects);
  }
  return { state: current, effects };
}

const leased = (isDeclared: boolean): SyncEvent => ({
  type: 'leased',
  answer: { placed: 0, isDeclared, isRestoring: !isDeclared, unclosed: [] },
});
const compared = (hub: Partial<OwnChainAtHub> & { readonly headSeq: number }): SyncEvent => ({
  type: 'compared',
  hub: { isSame: true, isReplaced: false, ...hub },
});
const aPage = (page: PullAnswer): CheckedPage => {
  const checked = checkPage(() => '', page);
  assert(checked.ok, 'a page without operations has no fault');
  return checked.value;
};
const pulled = (stream: StreamName, cursor: number): SyncEvent[] => [
  {
    type: 'pulled',
    answer: aPage({
      type: 'operations',
      stream,
      from: cursor,
      to: cursor,
      operations: [],
      headChecksum: null,
      hasMore: false,
      epoch: 2,
    }),
  },
  { type: 'applied', stream, cursor, hasMore: false },
];

test('of a restored hub cursors go back to where the backup stands, and to nothing where it has not got the stream', () => {
  const { effects } = run(aState(), [
    { type: 'started' },
    leased(true),
    {
      type: 'pullRefused',
      failure: {
        type: 'EpochChanged',
        epoch: 3,
        yourHead: 5,
        restoredTo: [{ stream: networkStream, number: 9, checksum: NOTHING }],
      },
    },
  ]);
  expect(effects.at(-1)?.[0]).toEqual({
    type: 'lowerCursors',
    epoch: 3,
    to: [{ stream: mailbox, number: 0, checksum: NOTHING }],
  });
});

test('a hub of an epoch from before the one that is known is waited for: what was read stays read', () => {
  // Of the very epoch that it was asked under nothing has changed: it would be asked the same again without a pause.
  for (const epoch of [1, aState().epoch]) {
    const behind: PullFailure = { type: 'EpochChanged', epoch, yourHead: 0, restoredTo: [] };
    const { state, effects } = run(aState(), [
      { type: 'started' },
      leased(true),
      { type: 'pullRefused', failure: behind },
    ]);
    expect(effects.at(-1)).toEqual([{ type: 'rest', afterMs: expect.any(Number) }]);
    expect(state).toMatchObject({ epoch: 2, acknowledgedSeq: aState().acknowledgedSeq });
    expect(state.cursors).toEqual(aState().cursors);
  }
});

test('a hub that has forgotten what it gave is told, once the mailbox is read to its end, before anything else', () => {
  const asked = run(aState(), [{ type: 'started' }, leased(false), ...pulled(mailbox, 3)]);
  expect(asked.effects.map(([effect]) => effect?.type)).toEqual(['lease', 'pull', 'apply', 'declare']);
  expect(asked.effects[1]).toMatchObject([{ stream: mailbox, cursor: 3 }]);
  const told = run(asked.state, [{ type: 'declared', answer: { type: 'declared' } }, leased(true)]);
  expect(told.effects).toMatchObject([[{ type: 'lease' }], [{ type: 'pull', stream: networkStream }]]);
});

test('what was recorded since is pushed first, and then it is declared again', () => {
  const { state } = run(aState(), [{ type: 'started' }, leased(false), ...pulled(mailbox, 3)]);
  const again = run(state, [
    { type: 'recorded', headSeq: 6 },
    { type: 'declared', answer: { type: 'headDiffers', headSeq: 5 } },
    {
      type: 'pushed',
      answer: {
        type: 'acknowledged',
        acknowledgedSeq: 6,
        hash: 'ab'.repeat(32),
        epoch: 2,
        hubTime: 1,
        quarantined: [],
      },
    },
    leased(false),
    ...pulled(mailbox, 4),
  ]);
  expect(again.effects.map((effects) => effects.map(({ type }) => type))).toEqual([
    [],
    ['saveAcknowledged', 'push'],
    ['saveAcknowledged', 'lease'],
    ['pull'],
    ['apply'],
    ['declare'],
  ]);
});

test('a letter that came in between is read, and then it is declared again', () => {
  const { state } = run(aState(), [{ type: 'started' }, leased(false), ...pulled(mailbox, 3)]);
  const again = run(state, [{ type: 'declared', answer: { type: 'mailboxDiffers' } }, ...pulled(mailbox, 4)]);
  expect(again.effects.map(([effect]) => effect?.type)).toEqual(['pull', 'apply', 'declare']);
});

test('a hub that has another chain of this device, or more of it, is asked about it; another is a person’s matter', () => {
  const { state } = run(aState(), [{ type: 'started' }, leased(false), ...pulled(mailbox, 3)]);
  for (const headSeq of [5, 6]) {
    const asked = run(state, [{ type: 'declared', answer: { type: 'headDiffers', headSeq } }]);
    expect(asked.effects).toEqual([[{ type: 'compare' }]]);
    const { state: stopped } = run(asked.state, [compared({ headSeq, isSame: false })]);
    expect(stopped.phase).toEqual({ type: 'stopped', because: { type: 'Forked', atSeq: 5 } });
  }
});

test('who is put off by a hub with too much to do comes when it is told to, and that is no failure', () => {
  const putOff: SyncEvent[] = [{ type: 'failed', comeAgainMs: 7000 }, { type: 'rested' }];
  const { state, effects } = run({ ...aState(), headSeq: 6 }, [
    { type: 'started' },
    ...Array.from({ length: 8 }, () => putOff).flat(),
    { type: 'failed' },
  ]);
  const rests = effects.flat().filter((effect) => effect.type === 'rest');
  // Rests that double would be at a minute by now; the failure after them is the first.
  expect(rests.map(({ afterMs }) => afterMs)).toEqual([...Array.from({ length: 8 }, () => 7000), 500]);
  expect(state.attempts).toBe(1);
  const far = run(aState(), [{ type: 'started' }, { type: 'failed', comeAgainMs: 9_999_000 }]);
  expect(far.effects.at(-1)).toEqual([{ type: 'rest', afterMs: 60_000 }]);
});

test('a hub that answers all but the waiting is asked less and less often, and at once again after it has answered that', () => {
  const answered = [leased(true), ...pulled(networkStream, 7), ...pulled(mailbox, 3)];
  let { state } = run(aState(), [{ type: 'started' }, ...answered]);
  const rests: unknown[] = [];
  for (let again = 0; again < 7; again++) {
    const failed = run(state, [{ type: 'failed' }, { type: 'rested' }, ...answered]);
    rests.push(...failed.effects.flat().filter(({ type }) => type === 'rest'));
    ({ state } = failed);
  }
  expect(rests).toEqual(
    [500, 1000, 2000, 4000, 8000, 8000, 8000].map((afterMs) => ({ type: 'rest', afterMs })),
  );
  const mended = run(state, [{ type: 'woken' }, ...answered, { type: 'failed' }]);
  expect(mended.effects.at(-1)).toEqual([{ type: 'rest', afterMs: 500 }]);
});

test('a page that begins elsewhere than the disk stands has the next round ask from where it stands', () => {
  const misplaced = (cursor: number | null): SyncEvent[] => [
    { type: 'started' },
    leased(true),
    { type: 'misplaced', stream: networkStream, cursor },
    ...pulled(mailbox, 3),
    { type: 'rested' },
    leased(true),
  ];
  const behind = run(aState(), misplaced(4));
  expect(behind.effects.at(4)).toEqual([{ type: 'rest', afterMs: 500 }]);
  expect(behind.effects.at(-1)).toEqual([{ type: 'pull', stream: networkStream, cursor: 4, epoch: 2 }]);
  // What the disk has not got is not asked for: the hub hears so with the waiting, and grants it anew.
  const missing = run(aState(), [...misplaced(null), ...pulled(mailbox, 3)]);
  expect(missing.effects.at(-1)).toEqual([{ type: 'wait', cursors: new Map([[mailbox, 3]]) }]);
});

test('a stream that cannot be read holds up no other one, and is tried again less and less often', () => {
  const round: SyncEvent[] = [
    { type: 'started' },
    compared({ headSeq: 5 }),
    leased(true),
    { type: 'pageInvalid', stream: networkStream },
    ...pulled(mailbox, 3),
  ];
  let { state, effects } = run(
    aState(),
    round.filter(({ type }) => type !== 'compared'),
  );
  expect(effects.map((each) => each.map(({ type }) => type))).toEqual([
    ...[['lease'], ['pull'], ['pull'], ['apply'], ['rest']],
  ]);
  const rests: unknown[] = [];
  for (let again = 0; again < 8; again++) {
    ({ state, effects } = run(state, [{ type: 'rested' }, ...round.slice(1)]));
    rests.push(effects.at(-1)?.[0]);
  }
  expect(rests.map((rest) => (rest as { afterMs: number }).afterMs)).toEqual([
    ...[1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
  ]);
  const mended = run(state, [
    { type: 'rested' },
    ...round.slice(1, 3),
    ...pulled(networkStream, 7),
    ...pulled(mailbox, 3),
  ]);
  expect(mended.state).toMatchObject({ phase: { type: 'waiting' }, faultyRounds: 0, hasFault: false });
});

describe('a counter whose disk was put back', () => {
  const kinds = (effects: readonly (readonly SyncEffect[])[]) =>
    effects.map((each) => each.map(({ type }) => type));
  const acknowledged = (acknowledgedSeq: number): SyncEvent => ({
    type: 'pushed',
    answer: {
      type: 'acknowledged',
      acknowledgedSeq,
      hash: 'ab'.repeat(32),
      epoch: 2,
      hubTime: 1,
      quarantined: [],
    },
  });
  const fetched = (headSeq: number, ownSeq: number): SyncEvent => ({
    type: 'fetched',
    hub: { headSeq, isSame: true, isReplaced: false },
    ownSeq,
  });
  const succeeded = {
    type: 'succeeded',
    answer: { type: 'succeeded', place: {} as never, streams: [] },
  } satisfies SyncEvent;

  test('asks before it sends anything, and begins a new chain where the hub has more of its own', () => {
    const { state, effects } = run({ ...aFreshState(), headSeq: 6 }, [
      { type: 'started' },
      { type: 'failed' },
      { type: 'rested' },
      compared({ headSeq: 9 }),
    ]);
    expect(kinds(effects)).toEqual([['compare'], ['rest'], ['compare'], ['beginAgain']]);
    expect(state.phase).toEqual({ type: 'beginningAgain' });
  });

  test('is asked once: a hub that has all that there is, or less, is sent the rest', () => {
    for (const headSeq of [5, 3]) {
      const { effects } = run({ ...aFreshState(), headSeq: 6 }, [
        { type: 'started' },
        compared({ headSeq }),
        acknowledged(6),
      ]);
      expect(kinds(effects)).toEqual([['compare'], ['push'], ['saveAcknowledged', 'lease']]);
    }
  });

  test('which wrote on hands in its branch, so that the hub keeps both; with nothing to hand in it stops', () => {
    const asked = run({ ...aFreshState(), headSeq: 6 }, [
      { type: 'started' },
      compared({ headSeq: 9, isSame: false }),
      { type: 'pushed', answer: { type: 'fork', atSeq: 6, keptSeq: null, isReplaced: false, epoch: 2 } },
    ]);
    expect(kinds(asked.effects)).toEqual([['compare'], ['push'], []]);
    expect(asked.state.phase).toEqual({ type: 'stopped', because: { type: 'Forked', atSeq: 6 } });
    const silent = run(aFreshState(), [{ type: 'started' }, compared({ headSeq: 9, isSame: false })]);
    expect(silent.state.phase).toEqual({ type: 'stopped', because: { type: 'Forked', atSeq: 5 } });
  });

  test('while it went on is noticed by the states of accounts, by a push and by a page that does not fit', () => {
    const pulling = run(aState(), [{ type: 'started' }, leased(true)]);
    const states = {
      type: 'balances',
      from: 0,
      to: 0,
      accounts: [],
      hasMore: false,
      yourHead: 7,
      epoch: 2,
    } as const;
    expect(run(pulling.state, [{ type: 'pulled', answer: aPage(states) }]).effects).toEqual([
      [{ type: 'compare' }],
    ]);
    const invalid = run(pulling.state, [
      { type: 'pageInvalid', stream: networkStream },
      ...pulled(mailbox, 3),
      { type: 'rested' },
    ]);
    expect(kinds(invalid.effects)).toEqual([['pull'], ['apply'], ['rest'], ['compare']]);
    const pushing = run({ ...aState(), headSeq: 6 }, [{ type: 'started' }, acknowledged(8)]);
    expect(kinds(pushing.effects)).toEqual([['push'], ['compare']]);
  });

  test('or was restored fetches page by page what it lacks, closes the old chain, and only then is a member again', () => {
    const { effects } = run(aFreshState(true), [
      { type: 'started' },
      fetched(9, 7),
      { type: 'recorded', headSeq: 2 },
      fetched(9, 9),
      succeeded,
    ]);
    expect(effects).toEqual([
      [{ type: 'fetchOwn', fromSeq: 6 }],
      [{ type: 'fetchOwn', fromSeq: 8 }],
      [],
      [{ type: 'succeed' }],
      [{ type: 'goOn', answer: succeeded.answer }],
    ]);
  });

  test('hands in what the hub lacks of the old chain, and keeps no number of it as the new one’s', () => {
    const { effects } = run(aFreshState(true), [
      { type: 'started' },
      fetched(3, 5),
      { type: 'pushed', answer: { type: 'gap', expectedSeq: 2, hash: 'ab'.repeat(32), epoch: 2 } },
      acknowledged(5),
      { type: 'succeeded', answer: { type: 'headDiffers', headSeq: 6 } },
    ]);
    expect(effects).toEqual([
      [{ type: 'fetchOwn', fromSeq: 6 }],
      [{ type: 'push', fromSeq: 4 }],
      [{ type: 'push', fromSeq: 2 }],
      [{ type: 'succeed' }],
      [{ type: 'fetchOwn', fromSeq: 6 }],
    ]);
  });

  test('goes on trying without an answer, and stops where another PC was there first', () => {
    const refused = (type: 'AlreadySucceeded' | 'DeviceRevoked' | 'DeviceKnown'): SyncEvent => ({
      type: 'succeedRefused',
      failure: { type },
    });
    const begun = run(aFreshState(true), [{ type: 'started' }, fetched(5, 5)]);
    const again = run(begun.state, [{ type: 'failed' }, { type: 'rested' }, fetched(5, 5)]);
    expect(kinds(again.effects)).toEqual([['rest'], ['fetchOwn'], ['succeed']]);
    const stops = (event: SyncEvent) => run(begun.state, [event]).state.phase;
    expect(stops(refused('AlreadySucceeded'))).toEqual({ type: 'stopped', because: { type: 'Replaced' } });
    expect(stops(refused('DeviceRevoked'))).toEqual({ type: 'stopped', because: { type: 'Revoked' } });
    expect(stops(refused('DeviceKnown'))).toMatchObject({ type: 'resting' });
    const copy = run(aFreshState(), [{ type: 'started' }, compared({ headSeq: 9, isReplaced: true })]);
    expect(copy.state.phase).toEqual({ type: 'stopped', because: { type: 'Replaced' } });
  });
});

test('where it fails while it declares, it begins again and asks the hub', () => {
  const { state } = run(aState(), [{ type: 'started' }, leased(false), ...pulled(mailbox, 3)]);
  const after = run(state, [{ type: 'failed' }, { type: 'rested' }]);
  expect(after.effects).toMatchObject([[{ type: 'rest' }], [{ type: 'lease' }]]);
  const restored = run(state, [{ type: 'declareRefused', failure: { type: 'EpochIsOther', epoch: 3 } }]);
  expect(restored.effects).toMatchObject([[{ type: 'pull' }]]);
});

test('a declaration that the hub does not take holds nothing back but promises: every stream is read', () => {
  const { state } = run(aState(), [{ type: 'started' }, leased(false), ...pulled(mailbox, 3)]);
  const streams = [...state.cursors.keys()];
  const after = run(state, [
    { type: 'declareRefused', failure: { type: 'DeclarationInvalid' } },
    ...streams.flatMap((stream) => pulled(stream, 9)),
  ]);
  const effects = after.effects.flat();
  expect(effects.flatMap((effect) => (effect.type === 'pull' ? [effect.stream] : []))).toEqual(streams);
  expect(effects.map(({ type }) => type)).not.toContain('declare');
  expect(after.state.phase).toEqual({ type: 'waiting' });
});

test('of a chain with two branches the rest is handed in as long as the hub keeps it, and then it stops', () => {
  const fork = (keptSeq: number | null): SyncEvent => ({
    type: 'pushed',
    answer: { type: 'fork', atSeq: 3, keptSeq, isReplaced: false, epoch: 2 },
  });
  const { state } = run({ ...aState(), headSeq: 9, acknowledgedSeq: 2 }, [{ type: 'started' }]);
  const pushes = (effects: readonly (readonly SyncEffect[])[]) =>
    effects.flat().flatMap((effect) => (effect.type === 'push' ? [effect.fromSeq] : []));
  const FORKED = { type: 'stopped', because: { type: 'Forked', atSeq: 3 } };
  const whole = run(state, [fork(5), { ...fork(8) }, fork(9)]);
  expect([pushes(whole.effects), whole.state.phase]).toEqual([[6, 9], FORKED]);
  for (const last of [fork(5), fork(null)]) {
    const full = run(state, [fork(5), last]);
    expect([pushes(full.effects), full.state.phase]).toEqual([[6], FORKED]);
  }
  const gap: SyncEvent = {
    type: 'pushed',
    answer: { type: 'gap', expectedSeq: 3, hash: 'ab'.repeat(32), epoch: 2 },
  };
  expect(run(state, [fork(5), gap]).state.phase).toEqual(FORKED);
});

describe('a device that another PC goes on for', () => {
  const REPLACED = { type: 'stopped', because: { type: 'Replaced' } };
  const fork = (keptSeq: number): SyncEvent => ({
    type: 'pushed',
    answer: { type: 'fork', atSeq: 6, keptSeq, isReplaced: true, epoch: 2 },
  });
  const pushes = (effects: readonly (readonly SyncEffect[])[]) =>
    effects.flat().flatMap((effect) => (effect.type === 'push' ? [effect.fromSeq] : []));
  const begin = (headSeq: number) => run({ ...aState(), headSeq }, [{ type: 'started' }]).state;

  test('hands in what only it has, at its start and while it works, and what it records later', () => {
    const atStart = run({ ...aState(), isCompared: false, headSeq: 8 }, [
      { type: 'started' },
      compared({ headSeq: 5, isReplaced: true }),
      fork(7),
      fork(8),
    ]);
    expect([pushes(atStart.effects), atStart.state.phase]).toEqual([[6, 8], REPLACED]);
    const atWork = run(begin(7), [fork(7)]);
    expect(atWork.state.phase).toEqual(REPLACED);
    const later = run(atWork.state, [{ type: 'recorded', headSeq: 8 }, fork(8)]);
    expect([pushes(later.effects), later.state.phase]).toEqual([[6], REPLACED]);
  });

  test('is told so where it has nothing to send: it was not taken out', () => {
    const { state, effects } = run(begin(5), [
      { type: 'leasesRefused', failure: { type: 'DeviceRevoked' } },
      compared({ headSeq: 5, isReplaced: true }),
    ]);
    expect([effects, state.phase]).toEqual([[[{ type: 'compare' }], []], REPLACED]);
  });
});

describe('a device that was taken out of the network', () => {
  const revoked: SyncEvent = { type: 'leasesRefused', failure: { type: 'DeviceRevoked' } };
  const out: SyncEvent = { type: 'ownRevoked' };
  const acknowledged = (seq: number): SyncEvent => ({
    type: 'pushed',
    answer: {
      type: 'acknowledged',
      acknowledgedSeq: seq,
      hash: 'ab'.repeat(32),
      epoch: 2,
      hubTime: 1,
      quarantined: [],
    },
  });
  const typesOf = (effects: readonly (readonly SyncEffect[])[]) =>
    effects.map((each) => each.map(({ type }) => type));

  test('hands in what it records later, at once, and asks for nothing', () => {
    const { state, effects } = run(aState(), [
      { type: 'started' },
      revoked,
      out,
      { type: 'recorded', headSeq: 6 },
      { type: 'recorded', headSeq: 7 },
      acknowledged(6),
      acknowledged(7),
      { type: 'woken' },
    ]);
    expect(typesOf(effects)).toEqual([
      ['lease'],
      ['compare'],
      [],
      ['push'],
      [],
      ['saveAcknowledged', 'push'],
      ['saveAcknowledged'],
      [],
    ]);
    expect(state).toMatchObject({
      phase: { type: 'stopped', because: { type: 'Revoked' } },
      isRevoked: true,
    });
  });

  test('hands in what it recorded while it was told', () => {
    const { effects } = run(aState(), [{ type: 'started' }, { type: 'recorded', headSeq: 6 }, revoked, out]);
    expect(typesOf(effects)).toEqual([['lease'], [], ['compare'], ['push']]);
  });

  test('goes on trying where it is not answered, and stops where the hub takes nothing any more', () => {
    const { effects, state } = run(aState(), [
      { type: 'started' },
      revoked,
      out,
      { type: 'recorded', headSeq: 6 },
      { type: 'failed' },
      { type: 'rested' },
      out,
      { type: 'pushRefused', failure: { type: 'DeviceRevoked' } },
    ]);
    expect(typesOf(effects)).toEqual([
      ['lease'],
      ['compare'],
      [],
      ['push'],
      ['rest'],
      ['compare'],
      ['push'],
      [],
    ]);
    expect(state.phase).toEqual({ type: 'stopped', because: { type: 'Revoked' } });
  });

  test('is handed nothing of its chain: it hands in what it has and stops, also while it closes the old one', () => {
    const compares = run({ ...aState(), isCompared: false }, [{ type: 'started' }, out]);
    expect(compares.state.phase).toEqual({ type: 'stopped', because: { type: 'Revoked' } });
    const closing = run({ ...aState(), isClosing: true, acknowledgedSeq: 0 }, [
      { type: 'started' },
      out,
      acknowledged(9),
    ]);
    expect(typesOf(closing.effects)).toEqual([['fetchOwn'], ['push'], []]);
    expect(closing.state.phase).toEqual({ type: 'stopped', because: { type: 'Revoked' } });
  });
});
