// `npm test` (everything that CI runs) and `npm run check` (`--fast`: format, lint, types and unit tests).
import { runOnProjectNode, say, setUp, setUpChromium } from './set-up.mjs';

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--fast');
if (unknown !== undefined) {
  say(`Unknown option ${unknown}. npm test has none; one test file runs with: npx vitest run FILE`);
  process.exitCode = 2;
} else {
  setUp();
  if (!args.includes('--fast')) setUpChromium();
  await runOnProjectNode(['build/all-checks.ts', ...args]);
}
