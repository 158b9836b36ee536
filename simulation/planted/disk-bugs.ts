import { MAY_BE_AT_WORK_MS } from '../../hub/rules/succeed.ts';
import type { HubTx } from '../../hub/store/hub-store.ts';
import type { Parts, Sabotage } from '../parts.ts';
import { withTables } from './hub-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

const planted = (name: string, sabotage: Sabotage): PlantedBug => ({ type: 'history', name, sabotage });

/** Begins with what is to be sent, as if no disk were ever of an older day. */
const withoutComparing: Sabotage = (parts) => ({
  ...parts,
  stepSync: (state, event, jitter) => parts.stepSync({ ...state, isCompared: true }, event, jitter),
});

const changingSuccession =
  (change: (succeed: Parts['succeed']) => Parts['succeed']): Sabotage =>
  (parts) => ({ ...parts, succeed: change(parts.succeed) });

/** Whoever asks goes on, whether the counter was heard of just now or not. */
const besideOneAtWork = changingSuccession(
  (succeed) => (context, deviceId, request) =>
    succeed({ ...context, now: () => context.now() + MAY_BE_AT_WORK_MS }, deviceId, request),
);

/** Successions over other tables. */
const succeedingWith = (change: (tx: HubTx) => Partial<HubTx>): Sabotage =>
  changingSuccession(
    (succeed) => (context, deviceId, request) =>
      succeed({ ...context, store: withTables(context.store, change) }, deviceId, request),
  );

export const diskBugs: readonly PlantedBug[] = [
  planted('put-back counter works before it has compared', withoutComparing),
  planted('what a put-back counter forgot that it was granted stays set aside', (parts) => ({
    ...parts,
    giveUpForgotten: () => false,
  })),
  planted('copy goes on beside the counter at work', besideOneAtWork),
  planted(
    'leases of a closed chain not freed',
    succeedingWith(() => ({ listLeasesOf: async () => [] })),
  ),
  planted(
    'leases of a closed chain freed twice',
    succeedingWith((tx) => ({
      listLeasesOf: async (deviceId) => {
        const rows = await tx.listLeasesOf(deviceId);
        return [...rows, ...rows];
      },
    })),
  ),
  planted(
    'questions of a closed chain not freed',
    succeedingWith(() => ({ listOpenAuthorisations: async () => [] })),
  ),
];
