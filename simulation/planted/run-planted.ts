import { historyOf } from '../history.ts';
import type { Sabotage } from '../parts.ts';
import { simulate } from '../simulate.ts';
import { counterBugs } from './counter-bugs.ts';
import { diskBugs } from './disk-bugs.ts';
import { hubBugs } from './hub-bugs.ts';
import { lawBugs } from './law-bugs.ts';
import { periodBugs } from './period-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { sqlBugs } from './sql-bugs.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...hubBugs,
  ...counterBugs,
  ...diskBugs,
  ...periodBugs,
  ...lawBugs,
  ...sqlBugs,
];

/** A bug that has not shown in so many histories was not caught. */
const MOST_SEEDS = 100;

export type Caught = { readonly by: string; readonly seed: number | null };

/** What notices a bug first; null where nothing does. */
export async function findCatch(bug: PlantedBug): Promise<Caught | null> {
  if (bug.type === 'law') {
    const fault = await bug.find(true);
    return fault === null ? null : { by: `${bug.test}: ${fault}`, seed: null };
  }
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    const [fault] = await faultsOf(seed, bug.sabotage);
    if (fault !== undefined) return { by: fault, seed };
  }
  return null;
}

/** The same without the bug: faults here are the test's own. */
export async function findFalseAlarm(bug: PlantedBug, seed: number | null): Promise<string | null> {
  if (bug.type === 'law') return bug.find(false);
  const [fault] = await faultsOf(seed ?? 1, bug.weather);
  return fault ?? null;
}

async function faultsOf(seed: number, sabotage: Sabotage | undefined): Promise<readonly string[]> {
  const history = historyOf(seed);
  return (await simulate(sabotage === undefined ? history : { ...history, sabotage })).faults;
}

/** Prints bug, what caught it and in which history; false where one was not caught. */
export async function runPlanted(say: (line: string) => void): Promise<boolean> {
  const width = Math.max(...plantedBugs.map(({ name }) => name.length));
  let missed = 0;
  say(`${'bug'.padEnd(width)}  seed  caught by`);
  for (const bug of plantedBugs) {
    const caught = await findCatch(bug);
    const alarm = caught === null ? null : await findFalseAlarm(bug, caught.seed);
    if (caught === null || alarm !== null) missed += 1;
    const seed = String(caught?.seed ?? '-').padEnd(4);
    const by = alarm === null ? caught?.by : `also without the bug: ${alarm}`;
    say(`${bug.name.padEnd(width)}  ${seed}  ${by ?? 'NOT CAUGHT'}`);
  }
  say(`${plantedBugs.length - missed} of ${plantedBugs.length} caught`);
  return missed === 0;
}
