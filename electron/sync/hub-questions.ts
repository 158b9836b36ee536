import type { NoWord } from '../../shared/contract/cover-failure.ts';
import { type AuthorisationId, authorisationIdSchema, type OperationId } from '../../shared/domain/ids.ts';
import type { Claim } from '../../shared/sync/claims.ts';
import {
  type AuthoriseAnswer,
  type AuthoriseFailure,
  PROTOCOL_VERSION,
  type Spend,
  type WaitRequest,
} from '../../shared/sync/protocol.ts';
import type { SyncState } from '../../shared/sync/sync-machine.ts';
import type { Db, InTransaction } from '../database/database.ts';
import {
  dropQuestion,
  insertAuthorisation,
  listAuthorisationSpends,
  listOpenAuthorisations,
  type OpenAuthorisation,
  takeAuthoriseAnswer,
} from '../database/leases.ts';
import { findMembership } from '../database/sync.ts';
import { abandonAuthorisation, type Pen } from './close-cover.ts';
import type { HubAnswer } from './hub-client.ts';
import type { SyncLine } from './sync-line.ts';

/** So long a person at a counter waits for the hub's word on one question, looking whether it is there included. */
const PATIENCE_MS = 1500;
/** A hub that has just been found there is given this much at least, however long that took. */
const LEAST_PATIENCE_MS = 500;

export type HubQuestion = {
  readonly operationId: OperationId;
  readonly spends: readonly Spend[];
  /** What the act has to have to itself. */
  readonly claims: readonly Claim[];
};

/** No answer in time: the question stays open and is settled later. Only then may something go out without cover. */
type Silent = { readonly type: 'silent' };
/** The hub is there, and gives no word on what it was asked. */
type Wordless = { readonly type: 'noWord'; readonly because: NoWord };
export type HubWord<T> = { readonly type: 'answered'; readonly value: T } | Silent | Wordless;

export const SILENT: Silent = { type: 'silent' };
export const noWord = (because: NoWord): Wordless => ({ type: 'noWord', because });

/**
 * Asks the hub whether an act may spend, and have what it claims. `take` is called with the answer at once, before anything else can settle the
 * question.
 */
export type AskHub = <T>(
  question: HubQuestion,
  take: (authorisationId: AuthorisationId, answer: AuthoriseAnswer) => T,
) => Promise<HubWord<T>>;

