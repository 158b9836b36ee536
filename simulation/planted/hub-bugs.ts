import type { PushContext } from '../../hub/rules/push.ts';
import type { HubDeviceRow, HubStore, HubTx } from '../../hub/store/hub-store.ts';
import type { DeviceId } from '../../shared/domain/ids.ts';
import type { Result } from '../../shared/domain/result.ts';
import { ok } from '../../shared/domain/result.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import type { DeclareRequest } from '../../shared/sync/declaration.ts';
import type { AccountState, PushAnswer, PushFailure } from '../../shared/sync/protocol.ts';
import { HubCrash, type Parts, type Sabotage } from '../parts.ts';
import type { PlantedBug } from './planted-bug.ts';

type Push = Parts['push'];

const planted = (name: string, sabotage: Sabotage): PlantedBug => ({ type: 'history', name, sabotage });

/** The store with some of its tables in another way. */
export const withTables = (store: HubStore, change: (tx: HubTx) => Partial<HubTx>): HubStore => {
  const changed = (tx: HubTx): HubTx => ({ ...tx, ...change(tx) });
  return {
    inTransaction: (work) => store.inTransaction((tx) => work(changed(tx))),
    inSnapshot: (work) => store.inSnapshot((tx) => work(changed(tx))),
  };
};

export const changingDevice = (
  store: HubStore,
  change: (device: HubDeviceRow) => Partial<HubDeviceRow>,
): HubStore =>
  withTables(store, (tx) => {
    const changed =
      (find: HubTx['findDevice']): HubTx['findDevice'] =>
      async (deviceId) => {
        const device = await find(deviceId);
        return device === null ? null : { ...device, ...change(device) };
      };
    return { findDevice: changed(tx.findDevice), lockDevice: changed(tx.lockDevice) };
  });

/** Answers with what the transaction came to, whether it was committed or not. */
const acknowledgingEarly =
  (push: Push): Push =>
  async (context, deviceId, request) => {
    let early: Result<PushAnswer, PushFailure> | null = null;
    const store: HubStore = {
      ...context.store,
      inTransaction: (work) =>
        context.store.inTransaction(async (tx) => {
          const outcome = await work(tx);
          early = outcome as typeof early; // the one transaction of a push ends in its answer
          return outcome;
        }),
    };
    try {
      return await push({ ...context, store }, deviceId, request);
    } catch (error) {
      if (error instanceof HubCrash && early !== null) return early;
      throw error;
    }
  };

/** Takes whatever comes, as often as it comes. */
const withoutDedupe =
  (push: Push): Push =>
  (context, deviceId, request) => {
    const forgetful = changingDevice(context.store, ({ headSeq }) => ({
      headSeq: Math.min(headSeq, request.fromSeq - 1),
    }));
    const store = withTables(forgetful, () => ({
      findHashesById: async () => new Map(),
      listHashes: async () => new Map(),
    }));
    return push({ ...context, store }, deviceId, request);
  };

/** Numbers come from a counter outside the transaction, as those of a database's sequence do. */
const overPlainSequence: Sabotage = (parts) => {
  const sequence = new Map<string, number>();
  return {
    ...parts,
    store: (memory) =>
      withTables(parts.store(memory), (tx) => {
        let raised: ReturnType<HubTx['raiseStreams']> = Promise.resolve(new Map());
        const raise: HubTx['raiseStreams'] = async (entries) => {
          const before = new Map<StreamName, number>();
          for (const { name, count, hashes } of entries) {
            const { number } = await tx.findStreamHead(name);
            const from = Math.max(sequence.get(name) ?? 0, number);
            sequence.set(name, from + count);
            await tx.raiseStreams([{ name, count: from + count - number, hashes }]);
            before.set(name, from);
          }
          return before;
        };
        return {
          raiseStreams: (entries) => {
            raised = raise(entries);
            return raised;
          },
          insertOperations: (rows) => raised.then(() => tx.insertOperations(rows)),
          changeAccounts: (...change) => raised.then(() => tx.changeAccounts(...change)),
        };
      }),
  };
};

/** What cannot be taken is refused, and asked for again for ever. */
const blockedByQuarantine =
  (push: Push): Push =>
  (context, deviceId, request) => {
    const store = withTables(context.store, (tx) => ({
      insertQuarantine: async (rows) => {
        if (rows.length > 0) throw new HubCrash('what does not agree is refused');
        await tx.insertQuarantine(rows);
      },
    }));
    return push({ ...context, store }, deviceId, request);
  };

const changingPush =
  (change: (push: Push) => Push): Sabotage =>
  (parts) => ({ ...parts, push: change(parts.push) });

const MOST_OFF_MS = 3_600_000;

/** What is written by a clock that is an hour off is refused, and asked for again for ever. */
const wrongClocksRefused = changingPush((push) => (context, deviceId, request) => {
  const isOff = request.operations.some(
    ({ occurredAt }) => Math.abs(occurredAt - context.now()) > MOST_OFF_MS,
  );
  if (isOff) throw new HubCrash('a wrong clock is refused');
  return push(context, deviceId, request);
});

