import { deviceIdSchema, operationIdSchema } from './ids.ts';
import { localDateAt, localDateSchema } from './local-date.ts';
import type { Movement } from './statement.ts';

export const aDay = (text: string) => localDateSchema.parse(text);

export const aDevice = (n: number) =>
  deviceIdSchema.parse(`019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`);

/** A movement of a purse without periods, made on device 1 in the order of its number, at noon of its day. */
export function aMovement(n: number, on: string, amount: number, parts: Partial<Movement> = {}): Movement {
  return {
    n,
    operationId: operationIdSchema.parse(`019a0000-0000-7000-9000-${String(n).padStart(12, '0')}`),
    deviceId: aDevice(1),
    seq: n,
    occurredAt: Date.parse(`${on}T11:00:00Z`),
    businessOn: aDay(on),
    periodStartsOn: null,
    kind: amount > 0 ? 'top-up' : 'sale',
    reference: null,
    siteName: 'Emporio di Pesaro',
    amount,
    ...parts,
  };
}

/** The same at an instant, on the day that it is in Rome. */
export const aMovementAt = (n: number, utcMs: number, amount: number): Movement =>
  aMovement(n, localDateAt(utcMs), amount, { occurredAt: utcMs });
