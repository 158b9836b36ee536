import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import type { DeviceId } from '../shared/domain/ids.ts';

export type UnsentAnswers = {
  readonly isFull: (deviceId: DeviceId) => boolean;
  /** Counts an answer of so many bytes until it is sent, or its connection gone. */
  readonly begin: (deviceId: DeviceId, response: ServerResponse, bytes: number) => void;
};

/**
 * Answers that are in the memory of this process because nobody reads them: pages are long, and a device that asks for them
 * without reading would fill it. Each device has so many bytes, and an answer that is longer by itself.
 */
export function createUnsentAnswers(mostBytes: number): UnsentAnswers {
  const unsent = new Map<DeviceId, number>();
  return {
    isFull: (deviceId) => (unsent.get(deviceId) ?? 0) >= mostBytes,
    begin: (deviceId, response, bytes) => {
      unsent.set(deviceId, (unsent.get(deviceId) ?? 0) + bytes);
      // Told too where the connection was gone before.
      finished(response, () => {
        const left = (unsent.get(deviceId) ?? 0) - bytes;
        if (left > 0) unsent.set(deviceId, left);
        else unsent.delete(deviceId);
      });
    },
  };
}
