import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const namesOnPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
  'chrome',
];

/**
 * The browser for the end-to-end tests: the one named in BANCONE_CHROMIUM, else one on the PATH, else one where the
 * systems install it.
 * @returns {string | undefined}
 */
export function findChromium(env = process.env, platform = process.platform) {
  const named = env.BANCONE_CHROMIUM;
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const ending = platform === 'win32' ? '.exe' : '';
  const candidates = [
    ...foldersOnPath(env).flatMap((folder) => namesOnPath.map((name) => join(folder, name + ending))),
    ...usualPlaces(env, platform),
  ];
  return candidates.find(isProgram);
}

/** @param {string} program */
export const isOnPath = (program) =>
  foldersOnPath(process.env).some((folder) => isProgram(join(folder, program)));

/** @param {NodeJS.ProcessEnv} env */
const foldersOnPath = (env) =>
  (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function usualPlaces(env, platform) {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform !== 'win32') return [];
  return ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) => {
    const folder = env[variable];
    return folder === undefined
      ? []
      : [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ];
  });
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