type AskedPush = (
  context: PushContext,
  deviceId: DeviceId,
  request: Parameters<Push>[2],
  answer: PushAnswer,
) => PushAnswer;

const changingAnswer = (change: AskedPush): Sabotage =>
  changingPush((push) => async (context, deviceId, request) => {
    const answer = await push(context, deviceId, request);
    return answer.ok ? ok(change(context, deviceId, request, answer.value)) : answer;
  });

/** A gap is answered as if everything had arrived. */
const gapAsAcknowledged = changingAnswer((context, _deviceId, { operations }, answer) => {
  const last = operations.at(-1);
  if (answer.type !== 'gap' || last === undefined) return answer;
  const { seq, hash } = last;
  const { epoch } = answer;
  return {
    type: 'acknowledged',
    acknowledgedSeq: seq,
    hash,
    epoch,
    hubTime: context.now(),
    quarantined: [],
  };
});

const withoutGrants: Sabotage = (parts) => ({
  ...parts,
  pull: async (store, deviceId, request) => {
    const widened = changingDevice(store, ({ place }) => {
      const siteId = /^site:(.+)$/.exec(request.stream)?.[1];
      if (siteId === undefined) return {};
      return { place: { ...place, siteId: siteId as typeof place.siteId } }; // as the request names it
    });
    return parts.pull(widened, deviceId, request);
  },
});

/** Whoever has read under an old epoch is answered as if nothing had happened. */
const withoutEpoch: Sabotage = (parts) => ({
  ...parts,
  pull: async (store, deviceId, request) => {
    const epoch = await store.inSnapshot((tx) => tx.epoch());
    return parts.pull(store, deviceId, { ...request, epoch });
  },
});

/** A device is told of the epoch, and not how much of its own the hub still has. */
const withoutYourHead: Sabotage = (parts) => ({
  ...parts,
  pull: async (store, deviceId, request) => {
    const answer = await parts.pull(store, deviceId, request);
    return answer.ok || answer.error.type !== 'EpochChanged'
      ? answer
      : { ok: false, error: { ...answer.error, yourHead: Number.MAX_SAFE_INTEGER } };
  },
});

/** A page of states says that it goes to the head, though more changed than it holds. */
const cutStates: Sabotage = (parts) => ({
  ...parts,
  pull: async (store, deviceId, request) => {
    const answer = await parts.pull(store, deviceId, request);
    if (!answer.ok || answer.value.type !== 'balances') return answer;
    const head = await store.inSnapshot((tx) => tx.findStreamHead(request.stream));
    return ok({ ...answer.value, to: head.number, hasMore: false });
  },
});

/** What a device gets is decided when it enrols, and stays whatever its place becomes. */
const grantsOfBefore: Sabotage = (parts) => {
  const first = new Map<DeviceId, HubDeviceRow['place']>();
  const asBefore = ({ deviceId, place }: HubDeviceRow): Partial<HubDeviceRow> => {
    const before = first.get(deviceId) ?? place;
    first.set(deviceId, before);
    return { place: before, aloneUntilSeq: 1 };
  };
  return {
    ...parts,
    pull: (store, deviceId, request) => parts.pull(changingDevice(store, asBefore), deviceId, request),
  };
};

/** Authorisations over other tables. */
const authorisingWith =
  (change: (tx: HubTx) => Partial<HubTx>): Sabotage =>
  (parts) => ({
    ...parts,
    authorise: (store, pen, deviceId, request) =>
      parts.authorise(withTables(store, change), pen, deviceId, request),
  });

/** An authorisation that looks past some of what is set aside. */
const overlooking = (overlooked: Partial<AccountState>): Sabotage =>
  authorisingWith((tx) => ({
    lockStanding: async (accounts) => {
      const states = await tx.lockStanding(accounts);
      return new Map([...states].map(([name, state]) => [name, { ...state, ...overlooked }]));
    },
  }));

/** Each time that a question is asked it is another question. */
const answersNotKept = authorisingWith(() => ({
  findAuthorisations: async () => [],
  insertAuthorisation: async () => undefined,
}));

/** What one act has to itself, another one has too. */
const sharedClaims = authorisingWith(() => ({
  takeClaims: async (rows) => rows.map(({ subject }) => subject),
}));

/** What may be taken back elsewhere is not asked of the till that wrote it. */
const cededByNobody = authorisingWith((tx) => ({
  listReversals: async (ids) => (await tx.listReversals(ids)).map((row) => ({ ...row, isCeded: true })),
}));

/** Whoever asks need not know what came back before. */
const claimedUnseen = authorisingWith((tx) => ({
  listReversals: async (ids) => (await tx.listReversals(ids)).map((row) => ({ ...row, reversals: [] })),
}));

/** To devices that have declared, while others have not. */
const leasingTooEarly: Sabotage = (parts) => ({
  ...parts,
  placeLeases: (store, pen, deviceId, request) =>
    parts.placeLeases(
      withTables(store, () => ({ isAwaiting: async () => false })),
      pen,
      deviceId,
      request,
    ),
});

