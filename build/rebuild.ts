// `npm run rebuild -- --data FOLDER`: makes the tables that screens read again from the log.
import { parseArgs } from 'node:util';
import { createCounter } from '../electron/counter.ts';
import { rebuildProjections } from '../electron/database/rebuild.ts';
import { endWithUsage, readCommandLine } from '../hub/command-line.ts';

const USAGE = 'npm run rebuild -- --data FOLDER';

const { values } = readCommandLine(() => parseArgs({ options: { data: { type: 'string' } } }), USAGE);
if (values.data === undefined) endWithUsage('--data needs a folder', USAGE);

const startedAt = performance.now();
let rebuilt: number | null = null;
const counter = await createCounter({
  dataFolder: values.data,
  onOpen: ({ context }) => {
    rebuilt = rebuildProjections(context.inTransaction, (done) => console.error(`${done} operations ...`));
  },
});
const status = counter.status();
await counter.close();
if (rebuilt === null) {
  console.error(`The data folder could not be opened (${status}). Nothing was changed.`);
  process.exit(1);
}
console.error(`${rebuilt} operations projected in ${Math.round(performance.now() - startedAt)} ms`);
