// `npm start`: sets up what is missing, builds the screens if their sources changed, opens the application.

import { parseArgs } from 'node:util';
import { counterFlags } from './counter-flags.mjs';
import { findElectron } from './find-electron.mjs';
import { projectNode, runAndWait, runOnProjectNode, say, setUp } from './set-up.mjs';

const usage =
  'npm start -- [--host electron|browser] [--data FOLDER] [--port N] [--no-open] [--empty] [--site emporio|laundry]';

const options = readOptions();
if (options === undefined) process.exitCode = 2;
else await start(options);

/** @param {NonNullable<ReturnType<typeof readOptions>>} chosen */
async function start(chosen) {
  setUp();
  const electron = await chooseElectron(chosen);
  if (electron === 'none') {
    process.exitCode = 1;
    return;
  }
  const parts = electron === undefined ? ['renderer'] : ['renderer', 'electron'];
  const built = await runAndWait(projectNode, ['build/build-app.ts', ...parts]);
  if (built !== 0) {
    process.exitCode = built;
    return;
  }
  if (electron !== undefined) {
    process.exitCode = await runAndWait(electron, ['.', ...toArguments(chosen)]);
    return;
  }
  await runOnProjectNode([...counterFlags, 'electron/browser-host-cli.ts', ...toArguments(chosen)]);
}

/**
 * @param {NonNullable<ReturnType<typeof readOptions>>} chosen
 * @returns {Promise<string | undefined | 'none'>} Electron's program; undefined: the browser host; 'none': asked for, not to be had
 */
async function chooseElectron(chosen) {
  if (chosen.host === 'browser') return undefined;
  // A port and "do not open a window" only mean something to the browser host.
  if (chosen.host === undefined && (chosen.port !== undefined || chosen['no-open'] === true))
    return undefined;
  const found = await findElectron({ retry: chosen.host === 'electron' });
  if (found.ok) return found.program;
  if (chosen.host === 'electron') {
    say(`Electron cannot be opened: ${found.reason}.`);
    return 'none';
  }
  say(`The Electron window cannot be opened (${found.reason}): opening in the browser instead.`);
  return undefined;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        host: { type: 'string' },
        data: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        empty: { type: 'boolean' },
        site: { type: 'string' },
      },
      strict: true,
      allowPositionals: false,
    });
    const wrong = findWrongValue(values);
    if (wrong === undefined) return values;
    say(`${wrong}. Usage: ${usage}`);
  } catch (problem) {
    const sentence = problem instanceof Error ? (problem.message.split('. ')[0] ?? '') : String(problem);
    say(`${sentence}. Usage: ${usage}`);
  }
  return undefined;
}

/** @param {{ host?: string | undefined, data?: string | undefined, port?: string | undefined, site?: string | undefined }} values */
function findWrongValue({ host, data, port, site }) {
  if (site !== undefined && site !== 'emporio' && site !== 'laundry') return `--site ${site} is unknown`;
  if (host !== undefined && host !== 'electron' && host !== 'browser') return `--host ${host} is unknown`;
  if (data === '') return '--data needs a folder';
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    return `--port ${port} is not a port`;
  return undefined;
}

/** @param {NonNullable<ReturnType<typeof readOptions>>} chosen */
function toArguments(chosen) {
  return [
    ...(chosen.data === undefined ? [] : ['--data', chosen.data]),
    ...(chosen.port === undefined ? [] : ['--port', chosen.port]),
    ...(chosen['no-open'] === true ? ['--no-open'] : []),
    ...(chosen.empty === true ? ['--empty'] : []),
    ...(chosen.site === undefined ? [] : ['--site', chosen.site]),
  ];
}
