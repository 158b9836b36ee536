// `npm run restore -- --data FOLDER [--from FOLDER|FILE] [--code CODE] [--yes]`: brings the newest sound backup back
// without the screens. Without --yes it only says what would happen.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCounter } from '../electron/counter.ts';
import { endWithUsage, readCommandLine } from '../hub/command-line.ts';
import type { Answer } from '../shared/contract/contract.ts';

const USAGE = 'npm run restore -- --data FOLDER [--from FOLDER|FILE] [--code CODE] [--yes]';

const { values } = readCommandLine(
  () =>
    parseArgs({
      options: {
        data: { type: 'string' },
        from: { type: 'string' },
        code: { type: 'string' },
        yes: { type: 'boolean', default: false },
      },
    }),
  USAGE,
);

if (values.data === undefined) endWithUsage('--data needs a folder', USAGE);
process.exitCode = await restore(values.data);

async function restore(dataFolder: string): Promise<number> {
  const counter = await createCounter({ dataFolder });
  const session = counter.openSession();
  try {
    if (counter.status() === 'ready') {
      console.error(
        'This counter opens: restore in Administration, Backup, where its administrator is known.',
      );
      return 1;
    }
    const ask = (command: string, input: object) => counter.invoke(session, command, input);
    // The door ties answers to commands by type; here they pass through its untyped side.
    const listed = (await ask(
      'restore.list',
      values.from === undefined ? {} : { folder: values.from },
    )) as Answer<'restore.list'>;
    if (!listed.ok) return refuse(listed.error);
    const newest = listed.value.backups.find(({ state }) => state === 'sound');
    if (newest === undefined) return refuse({ type: 'BackupMissing' });
    console.error(`Backup: ${join(listed.value.folder, newest.name)}`);
    const input = {
      source: { type: 'backup', folder: listed.value.folder, name: newest.name },
      ...(values.code === undefined ? {} : { code: values.code }),
    };
    const answer = (await ask(
      values.yes ? 'restore.run' : 'restore.preview',
      input,
    )) as Answer<'restore.run'>; // as above; a preview lacks only where the old files went
    if (!answer.ok) return refuse(answer.error);
    console.log(JSON.stringify(answer.value, null, 2));
    if (!values.yes) console.error('Nothing was changed. With --yes it is done.');
    return 0;
  } finally {
    await counter.close();
  }
}

function refuse(failure: { readonly type: string }): number {
  console.error(`Not restored: ${failure.type}. Nothing was changed.`);
  return 1;
}
