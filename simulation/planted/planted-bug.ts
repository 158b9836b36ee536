import type { Sabotage } from '../parts.ts';

/** A deliberate bug, and what has to notice it. */
export type PlantedBug = {
  readonly name: string;
} & (
  | {
      readonly type: 'history';
      readonly sabotage: Sabotage;
      /** What the bug needs to show and healthy parts bear: no fault comes of it alone. */
      readonly weather?: Sabotage;
    }
  | {
      readonly type: 'law';
      /** The test that it is held to. */
      readonly test: string;
      /** What did not hold; null where the test does not notice. `isPlanted` false: the healthy part under the same test. */
      readonly find: (isPlanted: boolean) => Promise<string | null>;
    }
);
