import { z } from 'zod';
import { organisationIdSchema, siteIdSchema } from '../domain/ids.ts';
import { siteKindSchema } from '../domain/site.ts';
import {
  beneficiariesStream,
  deviceStream,
  networkStream,
  registryStream,
  siteStream,
} from '../operations/kind.ts';
import type { StreamName } from '../operations/operation.ts';

/** Where a device stands: what it may see and write follows from it (design, section 5), and from nothing it says. */
export const devicePlaceSchema = z.object({
  deviceId: z.string(),
  siteId: siteIdSchema,
  siteKind: siteKindSchema,
  organisationId: organisationIdSchema,
  /** Sites whose streams an office is in charge of, its own not named. */
  officeOf: z.array(siteIdSchema).max(1000).readonly(),
});
export type DevicePlace = Readonly<z.infer<typeof devicePlaceSchema>>;

export const ledgerStream = 'ledger' as StreamName; // a fixed name of the design's table
export const balancesStream = 'balances' as StreamName; // a fixed name of the design's table

/**
 * Streams that a device may pull. Counters get what selling needs; offices besides the registers of their own
 * organisation, the ledger and the sites they are in charge of. Law: no device ever gets a register of another
 * organisation, nor another device's mailbox.
 */
export function streamsFor(place: DevicePlace): StreamName[] {
  const counter = [
    networkStream,
    beneficiariesStream,
    siteStream(place.siteId),
    balancesStream,
    deviceStream(place.deviceId),
  ];
  if (place.siteKind !== 'office') return counter;
  const sites = place.officeOf.filter((siteId) => siteId !== place.siteId).map(siteStream);
  return [...counter, ...sites, registryStream(place.organisationId), ledgerStream];
}

/**
 * What a device that is joining reads before it enters or leaves: what the network has in common, and nothing of any site. The
 * person before it decides by what it finds.
 */
export const joiningStreams: readonly StreamName[] = [networkStream, beneficiariesStream];

/**
 * Whether a device may write into a stream. An emporio's office hours are held at its till, so a counter may write the
 * registers of its own organisation though it does not get them back.
 */
export function mayWriteTo(place: DevicePlace, stream: StreamName): boolean {
  if (stream === ledgerStream || stream === balancesStream) return false; // these are made by the hub
  if (stream === networkStream || stream === beneficiariesStream) return true; // who may is the operator's role
  if (stream === registryStream(place.organisationId) || stream === deviceStream(place.deviceId)) return true;
  return [place.siteId, ...place.officeOf].some((siteId) => stream === siteStream(siteId));
}