/** The questions of this counter about single acts. Each is kept before it is asked and has one answer, however late. */
export function createHubQuestions({
  db,
  inTransaction,
  now,
  pen,
  onOtherEpoch,
  onHeard,
  onBug,
}: {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  readonly now: () => number;
  readonly pen: Pen;
  /** The hub was restored since the epoch that it was asked under. */
  readonly onOtherEpoch: () => void;
  /** The hub has answered. */
  readonly onHeard: () => void;
  readonly onBug: (error: unknown) => void;
}) {
  /** Questions under way: somebody hears their answer. */
  const asking = new Set<AuthorisationId>();

  const send = async (
    line: SyncLine,
    {
      authorisationId,
      operationId,
      spends,
      claims,
    }: HubQuestion & { readonly authorisationId: AuthorisationId },
    hear: (word: HubWord<AuthoriseAnswer>, hadNoEffect: boolean) => void,
  ): Promise<void> => {
    asking.add(authorisationId);
    const member = findMembership(db);
    const epoch = member?.epoch;
    try {
      const answer = await line.ask('authorise', {
        protocol: PROTOCOL_VERSION,
        epoch: epoch ?? 1,
        authorisationId,
        operationId,
        spends: [...spends],
        claims: [...claims],
      });
      // A hub that was restored since does not know what it granted before: the question is asked again.
      const now = findMembership(db);
      // What was granted to a device that another one went on for is free again.
      const isOfNow = now?.epoch === epoch && now?.deviceId === member?.deviceId;
      const wasTurnedAway = answer.type === 'HubBusy' && answer.wasTurnedAway === true;
      const isOfBefore = answer.type === 'refused' && answer.failure.type === 'EpochIsOther';
      if (answer.type !== 'answered') hear(wordOf(answer), wasTurnedAway || isOfBefore);
      else if (isOfNow) hear(answer, false);
      else hear(noWord(now?.epoch === epoch ? 'HubBusy' : 'Restoring'), false);
      if (answer.type === 'answered') onHeard();
      if (isOfBefore) onOtherEpoch();
    } finally {
      asking.delete(authorisationId);
    }
  };
  /** Nobody waits for it any more: what was granted is given up. */
  const settleOne = (
    open: Pick<OpenAuthorisation, 'authorisationId' | 'operationId'>,
    word: HubWord<AuthoriseAnswer>,
  ): void => {
    if (word.type !== 'answered') return;
    inTransaction((tx) => {
      takeAuthoriseAnswer(tx, open.authorisationId, word.value);
      if (word.value.type === 'granted') abandonAuthorisation(pen, tx, open);
    });
  };

  return {
    /** `waitedMs` is how long the person has waited already. */
    ask: <T>(
      line: SyncLine,
      { operationId, spends: planned, claims }: HubQuestion,
      take: (authorisationId: AuthorisationId, answer: AuthoriseAnswer) => T,
      waitedMs: number,
    ): Promise<HubWord<T>> => {
      const authorisationId = authorisationIdSchema.parse(pen.newId());
      const asked = { authorisationId, operationId, askedAt: now() };
      const spends = inTransaction((tx) => insertAuthorisation(tx, asked, planned, claims));
      const question = { authorisationId, operationId, spends, claims };
      return new Promise<HubWord<T>>((resolve, reject) => {
        let isWaiting = true;
        const timer = setTimeout(
          () => {
            isWaiting = false;
            resolve(SILENT);
          },
          Math.max(LEAST_PATIENCE_MS, PATIENCE_MS - waitedMs),
        );
        const hear = (word: HubWord<AuthoriseAnswer>, hadNoEffect: boolean) => {
          clearTimeout(timer);
          // Asked for the first time, so no earlier copy of it was granted: what went into it is free at once. (Epochs only
          // grow: no copy that is still under way is granted by a hub that was restored.)
          if (hadNoEffect) inTransaction((tx) => dropQuestion(tx, authorisationId));
          if (!isWaiting) return settleOne(question, word);
          if (word.type !== 'answered') return resolve(word);
          inTransaction((tx) => takeAuthoriseAnswer(tx, authorisationId, word.value));
          resolve({ type: 'answered', value: take(authorisationId, word.value) });
        };
        send(line, question, hear).catch((error: unknown) => (isWaiting ? reject(error) : onBug(error)));
      });
    },
    /** Questions left open, by a crash or a lost answer, are asked again under their own id. */
    settle: (line: SyncLine): void => {
      for (const open of listOpenAuthorisations(db)) {
        if (asking.has(open.authorisationId)) continue;
        const spends = listAuthorisationSpends(db, open.authorisationId);
        send(line, { ...open, spends }, (word) => settleOne(open, word)).catch(onBug);
      }
    },
  };
}

/** What it says that there is no answer, or none that the question is for. */
function wordOf(answer: Exclude<HubAnswer<'authorise'>, { type: 'answered' }>): Silent | Wordless {
  switch (answer.type) {
    case 'Unreachable':
      return SILENT;
    case 'HubBusy':
      // A hub that ends, or a proxy before one that is not there, turns nothing away.
      return answer.wasTurnedAway === true ? noWord('HubBusy') : SILENT;
    case 'HubFailed':
    case 'AnswerUnreadable':
      return noWord('HubBusy');
    case 'NotAuthenticated':
    case 'DeviceUnknown':
      return noWord('NotRecognised');
    case 'refused':
      return noWord(FAILURES[answer.failure.type]);
  }
}

const FAILURES = {
  EpochIsOther: 'Restoring',
  DeviceRevoked: 'TakenOut',
  DeviceUnknown: 'NotRecognised',
} as const satisfies Record<AuthoriseFailure['type'], NoWord>;

/** Whether a hub that was not heard lately is there: a question that leaves nothing behind. Null: it is, and may be asked. */
export function isHubThere(
  line: SyncLine,
  { epoch, cursors }: Pick<SyncState, 'epoch' | 'cursors'>,
): Promise<Silent | Wordless | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(SILENT), PATIENCE_MS - LEAST_PATIENCE_MS);
    const question = {
      protocol: PROTOCOL_VERSION,
      epoch,
      cursors: [...cursors],
      waitMs: 0,
    } satisfies WaitRequest;
    void line.ask('wait', question).then((answer) => {
      clearTimeout(timer);
      resolve(answer.type === 'answered' || answer.type === 'refused' ? null : wordOf(answer));
    });
  });
}
