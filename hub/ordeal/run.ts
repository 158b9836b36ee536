import { parseArgs } from 'node:util';
import { runOrdeal } from './ordeal.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, stops: { type: 'string', default: '20' } },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `npm run hub:ordeal`: hub processes killed and PostgreSQL stopped under load (docs/hub.md). */
const { faults, cuts, ...counts } = await runOrdeal({
  kills: Number(values.kills),
  stops: Number(values.stops),
  onProgress: say,
});
for (const [name, count] of Object.entries({ ...counts, ...cuts })) say(`${name} ${count}`);
for (const fault of faults) say(`FAULT ${fault}`);
say(faults.length === 0 ? 'nothing lost, nothing doubled' : 'the hub does not hold');
if (faults.length > 0) process.exitCode = 1;
