import { parseArgs } from 'node:util';
import { readCommandLine, readCount } from '../command-line.ts';
import { runOrdeal } from './ordeal.ts';

const USAGE = 'npm run hub:ordeal -- [--kills N] [--stops N]';

const { values } = readCommandLine(
  () =>
    parseArgs({
      options: { kills: { type: 'string', default: '50' }, stops: { type: 'string', default: '20' } },
    }),
  USAGE,
);

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `npm run hub:ordeal`: hub processes killed and PostgreSQL stopped under load (docs/hub.md). */
const { faults, cuts, ...counts } = await runOrdeal({
  kills: readCount('kills', values.kills, 0, USAGE),
  stops: readCount('stops', values.stops, 0, USAGE),
  onProgress: say,
});
for (const [name, count] of Object.entries({ ...counts, ...cuts })) say(`${name} ${count}`);
for (const fault of faults) say(`FAULT ${fault}`);
say(faults.length === 0 ? 'nothing lost, nothing doubled' : 'the hub does not hold');
if (faults.length > 0) process.exitCode = 1;
