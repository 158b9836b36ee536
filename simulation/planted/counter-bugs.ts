import { findFloorLimit, floorSpentOn } from '../../electron/database/floor.ts';
import { findHouseholdNumber } from '../../electron/database/households.ts';
import { getOwnHead } from '../../electron/database/log.ts';
import { findCursor, saveCursor } from '../../electron/database/sync.ts';
import type { applyPage } from '../../electron/sync/apply-page.ts';
import type { coverByFloor } from '../../electron/sync/cover-by-floor.ts';
import { sha256 } from '../../hub/sha256.ts';
import { parseAccount } from '../../shared/domain/account.ts';
import { beyondFloor } from '../../shared/domain/floor-limit.ts';
import { type DeviceId, operationIdSchema } from '../../shared/domain/ids.ts';
import { ok } from '../../shared/domain/result.ts';
import { hashOf, type Operation } from '../../shared/operations/operation.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import type { PullAnswer, PushRequest } from '../../shared/sync/protocol.ts';
import type { Parts, Sabotage } from '../parts.ts';
import type { PlantedBug } from './planted-bug.ts';

type Apply = typeof applyPage;

const planted = (name: string, sabotage: Sabotage): PlantedBug => ({ type: 'history', name, sabotage });

const changingApply =
  (change: (apply: Apply) => Apply): Sabotage =>
  (parts) => ({ ...parts, applyPage: change(parts.applyPage) });

/** Moves the cursor to the end of a page as if it had been taken. */
const skipPage: Apply = (tx, stream, page) => {
  const before = findCursor(tx, stream)?.checksum ?? NOTHING;
  const hashes = page.type === 'operations' ? page.operations.map(({ hash }) => hash) : [];
  saveCursor(tx, stream, { cursor: page.to, checksum: addToChecksum(before, hashes) });
  return ok({ cursor: page.to });
};

const isEmpty = (page: PullAnswer): boolean =>
  page.type === 'operations' ? page.operations.length === 0 : page.accounts.length === 0;

/** The cursor has its own transaction before the page's: one time in nine the power goes between the two. */
const cursorBeforeData = (apply: Apply): Apply => {
  let pages = 0;
  return (tx, stream, page) => {
    if (!isEmpty(page)) pages += 1;
    return pages % 9 === 8 ? skipPage(tx, stream, page) : apply(tx, stream, page);
  };
};

/** A page on its way loses an operation from its middle, one time in nine. */
const losingOperations: Sabotage = (parts) => {
  let pages = 0;
  return {
    ...parts,
    pull: async (store, deviceId, request) => {
      const answer = await parts.pull(store, deviceId, request);
      if (!answer.ok || answer.value.type !== 'operations' || answer.value.operations.length < 2)
        return answer;
      pages += 1;
      return pages % 9 === 0 ? ok({ ...answer.value, operations: answer.value.operations.slice(1) }) : answer;
    },
  };
};

/** What of a page holds is taken, whatever the numbers say. */
const acceptingHoles =
  (apply: Apply): Apply =>
  (tx, stream, page) => {
    if (page.type !== 'operations' || page.to - page.from === page.operations.length)
      return apply(tx, stream, page);
    const to = page.from + page.operations.length;
    const taken = apply(tx, stream, { ...page, to, headChecksum: null });
    if (!taken.ok) return taken;
    const checksum = findCursor(tx, stream)?.checksum ?? NOTHING;
    saveCursor(tx, stream, { cursor: page.to, checksum });
    return ok({ cursor: page.to });
  };

/** A page that does not hold together is left, and the cursor goes on behind it. */
const cursorPastFault =
  (apply: Apply): Apply =>
  (tx, stream, page) => {
    const taken = apply(tx, stream, page);
    if (taken.ok || taken.error.type !== 'HoleInNumbers') return taken;
    return skipPage(tx, stream, page);
  };

/** What is left is worked out from what was acknowledged here, not from what the hub had read when it spoke. */
const residualFromAcknowledged =
  (apply: Apply): Apply =>
  (tx, stream, page) =>
    page.type === 'balances'
      ? apply(tx, stream, { ...page, yourHead: getOwnHead(tx).acknowledgedSeq })
      : apply(tx, stream, page);

/** The power goes before the number is saved, every other time: it is told again. */
const forgettingAcknowledged: Sabotage = (parts) => {
  let saves = 0;
  return {
    ...parts,
    stepSync: (state, event, jitter) => {
      const step = parts.stepSync(state, event, jitter);
      const effects = step.effects.filter(({ type }) => type !== 'saveAcknowledged' || ++saves % 2 === 0);
      return { ...step, effects };
    },
  };
};

/** Postings of others are added to what the hub says, which holds them already. */
const countingForeignTwice = (apply: Apply): Apply => {
  const heard = new Map<DeviceId, Map<string, number>>();
  return (tx, stream, page) => {
    const own = getOwnHead(tx).deviceId;
    const sums = heard.get(own) ?? new Map<string, number>();
    heard.set(own, sums);
    if (page.type === 'balances') {
      const accounts = page.accounts.map((state) => {
        const posted = state.posted + (sums.get(state.account) ?? 0);
        sums.delete(state.account);
        return { ...state, posted };
      });
      return apply(tx, stream, { ...page, accounts });
    }
    for (const { deviceId, postings } of page.operations) {
      if (deviceId === own) continue;
      for (const { account, amount } of postings) sums.set(account, (sums.get(account) ?? 0) + amount);
    }
    return apply(tx, stream, page);
  };
};

