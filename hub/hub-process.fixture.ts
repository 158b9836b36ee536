import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type HubProcess = {
  readonly address: string;
  readonly child: ChildProcess;
  /** What it wrote into its log as an error: empty while nothing failed inside. */
  readonly incidents: string[];
  /** As a power cut would end it. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A hub as it is run (`hub/run.ts`), over a database that is there, on a port of this machine only. */
export const startHubProcess = (connectionString: string, port = 0): Promise<HubProcess> =>
  startHub(['--port', String(port)], { ...process.env, DATABASE_URL: connectionString });

/** The same with a PostgreSQL of its own. */
export const startHubInFolder = (folder: string): Promise<HubProcess> =>
  startHub(['--port', '0', '--data', folder], { ...process.env, DATABASE_URL: undefined });

async function startHub(args: readonly string[], env: NodeJS.ProcessEnv): Promise<HubProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const incidents: string[] = [];
  child.stderr.on('data', (chunk) => incidents.push(String(chunk)));
  const exited = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('READY ')) resolve(line.slice('READY '.length));
      if (line.includes('"level":50') || line.includes('"level":60')) incidents.push(line);
    });
    child.once('exit', () => reject(new Error(`a hub ended before it was ready: ${incidents.join('')}`)));
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await exited;
  };
  return { address, child, incidents, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** Memory that a process holds, in MB; null where the system has no `/proc` to read it from. */
export async function residentMegabytes({ pid }: ChildProcess): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  } catch {
    return null; // not Linux: nothing is said of memory there
  }
}