const changingDeclaration =
  (change: (store: HubStore, request: DeclareRequest) => HubStore): Sabotage =>
  (parts) => ({
    ...parts,
    declareHolds: (context, deviceId, request) =>
      parts.declareHolds({ ...context, store: change(context.store, request) }, deviceId, request),
  });

/** Whatever the device has written since. */
const declaredAtAnyHead = changingDeclaration((store, { headSeq, headHash }) =>
  changingDevice(store, () => ({ headSeq, headHash })),
);

/** What the hub of the backup had given and the device had not read is in its mailbox still, and is forgotten. */
const declaredUnread: Sabotage = (parts) => {
  const accepting = changingDeclaration((store, { mailboxCursor }) =>
    withTables(store, (tx) => ({
      findStreamHead: async (name) => ({ ...(await tx.findStreamHead(name)), number: mailboxCursor }),
    })),
  )(parts);
  return {
    ...accepting,
    stepSync: (state, event, jitter) =>
      event.type === 'leased' && !event.answer.isDeclared
        ? {
            state: { ...state, isToDeclare: true, phase: { type: 'declaring' } },
            effects: [{ type: 'declare', epoch: state.epoch }],
          }
        : parts.stepSync(state, event, jitter),
  };
};

/** The hub with other tables where it takes what devices push. */
const takingInto = (change: (tx: HubTx) => Partial<HubTx>): Sabotage =>
  changingPush(
    (push) => (context, deviceId, request) =>
      push({ ...context, store: withTables(context.store, change) }, deviceId, request),
  );

/** Whoever brings something is taken for the first to tell of it. */
const broughtUnjudged = takingInto(() => ({ findBringers: async () => new Map() }));

/** What was signed stays what it was, as the head goes on. */
const firstSignatureKept: Sabotage = (parts) => {
  const first = new Map<DeviceId, string | null>();
  return takingInto((tx) => ({
    setDeviceHead: (deviceId, head) => {
      const headSignature = first.get(deviceId) ?? head.headSignature;
      first.set(deviceId, headSignature);
      return tx.setDeviceHead(deviceId, { ...head, headSignature });
    },
  }))(parts);
};

/** Roles are kept as a log has them, whoever wrote it. */
const administratorsBrought = takingInto((tx) => ({
  setRoles: (operatorId, siteId, roles) =>
    tx.setRoles(operatorId, siteId, roles.includes('office') ? ['admin'] : roles),
}));

/** An order deletes what is there; what comes later is stored as it came. */
const lateBodiesKept: Sabotage = (parts) => ({
  ...parts,
  store: (memory) => withTables(parts.store(memory), () => ({ findErased: async () => new Set() })),
});

/** An order passes over what is kept aside. */
const asideNotErased: Sabotage = (parts) => ({
  ...parts,
  store: (memory) =>
    withTables(parts.store(memory), (tx) => ({
      eraseHousehold: async (row) => {
        const kept = [];
        for (const deviceId of (await tx.countQuarantined()).keys())
          kept.push(...(await tx.listAsideOf(deviceId, 0, 1000)));
        await tx.eraseHousehold(row);
        for (const { deviceId, seq, ...rest } of kept) {
          await tx.deleteQuarantined(deviceId, [seq]);
          await tx.insertQuarantine([{ deviceId, seq, ...rest }]);
        }
      },
    })),
});

export const hubBugs: readonly PlantedBug[] = [
  planted('acknowledgement before commit', changingPush(acknowledgingEarly)),
  planted('dedupe removed', changingPush(withoutDedupe)),
  planted('cursor over a plain sequence', overPlainSequence),
  planted('quarantine blocks the queue', changingPush(blockedByQuarantine)),
  planted('what a wrong clock wrote is refused', wrongClocksRefused),
  planted('gap answered as acknowledged', gapAsAcknowledged),
  planted('grant check missing', withoutGrants),
  planted('grant that a move withdrew is kept', grantsOfBefore),
  planted('lease reclaimed without the device', overlooking({ leased: 0 })),
  planted('overdraft past an authorisation', overlooking({ reserved: 0 })),
  planted('answer to a question not kept', answersNotKept),
  planted('claim not exclusive', sharedClaims),
  planted('taken back elsewhere without the till that wrote it', cededByNobody),
  planted('taken back without knowing what came back before', claimedUnseen),
  planted('epoch ignored', withoutEpoch),
  planted('restored hub never tells a device its own head', (parts) =>
    declaredAtAnyHead(withoutYourHead(parts)),
  ),
  planted('page of states cut short', cutStates),
  planted('body kept that comes after the order to erase', lateBodiesKept),
  planted('order to erase passes over what is kept aside', asideNotErased),
  planted('leased before all have declared', leasingTooEarly),
  planted('declaration before the mailbox is read', declaredUnread),
  planted('what is brought replaces what the network has', broughtUnjudged),
  planted('administrators come in with a log', administratorsBrought),
  planted('head acknowledged under an older signature', firstSignatureKept),
];
