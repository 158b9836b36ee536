// `node build/build-app.ts [renderer] [electron]`: builds what changed since the last build, and says so.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { InlineConfig } from 'vite';
import packageJson from '../package.json' with { type: 'json' };

const projectFolder = join(import.meta.dirname, '..');
const outFolder = join(projectFolder, 'out');

type Part = { sources: readonly string[]; configs: readonly InlineConfig[] };

const nodeModules = [...builtinModules, /^node:/];
// What `npm ci` installs stays outside the bundles: electron-builder packs node_modules, and the database driver
// finds its binary beside itself.
const packages = Object.keys(packageJson.dependencies).map((name) => new RegExp(`^${name}(/|$)`));

const electronDefaults = (name: string, entry: string, format: 'es' | 'cjs'): InlineConfig => ({
  configFile: false,
  root: projectFolder,
  // Only Electron's own modules are the platform here: nothing of a browser is put in.
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: join(projectFolder, entry),
    outDir: join(outFolder, name),
    emptyOutDir: true,
    sourcemap: false,
    minify: false,
    target: 'node24',
    rolldownOptions: {
      external: format === 'es' ? ['electron', ...nodeModules, ...packages] : ['electron'],
      output: { format, entryFileNames: format === 'es' ? '[name].js' : '[name].cjs' },
    },
  },
});

const parts: Record<string, Part> = {
  renderer: {
    sources: ['renderer/**', 'shared/**', 'vite.config.ts'],
    configs: [{ configFile: join(projectFolder, 'vite.config.ts') }],
  },
  electron: {
    sources: ['electron/**', 'shared/**', 'seeds/**'],
    configs: [
      electronDefaults('main', 'electron/main.ts', 'es'),
      electronDefaults('preload', 'electron/preload.ts', 'cjs'),
    ],
  },
};

for (const name of process.argv.slice(2)) {
  const part = parts[name];
  if (part === undefined) throw new Error(`no such part: ${name}`);
  await buildIfChanged(name, part);
}

async function buildIfChanged(name: string, part: Part): Promise<void> {
  const stampFile = join(outFolder, `${name}.sources`);
  const hash = hashSources(part.sources);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;
  console.error(name === 'renderer' ? 'Building the screens ...' : 'Building the Electron entry ...');
  rmSync(stampFile, { force: true });
  // Loaded only now: a start with nothing to build should not wait for the bundler.
  const { build } = await import('vite');
  for (const config of part.configs) await build({ ...config, logLevel: 'warn' });
  mkdirSync(outFolder, { recursive: true });
  writeFileSync(stampFile, hash);
}

function hashSources(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const files = globSync([...patterns, 'package-lock.json', 'build/build-app.ts'], {
    cwd: projectFolder,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