/** What is sent again gets new ids: to the hub it is something else. */
const newIdOnRetry: Sabotage = (parts) => {
  const asked = new Set<string>();
  return {
    ...parts,
    push: (context, deviceId, request) => {
      const key = `${deviceId} ${request.fromSeq}`;
      const isRetry = asked.has(key);
      asked.add(key);
      // Whoever writes it anew signs it anew.
      return isRetry
        ? parts.push({ ...context, isSignedBy: () => true }, deviceId, underNewIds(request))
        : parts.push(context, deviceId, request);
    },
  };
};

function underNewIds(request: PushRequest): PushRequest {
  let prevHash = request.prevHash;
  const operations = request.operations.map((operation): Operation => {
    const id = operationIdSchema.parse(`${operation.id.slice(0, -4)}ffff`);
    const renamed = { ...operation, id, prevHash };
    prevHash = hashOf(sha256, renamed);
    return { ...renamed, hash: prevHash };
  });
  return { ...request, operations };
}

/** The engine goes back in memory; on disk the cursors stay where they were. */
const cursorsNotLowered: Sabotage = (parts) => ({
  ...parts,
  stepSync: (state, event, jitter) => {
    const step = parts.stepSync(state, event, jitter);
    return { ...step, effects: step.effects.filter(({ type }) => type !== 'lowerCursors') };
  },
});

/** After a failure nothing rings: it waits for an answer that never comes. */
const noTimerAfterFailure: Sabotage = (parts) => ({
  ...parts,
  stepSync: (state, event, jitter) => {
    const step = parts.stepSync(state, event, jitter);
    return { ...step, effects: step.effects.filter(({ type }) => type !== 'rest') };
  },
});

/** What is recorded while something is under way leaves no trace in the engine. */
const forgettingWhatIsNew: Sabotage = (parts) => ({
  ...parts,
  stepSync: (state, event, jitter) =>
    event.type === 'recorded' && state.phase.type !== 'waiting'
      ? { state, effects: [] }
      : parts.stepSync(state, event, jitter),
});

/** What a household may have in a day is looked at, and what this counter has out already is not. */
const ignoringDeviceCap: typeof coverByFloor = (db, today, spends) => {
  const limit = findFloorLimit(db);
  const isWithin = spends.every(({ account, unit, amount }) => {
    const parsed = parseAccount(account);
    const household = parsed?.kind === 'household' ? findHouseholdNumber(db, parsed.householdId) : null;
    if (household === null || unit === 'uses') return false;
    const before = { household: floorSpentOn(db, household, unit, today), device: 0 };
    return beyondFloor(limit, unit, amount, before) === 0;
  });
  return isWithin ? new Map(spends.map(({ account }) => [account, { kind: 'floor' as const }])) : null;
};

/** Joins and parts as if no other PC could do the same at that moment. */
const claimingNothing =
  (needsOf: Parts['needsOf']): Parts['needsOf'] =>
  (...asked) => {
    const needs = needsOf(...asked);
    return needs === null ? null : { ...needs, claims: [] };
  };

/** A void is no return: no other till of the site need know of it. */
const voidingUnasked: Sabotage = (parts) => ({
  ...parts,
  claimsToTakeBack: (db, sale, body) => (body.isVoid ? [] : parts.claimsToTakeBack(db, sale, body)),
});

export const counterBugs: readonly PlantedBug[] = [
  planted('cursor saved before data', changingApply(cursorBeforeData)),
  planted('cap of the counter ignored at the floor', (parts) => ({
    ...parts,
    coverByFloor: ignoringDeviceCap,
  })),
  {
    type: 'history',
    name: 'page with a hole accepted',
    weather: losingOperations,
    sabotage: (parts) => changingApply(acceptingHoles)(losingOperations(parts)),
  },
  {
    type: 'history',
    name: 'cursor moved past a page that was not taken',
    weather: losingOperations,
    sabotage: (parts) => changingApply(cursorPastFault)(losingOperations(parts)),
  },
  {
    type: 'history',
    name: 'residual from acknowledgedSeq',
    weather: forgettingAcknowledged,
    sabotage: (parts) => changingApply(residualFromAcknowledged)(forgettingAcknowledged(parts)),
  },
  planted('postings of others counted twice', changingApply(countingForeignTwice)),
  planted('merge without asking', (parts) => ({ ...parts, needsOf: claimingNothing(parts.needsOf) })),
  planted('void and return of one sale both taken', voidingUnasked),
  planted('new id on retry', newIdOnRetry),
  planted('cursors not lowered on disk after a restore', cursorsNotLowered),
  planted('no timer after a failure', noTimerAfterFailure),
  planted('what is recorded during an exchange is forgotten', forgettingWhatIsNew),
];
