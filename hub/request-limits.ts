import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { DeviceId } from '../shared/domain/ids.ts';

const REQUESTS_PER_MINUTE = 600;
const WINDOW_MS = 60_000;
/** So often in a minute somebody may try, at an address that is barred, to be one device, and to be any: each may be a look-up. */
const PROOFS_PER_MINUTE = 60;
const PROOFS_OF_ADDRESS_PER_MINUTE = 6000;
/** Bodies that come in at once from one address: until they are signed they are what a stranger can make the hub hold. */
const MOST_BODIES_AT_ONCE = 100;
/** How long a device that proved who it is stays known at its address. */
const KNOWN_MS = 10 * WINDOW_MS;
const MOST_REMEMBERED = 20_000;

export type RequestLimits = {
  /** Before anything of a request is read: whether its address is over what strangers may ask. */
  readonly isBarred: (request: FastifyRequest, deviceId: DeviceId | null) => boolean;
  /**
   * Whether somebody at a barred address may try to prove that he is this device: a counter that is switched on in the
   * morning was not heard lately, and would otherwise be kept off by any stranger in the building.
   */
  readonly mayProve: (request: FastifyRequest, deviceId: DeviceId) => boolean;
  /** A request that nobody signed. True where its address has asked too often. */
  readonly countStranger: (request: FastifyRequest) => boolean;
  /** A request that a device did sign. True where it has asked too often. */
  readonly countDevice: (request: FastifyRequest, deviceId: DeviceId) => boolean;
  /** A body begins; false where too many of one address are under way. */
  readonly beginBody: (request: FastifyRequest) => boolean;
  /** It was read, or its connection is gone. Twice does no harm. */
  readonly endBody: (request: FastifyRequest) => void;
};

/**
 * Who may ask how often. What a device signed counts for the device; everything else counts for the address it came from,
 * so that whoever writes a device's name into a request uses up nothing of it. An address over its limit is not listened
 * to, except where a device that proved itself there asks, or tries to: a stranger in the same building takes no counter off the hub.
 */
export function createRequestLimits(): RequestLimits {
  const strangers = createMinuteCounts(REQUESTS_PER_MINUTE);
  const devices = createMinuteCounts(REQUESTS_PER_MINUTE);
  const proofs = createMinuteCounts(PROOFS_PER_MINUTE);
  const proofsByAddress = createMinuteCounts(PROOFS_OF_ADDRESS_PER_MINUTE);
  const knownUntil = new Map<string, number>();
  const bodiesByAddress = new Map<string, number>();
  const reading = new WeakSet<FastifyRequest>();
  const placeOf = (request: FastifyRequest, deviceId: DeviceId) => `${addressOf(request)} ${deviceId}`;
  return {
    isBarred: (request, deviceId) =>
      strangers.isOver(addressOf(request)) &&
      (deviceId === null || (knownUntil.get(placeOf(request, deviceId)) ?? 0) <= performance.now()),
    mayProve: (request, deviceId) =>
      !proofsByAddress.count(addressOf(request)) && !proofs.count(placeOf(request, deviceId)),
    countStranger: (request) => strangers.count(addressOf(request)),
    countDevice: (request, deviceId) => {
      remember(knownUntil, placeOf(request, deviceId), performance.now() + KNOWN_MS);
      return devices.count(deviceId);
    },
    beginBody: (request) => {
      const address = addressOf(request);
      const underWay = bodiesByAddress.get(address) ?? 0;
      if (underWay >= MOST_BODIES_AT_ONCE) return false;
      bodiesByAddress.set(address, underWay + 1);
      reading.add(request);
      return true;
    },
    endBody: (request) => {
      if (!reading.delete(request)) return;
      const address = addressOf(request);
      const left = (bodiesByAddress.get(address) ?? 1) - 1;
      if (left === 0) bodiesByAddress.delete(address);
      else bodiesByAddress.set(address, left);
    },
  };
}

/** Whoever has one address of IPv6 has the 2^64 of its network, which count as one. */
function addressOf({ ip }: FastifyRequest): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip;
  const [before = [], after = []] = ip.split('::').map((side) => side.split(':').filter(Boolean));
  const left = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...left, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** How often each name came up within its minute. Asking whether it is over counts nothing, unlike the limits of libraries. */
function createMinuteCounts(perMinute: number) {
  const counts = new Map<string, { readonly until: number; requests: number }>();
  const find = (name: string) => {
    const found = counts.get(name);
    return found !== undefined && found.until > performance.now() ? found : null;
  };
  return {
    isOver: (name: string): boolean => (find(name)?.requests ?? 0) > perMinute,
    count: (name: string): boolean => {
      const counted = find(name) ?? { until: performance.now() + WINDOW_MS, requests: 0 };
      counted.requests += 1;
      remember(counts, name, counted);
      return counted.requests > perMinute;
    },
  };
}

/** Keeps the newest: a map that strangers fill must not grow without an end. */
function remember<Value>(map: Map<string, Value>, name: string, value: Value): void {
  map.delete(name);
  map.set(name, value);
  if (map.size <= MOST_REMEMBERED) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
