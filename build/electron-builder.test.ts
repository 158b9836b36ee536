import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const projectFolder = join(import.meta.dirname, '..');
const requireHere = createRequire(import.meta.url);
// The validator is a part of the builder that only the builder itself depends on: it is found from there.
const requireFromBuilder = createRequire(requireHere.resolve('electron-builder'));

type BuilderConfiguration = Record<string, unknown> & { electronFuses?: Record<string, boolean> };
type BuilderConfig = {
  getConfig(folder: string, file: string, options: null): Promise<BuilderConfiguration>;
  validateConfiguration(configuration: BuilderConfiguration, logger: { isEnabled: boolean }): Promise<void>;
};
// A CommonJS module loaded by path has no type of its own; these two functions are what its declarations export.
const builder = requireFromBuilder('app-builder-lib/out/util/config/config.js') as BuilderConfig;

const load = () => builder.getConfig(projectFolder, 'electron-builder.yml', null);
const silent = { isEnabled: false };

test('the builder itself accepts electron-builder.yml', async () => {
  await expect(builder.validateConfiguration(await load(), silent)).resolves.toBeUndefined();
});

test('the builder refuses a word that it does not know, so the test above can fail', async () => {
  const configuration = { ...(await load()), electronFuse: {} };
  await expect(builder.validateConfiguration(configuration, silent)).rejects.toThrow(/unknown property/);
});

test('no fuse leaves a way to run other code inside the installed program', async () => {
  expect((await load()).electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});
