import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startBrowserHost } from '../electron/browser-host.ts';
import { ADMINISTRATOR_PIN, anEmptyCounter, setupInput } from '../electron/set-up-fixture.ts';
import { readCommandLine } from '../hub/command-line.ts';
import { endInOrder } from '../hub/end-in-order.ts';
import { askOk } from './ask-ok.ts';
import { openDemoHub } from './demo-hub.ts';
import { aHouseholdToServe, CASHIER_PIN, prepareSecondSite } from './demo-network-data.ts';

/*
 * `npm run demo:network`: a hub with a PostgreSQL of its own, and two counters of one small network at two sites, that
 * exchange what happens. Its network is an ordinary one with invented names, not a demo, since a demo joins no hub: it
 * cannot come among real families, because the hub listens on this PC alone, is made for this run, and takes in nothing
 * but the two counters that are made here too.
 */
const { values } = readCommandLine(
  () => parseArgs({ options: { data: { type: 'string' } } }),
  'npm run demo:network -- [--data FOLDER]',
);
const WAIT_MS = 120_000;
const out = (line: string) => process.stdout.write(`${line}\n`);

/** The PC's own clock: what these counters write is of today. */
const clock = {
  get now() {
    return Date.now();
  },
};
type DemoCounter = Awaited<ReturnType<typeof anEmptyCounter>>;

async function run(): Promise<void> {
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'bancone-network-')));
  await mkdir(folder, { recursive: true });
  out('Preparing a hub and two counters, about half a minute ...');
  const hub = await openDemoHub(folder);
  const [first, second] = [
    await anEmptyCounter(join(folder, 'counter-a'), clock),
    await anEmptyCounter(join(folder, 'counter-b'), clock),
  ];
  const siteId = await setUpFirst(first, hub);
  const household = await aHouseholdToServe(first, siteId);
  await waitFor('everything of the first counter is at the hub', async () => {
    const status = await askOk(first, 'sync.status', {});
    return status.type === 'joined' && status.waiting === 0 && !status.isUnderWay && status.heardAt !== null;
  });
  const { code } = await askOk(first, 'sync.makeCode', { siteId });
  await makeRecoveryCode(second);
  await askOk(second, 'setup.join', { address: hub.address, code, deviceName: 'Cassa 2' });
  await waitFor('the second counter has everything', () => second.counter.status() === 'ready');
  for (const { counter, session } of [first, second]) {
    if (session.operator !== null) await counter.invoke(session, 'session.logOut', {});
    counter.closeSession(session);
  }

  const rendererFolder = join(import.meta.dirname, '..', 'out', 'renderer');
  const hosts = await Promise.all(
    [first, second].map(({ counter }) =>
      startBrowserHost({ counter, rendererFolder, port: 0, onRefused: () => undefined }),
    ),
  );
  out(`HUB ${hub.address}`);
  out(`HOUSEHOLD ${household.cardNumber} ${household.householdId}`);
  out(`PINS administrator ${ADMINISTRATOR_PIN}, cashier ${CASHIER_PIN}`);
  out('Enter takes the hub off the network, and brings it back: what counters do without it is seen then.');
  out(`READY ${hosts.map(({ url }) => url).join(' ')}`);

  const keys = createInterface({ input: process.stdin });
  let toggled: Promise<void> = Promise.resolve();
  keys.on('line', () => {
    toggled = toggled.then(async () => {
      out(`HUB ${await hub.toggle()}`);
    });
  });
  endInOrder(async () => {
    keys.close();
    await toggled;
    for (const host of hosts) await host.close();
    for (const { counter } of [first, second]) await counter.close();
    await hub.stop();
    if (values.data === undefined) await rm(folder, { recursive: true, force: true });
  });
}

/** A network with two sites, brought to the hub by the counter that stands at the first one. */
async function setUpFirst(counter: DemoCounter, hub: Awaited<ReturnType<typeof openDemoHub>>) {
  await makeRecoveryCode(counter);
  await askOk(counter, 'setup.finish', { ...setupInput, networkName: 'Rete a due postazioni' });
  const status = await askOk(counter, 'session.status', {});
  const operatorId = status.phase === 'signedOut' ? status.operators[0]?.operatorId : undefined;
  if (operatorId === undefined) throw new Error('the administrator of the wizard can log in');
  await askOk(counter, 'session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
  const siteId = await prepareSecondSite(counter);
  await askOk(counter, 'sync.join', { address: hub.address, code: await hub.firstCode() });
  return siteId;
}

async function makeRecoveryCode(counter: DemoCounter): Promise<void> {
  const { code } = await askOk(counter, 'setup.makeRecoveryCode', {});
  await askOk(counter, 'setup.checkRecoveryCode', { code });
}

async function waitFor(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endAt = Date.now() + WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > endAt) throw new Error(`waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

await run();
