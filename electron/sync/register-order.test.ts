import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rebuildProjections } from '../database/rebuild.ts';
import { aReplica, type Edit, type Taken } from './replica-fixture.ts';

type Step =
  | ({ readonly at: number; readonly do: 'write' } & Edit)
  | { readonly at: number; readonly do: 'push' }
  | { readonly at: number; readonly do: 'pull'; readonly limit: number };

const at = fc.nat(2);
const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      at,
      do: fc.constant('write' as const),
      product: fc.nat(1),
      field: fc.constantFrom('name', 'points', 'programme'),
      value: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('push' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ at, do: fc.constant('pull' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  },
);

test('law: whoever wrote and read when, all show the same edits and know of the same conflicts, and so does who comes last', () => {
  let conflicts = 0;
  fc.assert(
    fc.property(fc.array(aStep, { minLength: 8, maxLength: 50 }), (steps) => {
      const taken: Taken = [];
      const replicas = [aReplica(), aReplica(), aReplica()];
      const [first] = replicas;
      // All of them have something to edit.
      for (const product of [0, 1]) first?.write({ product, field: 'name', value: 9 });
      first?.write({ product: 0, field: 'programme', value: 9 });
      first?.push(taken);
      for (const replica of replicas) replica.pull(taken, 9);
      for (const step of steps) {
        const replica = replicas[step.at];
        if (step.do === 'write') replica?.write(step);
        else if (step.do === 'push') replica?.push(taken);
        else replica?.pull(taken, step.limit);
      }
      for (const replica of replicas) replica.push(taken);
      const last = aReplica();
      for (const replica of [...replicas, last]) replica.pull(taken, 1000);
      for (const replica of replicas) {
        expect(replica.shown()).toEqual(last.shown());
        expect(replica.conflicts()).toEqual(last.conflicts());
        const live = replica.tables();
        rebuildProjections(replica.inTransaction);
        expect(replica.tables()).toEqual(live);
      }
      conflicts += last.conflicts().length;
      for (const replica of [...replicas, last]) replica.close();
    }),
    { numRuns: 60 },
  );
  // A law about conflicts has seen some.
  expect(conflicts).toBeGreaterThan(0);
});

test('an edit that the hub has not numbered stays on top of what comes, and gives way to what the hub has after it', () => {
  const taken: Taken = [];
  const [one, two] = [aReplica(), aReplica()];
  const programme = (value: number) => ({ product: 0, field: 'programme' as const, value });
  const shows = (replica: typeof one) => JSON.stringify(replica.shown().programmes);
  one.write(programme(1));
  one.push(taken);
  two.pull(taken, 9);
  two.write(programme(2));
  two.push(taken);
  one.write(programme(3));
  one.pull(taken, 9);
  expect(shows(one)).toContain('Dono 3');
  expect(one.conflicts()).toEqual([]);
  one.push(taken);
  one.pull(taken, 9);
  two.pull(taken, 9);
  expect(shows(two)).toContain('Dono 3');
  expect(one.conflicts()).toHaveLength(1);
  two.write(programme(4));
  two.push(taken);
  one.pull(taken, 9);
  expect(shows(one)).toContain('Dono 4');
  // Made upon the newest: nobody was written over.
  expect(one.conflicts()).toHaveLength(1);
});

test('a restored hub that is told again in another order is followed, in what shows and in what conflicts', () => {
  const taken: Taken = [];
  const [one, two, last] = [aReplica(), aReplica(), aReplica()];
  const programme = (value: number) => ({ product: 0, field: 'programme' as const, value });
  one.write(programme(1));
  one.push(taken);
  for (const replica of [one, two]) replica.pull(taken, 9);
  const backup = taken.length;
  one.write(programme(2));
  two.write(programme(3));
  one.push(taken);
  two.push(taken);
  for (const replica of [one, two]) replica.pull(taken, 9);
  expect(JSON.stringify(one.shown().programmes)).toContain('Dono 3');
  const [first, second] = taken.splice(backup);
  if (first === undefined || second === undefined) throw new Error('both had written');
  for (const replica of [one, two]) replica.goBackTo(taken);
  taken.push(second, first);
  for (const replica of [one, two, last]) replica.pull(taken, 9);
  expect(JSON.stringify(last.shown().programmes)).toContain('Dono 2');
  expect(last.conflicts()).toHaveLength(1);
  for (const replica of [one, two]) {
    expect(replica.shown()).toEqual(last.shown());
    expect(replica.conflicts()).toEqual(last.conflicts());
    const live = replica.tables();
    rebuildProjections(replica.inTransaction);
    expect(replica.shown()).toEqual(last.shown());
    expect(replica.tables()).toEqual(live);
  }
});
