import type {
  EnterFailure,
  EntryPreview,
  EntryStatus,
  LeaveFailure,
} from '../../shared/contract/sync-contract.ts';
import type { NetworkId, OperatorId } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { getOwnHead } from '../database/log.ts';
import { findNetwork, findOwnSite, findSite } from '../database/network.ts';
import { findMembership } from '../database/sync.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { enterNetwork, lastBroughtSeq } from './enter-network.ts';
import { isStranger } from './former-devices.ts';
import { findJoining, forgetJoining, joiningClient } from './joining.ts';
import { previewEntry } from './preview-entry.ts';
import { readShared } from './read-shared.ts';
import type { SyncDeskOptions } from './sync-desk-types.ts';
import type { SyncLine } from './sync-line.ts';

/** Whoever goes on selling while the hub is being asked asks again: nobody sells that fast for so long. */
const MOST_ATTEMPTS = 10;

export type EntryDesk = {
  /** Begins to read where there is something to look at and nothing is read yet; `again` where reading has failed. */
  readonly look: (again: boolean) => EntryStatus;
  readonly enter: (operatorId: OperatorId) => Promise<Result<null, EnterFailure>>;
  readonly leave: () => Promise<Result<null, LeaveFailure>>;
  readonly close: () => Promise<void>;
};

type Ready = { readonly type: 'ready'; readonly preview: EntryPreview; readonly networkId: NetworkId };
type State = Exclude<EntryStatus, { type: 'ready' }> | Ready;

/** A line for one question or one reading: none is open while nobody looks. */
type OpenLine = SyncDeskOptions['openLine'];

/**
 * Between an enrolment and an entry: reads what the network has in common, says what would become of this counter's data, and
 * enters or leaves. Nothing is kept of what was read: after a crash it is read again.
 */
export function createEntryDesk(
  context: ServiceContext,
  {
    openLine,
    onBug,
    onEntered,
  }: {
    readonly openLine: OpenLine;
    readonly onBug: (error: unknown) => void;
    readonly onEntered: () => void;
  },
): EntryDesk {
  const { db, inTransaction } = context;
  let state: State = { type: 'none' };
  /** The reading that counts: an older one is over, whatever it still says. */
  let reading: object | null = null;
  const lines = new Set<SyncLine>();
  /** Entering and leaving, one after the other: what is pressed meanwhile is answered by what the first one came to. */
  let acting: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = acting.then(act);
    acting = mine.catch(() => undefined); // whoever pressed it hears of it
    return mine;
  };
  const withLine = async <T>(use: (line: SyncLine) => Promise<T>): Promise<T> => {
    const joining = findJoining(db);
    assert(joining !== null, 'there is a hub to be asked');
    const line = openLine(joiningClient(db, joining));
    lines.add(line);
    try {
      return await use(line);
    } finally {
      lines.delete(line);
      await line.close();
    }
  };
  const become = (next: State) => {
    state = next;
    context.announce({ type: 'changed', topics: ['sync'] });
  };

  const read = async (mine: object, epoch: number): Promise<void> => {
    let received = 0;
    const shared = await withLine((line) =>
      readShared(line, getOwnHead(db).deviceId, epoch, (operations) => {
        received += operations;
        if (reading === mine) become({ type: 'reading', received });
      }),
    );
    if (!shared.ok) {
      if (reading === mine) become({ type: 'failed', problem: shared.error });
      return;
    }
    try {
      const network = findNetwork(shared.value.db);
      const own = findOwnSite(db);
      const site = own === null ? null : findSite(db, own.siteId);
      assert(site !== null, 'a counter that would enter stands somewhere');
      // Whoever brought the network to the hub has not told of it yet.
      if (network === null) {
        if (reading === mine) become({ type: 'failed', problem: 'HubBehind' });
        return;
      }
      const preview = await previewEntry(db, shared.value.db, site.organisationId);
      if (reading === mine) become({ type: 'ready', preview, networkId: network.networkId });
    } finally {
      shared.value.raw.close();
    }
  };
  const begin = (epoch: number) => {
    const mine = {};
    reading = mine;
    state = { type: 'reading', received: 0 };
    read(mine, epoch).catch((error: unknown) => {
      onBug(error);
      if (reading === mine) become({ type: 'failed', problem: 'Unexpected' });
    });
  };
  const forget = () => {
    reading = null;
    inTransaction(forgetJoining);
    become({ type: 'none' });
    context.announce({ type: 'changed', topics: ['setup'] });
  };

  const enter = async (operatorId: OperatorId): Promise<Result<null, EnterFailure>> => {
    if (findJoining(db) === null) {
      // Pressed twice, the first one has done it.
      return findMembership(db) !== null ? ok(null) : err({ type: 'NothingToEnter' });
    }
    if (state.type !== 'ready') return err({ type: 'PreviewMissing' });
    const { networkId } = state;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const untilSeq = lastBroughtSeq(db);
      const answer = await withLine((line) =>
        line.ask('entry', { protocol: PROTOCOL_VERSION, act: 'enter', untilSeq }),
      );
      if (answer.type === 'refused') {
        const { type } = answer.failure;
        return err({ type: type === 'DeviceRevoked' || type === 'BringsTooMuch' ? type : 'DeviceUnknown' });
      }
      if (isStranger(answer.type)) return err({ type: 'DeviceUnknown' });
      if (answer.type !== 'answered') return err({ type: 'HubUnreachable' });
      const hasEntered = inTransaction((tx) => {
        // Something was written meanwhile: the hub has to know that this too is of before.
        if (lastBroughtSeq(tx) > untilSeq) return false;
        enterNetwork(context, tx, operatorId, networkId, answer.value);
        return true;
      });
      if (!hasEntered) continue;
      reading = null;
      state = { type: 'none' };
      onEntered();
      return ok(null);
    }
    return err({ type: 'HubUnreachable' });
  };
  const leave = async (): Promise<Result<null, LeaveFailure>> => {
    if (findMembership(db) !== null) return err({ type: 'EnteredMeanwhile' });
    if (findJoining(db) === null) return ok(null);
    const answer = await withLine((line) => line.ask('entry', { protocol: PROTOCOL_VERSION, act: 'leave' }));
    if (answer.type === 'refused' && answer.failure.type === 'AlreadyEntered')
      return err({ type: 'AlreadyEntered' });
    // Where the hub does not hear it, it has a device that may look and never comes: an administrator takes it out.
    forget();
    return ok(null);
  };

  return {
    look: (again) => {
      const joining = findJoining(db);
      if (joining === null) return { type: 'none' };
      if (state.type === 'none' || (again && state.type === 'failed')) begin(joining.epoch);
      return state.type === 'ready' ? { type: 'ready', preview: state.preview } : state;
    },
    enter: (operatorId) => inTurn(() => enter(operatorId)),
    leave: () => inTurn(leave),
    close: async () => {
      reading = null;
      for (const line of lines) await line.close();
    },
  };
}
