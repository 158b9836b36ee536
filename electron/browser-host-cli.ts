import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoSiteSchema } from '../seeds/demo-network.ts';
import { fillWithDefaultDemo } from '../seeds/fill-empty.ts';
import { startBrowserHost } from './browser-host.ts';
import { createCounter } from './counter.ts';
import { leaveHangingThreads } from './end-process.ts';

/** A counter stands at one site: each site of the demo has a folder of its own. */
const DEMO_FOLDERS = { emporio: '.bancone-demo', laundry: '.bancone-demo-laundry' } as const;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    'no-open': { type: 'boolean', default: false },
    empty: { type: 'boolean', default: false },
    site: { type: 'string', default: 'emporio' },
  },
});

const site = demoSiteSchema.parse(values.site);
const dataFolder = values.data ?? join(homedir(), values.empty ? '.bancone' : DEMO_FOLDERS[site]);
const counter = await createCounter({
  dataFolder,
  ...(values.empty
    ? {}
    : {
        fillEmpty: async (live) => {
          process.stdout.write('Preparing the demo network, about ten seconds ...\n');
          await fillWithDefaultDemo(site)(live);
        },
      }),
});
const refused = (reason: string) => process.stderr.write(`refused: ${reason}\n`);
const host = await startBrowserHost({
  counter,
  rendererFolder: join(import.meta.dirname, '..', 'out', 'renderer'),
  port: Number(values.port),
  onRefused: refused,
});
process.stdout.write(`READY ${host.url}\n`);
if (!values['no-open']) openBrowser(host.url);

let isEnding = false;
const end = async () => {
  if (isEnding) return;
  isEnding = true;
  try {
    await host.close();
    await counter.close();
  } finally {
    await leaveHangingThreads();
  }
};
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());

/** Opens the address in the person's browser; where that fails, the printed line is enough. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', url]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url];
  if (program === undefined) return;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => process.stdout.write('Open the address above in a browser.\n'));
  child.unref();
}
