import { cpSync } from 'node:fs';
import { keepDemo } from '../seeds/kept-demo.ts';
import { addDays, localDateAt } from '../shared/domain/local-date.ts';

/** The specs' processes find the template's folder here: Playwright starts them after this one. */
const TEMPLATE_VARIABLE = 'BANCONE_E2E_TEMPLATE';

/** A small demo with the whole catalogue, made once for all specs: each copies it instead of making its own. */
export async function prepareDemoTemplate(): Promise<void> {
  const until = addDays(localDateAt(Date.now()), -1);
  const { folder } = await keepDemo(
    { households: 40, seed: 'e2e', days: 45, until, stepsPerTransaction: Number.POSITIVE_INFINITY },
    () => console.error('Making the small demo of the end-to-end tests ...'),
  );
  process.env[TEMPLATE_VARIABLE] = folder;
}

/** The small demo of the laundry, made for the first spec that wants it. Nothing is under way there. */
export async function copyLaundryTemplate(dataFolder: string): Promise<void> {
  const until = addDays(localDateAt(Date.now()), -1);
  const stepsPerTransaction = Number.POSITIVE_INFINITY;
  const { folder } = await keepDemo(
    { households: 30, seed: 'e2e', days: 21, until, products: 300, site: 'laundry', stepsPerTransaction },
    () => console.error('Making the small demo of the laundry ...'),
  );
  cpSync(folder, dataFolder, { recursive: true });
}

/** Fills an empty data folder with the small demo, before a host is started on it. */
export function copyDemoTemplate(dataFolder: string): void {
  const template = process.env[TEMPLATE_VARIABLE];
  if (template === undefined) throw new Error('global setup has not prepared the demo template');
  cpSync(template, dataFolder, { recursive: true });
}
