// `node build/build-app.ts [renderer] [electron]`: builds what changed since the last build, and says so.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import packageJson from '../package.json' with { type: 'json' };

const projectFolder = join(import.meta.dirname, '..');
const outFolder = join(projectFolder, 'out');

type Part = {
  sources: readonly string[];
  configs: readonly InlineConfig[];
  copies?: readonly { from: string; to: string }[];
};

const nodeModules = [...builtinModules, /^node:/];
// What `npm ci` installs stays outside the bundles: electron-builder packs node_modules, and the database driver
// finds its binary beside itself.
const packages = Object.keys(packageJson.dependencies).map((name) => new RegExp(`^${name}(/|$)`));

/**
 * Worker threads are files of their own beside main.js. Sources name them `new URL('./x-worker.ts', import.meta.url)`,
 * which Node runs as it stands; in the build the same place has the compiled file.
 */
const workerAddresses: Plugin = {
  name: 'worker-addresses',
  transform: (code) =>
    code.replace(/(new URL\(['"]\.\/[\w-]+-worker)\.ts(['"], import\.meta\.url\))/g, '$1.js$2'),
};

const electronBuild = (name: string, entries: readonly string[], format: 'es' | 'cjs'): InlineConfig => ({
  configFile: false,
  root: projectFolder,
  plugins: [workerAddresses],
  // Only Electron's own modules are the platform here: nothing of a browser is put in.
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    outDir: join(outFolder, name),
    emptyOutDir: true,
    sourcemap: false,
    minify: false,
    target: 'node24',
    rolldownOptions: {
      input: entries.map((entry) => join(projectFolder, entry)),
      external: format === 'es' ? ['electron', ...nodeModules, ...packages] : ['electron'],
      output: {
        format,
        // All in one folder, so that an address relative to a module holds whichever chunk it lands in.
        entryFileNames: format === 'es' ? '[name].js' : '[name].cjs',
        chunkFileNames: '[name]-[hash].js',
      },
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
      electronBuild('main', ['electron/main.ts', ...findWorkers()], 'es'),
      electronBuild('preload', ['electron/preload.ts'], 'cjs'),
    ],
    // What seeds/*.ts reads from beside itself.
    copies: [{ from: 'seeds/reference', to: 'main/reference' }],
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
  for (const { from, to } of part.copies ?? []) {
    cpSync(join(projectFolder, from), join(outFolder, to), { recursive: true });
  }
  mkdirSync(outFolder, { recursive: true });
  writeFileSync(stampFile, hash);
}

function findWorkers(): string[] {
  return globSync('electron/**/*-worker.ts', { cwd: projectFolder });
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
