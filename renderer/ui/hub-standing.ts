import { useEffect, useState } from 'react';
import type { SyncStatus } from '../../shared/contract/sync-contract.ts';

/** How the hub stands, for who works here: it answers, it does not and work goes on within limits, it answers and the exchange fails all the same, or only an administrator gets it going. */
export type HubStanding = 'answers' | 'silent' | 'troubled' | 'stopped';

type Joined = Pick<
  Extract<SyncStatus, { type: 'joined' }>,
  'heardAt' | 'problem' | 'stoppedBecause' | 'isTroubled'
>;

/** A hub that is there answers a long poll within 25 seconds, whether there is anything new or not. */
export const SILENT_AFTER_MS = 60_000;

/** `nowMs` by the clock of this PC, by which `heardAt` was taken too. */
export function hubStanding(
  { heardAt, problem, stoppedBecause, isTroubled }: Joined,
  nowMs: number,
): HubStanding {
  if (stoppedBecause !== null) return 'stopped';
  if (problem === 'Unreachable') return 'silent';
  // A hub that is there and is not believed is not heard of either: that is no matter of patience.
  if (isTroubled) return 'troubled';
  return heardAt !== null && nowMs - heardAt > SILENT_AFTER_MS ? 'silent' : 'answers';
}

/** The same while time goes by: silence is nothing that anybody tells. */
export function useHubStanding(status: Joined | null): HubStanding {
  const [nowMs, setNowMs] = useState(Date.now);
  const heardAt = status?.heardAt ?? null;
  useEffect(() => {
    setNowMs(Date.now());
    if (heardAt === null) return;
    const timer = setTimeout(() => setNowMs(Date.now()), heardAt + SILENT_AFTER_MS - Date.now() + 1);
    return () => clearTimeout(timer);
  }, [heardAt]);
  return status === null ? 'answers' : hubStanding(status, nowMs);
}
