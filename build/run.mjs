// `node build/run.mjs FILE [arguments]`: sets up what is missing, then runs the file on the project's own Node.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, runOnProjectNode, say, setUp } from './set-up.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  say('Which file? node build/run.mjs FILE [arguments]');
  process.exitCode = 2;
} else {
  setUp();
  if (existsSync(join(projectFolder, file))) await runOnProjectNode([file, ...args]);
  else {
    say(`${file} is not in this version of the project.`);
    process.exitCode = 2;
  }
}
