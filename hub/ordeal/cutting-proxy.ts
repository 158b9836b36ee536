import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Where a connection can be cut: each leaves the device with another doubt about what the hub has. */
export const CUTS = ['before', 'inRequest', 'beforeAnswer', 'inAnswer'] as const;
export type Cut = (typeof CUTS)[number];

export type CuttingProxy = {
  readonly address: string;
  /** How often it cut, by where. */
  readonly cuts: Readonly<Record<Cut, number>>;
  /** From now on everything passes. */
  readonly rest: () => void;
  readonly close: () => Promise<void>;
};

/** One request in so many is cut somewhere. */
const PASSES = 6;

/** Stands before several hubs, takes them in turn, and cuts what passes. */
export async function openCuttingProxy(ports: readonly number[]): Promise<CuttingProxy> {
  const cuts: Record<Cut, number> = { before: 0, inRequest: 0, beforeAnswer: 0, inAnswer: 0 };
  const open = new Set<Socket>();
  let turn = 0;
  let requests = 0;
  let isResting = false;
  /** The same share of each kind, whatever the time: no kind is left out by chance. */
  const nextCut = (): Cut | null => {
    requests += 1;
    if (isResting || requests % PASSES !== 0) return null;
    return CUTS[(requests / PASSES) % CUTS.length] ?? null;
  };

  const server = createServer((device) => {
    const port = ports[turn % ports.length] ?? 0;
    turn += 1;
    const hub = connect({ host: '127.0.0.1', port });
    let cut: Cut | null = null;
    let isAsking = false;
    const end = () => {
      for (const socket of [device, hub]) {
        open.delete(socket);
        socket.destroy();
      }
    };
    const cutAt = (where: Cut) => {
      cuts[where] += 1;
      end();
    };
    for (const socket of [device, hub]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    device.on('data', (chunk) => {
      if (!isAsking) cut = nextCut();
      isAsking = true;
      if (cut === 'before') return cutAt('before');
      if (cut !== 'inRequest') return void hub.write(chunk);
      hub.write(chunk.subarray(0, chunk.length / 2), () => cutAt('inRequest'));
      cut = null;
    });
    hub.on('data', (chunk) => {
      isAsking = false;
      if (cut === 'beforeAnswer') return cutAt('beforeAnswer');
      if (cut !== 'inAnswer') return void device.write(chunk);
      device.write(chunk.subarray(0, chunk.length / 2), () => cutAt('inAnswer'));
      cut = null;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a proxy listens on a port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    cuts,
    rest: () => {
      isResting = true;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
