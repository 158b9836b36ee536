import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { operationIdSchema, productIdSchema, siteIdSchema } from '../../shared/domain/ids.ts';
import { toPoints } from '../../shared/domain/points.ts';
import type { Role } from '../../shared/domain/role.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { listEditConflicts } from '../database/edit-conflicts.ts';
import { aReplica, type Taken, today } from './replica-fixture.ts';
import { settleConflict } from './settle-conflict.ts';

type Replica = ReturnType<typeof aReplica>;

/** Two people at two counters edit the same things without having heard of each other; `one` is heard last. */
function twoEditors() {
  const taken: Taken = [];
  const [one, two] = [aReplica(), aReplica()];
  const exchange = () => {
    for (const replica of [two, one]) replica.push(taken);
    for (const replica of [two, one]) replica.pull(taken, 99);
  };
  const as = ({ operatorId }: Replica, roles: Role[] = ['office']) => ({
    operatorId,
    roles,
    displayName: 'Anna',
    siteId: siteIdSchema.parse(v7()),
  });
  const conflictsOf = (replica: Replica, roles?: Role[]) => listEditConflicts(replica.db, as(replica, roles));
  const settle = (replica: Replica, choice: 'keepMine' | 'accept', roles?: Role[]) => {
    const [conflict] = conflictsOf(replica);
    if (conflict === undefined) throw new Error('there is one');
    const { editId, overId } = conflict;
    const context = { record: replica.record, newId: v7, today: () => today };
    return replica.inTransaction((tx) =>
      settleConflict(context, tx, as(replica, roles), {
        operationId: operationIdSchema.parse(v7()),
        editId,
        overId,
        choice,
      }),
    );
  };
  return { one, two, exchange, conflictsOf, settle };
}

test('both authors are told, each in their own words, and who keeps theirs writes upon what stands', () => {
  const { one, two, exchange, conflictsOf, settle } = twoEditors();
  const productId = productIdSchema.parse(v7());
  const edit = (at: Replica, body: object) =>
    at.inTransaction((tx) =>
      at.record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: productSet,
        body: { productId, by: 'person', ...body },
        operatorId: at.operatorId,
        businessOn: today,
      }),
    );
  edit(one, { name: 'Pasta', points: toPoints(3) });
  exchange();
  edit(one, { points: toPoints(4) });
  edit(two, { points: toPoints(5), name: 'Pasta di grano duro' });
  exchange();
  expect(conflictsOf(one)).toMatchObject([
    {
      title: 'Pasta di grano duro',
      isOverMine: false,
      fields: [{ field: 'points', mine: 4, other: 5, now: 4 }],
    },
  ]);
  expect(conflictsOf(two)).toMatchObject([
    { isOverMine: true, fields: [{ field: 'points', mine: 5, other: 4, now: 4 }] },
  ]);
  // Who may not write it any more is shown nothing of it.
  expect(conflictsOf(two, ['laundry'])).toEqual([]);
  expect(settle(two, 'keepMine', ['laundry'])).toEqual({ ok: false, error: { type: 'ConflictUnknown' } });

  expect(settle(two, 'keepMine')).toEqual({ ok: true, value: null });
  exchange();
  for (const replica of [one, two]) {
    expect(replica.shown().products).toMatchObject([{ name: 'Pasta di grano duro', points: 5 }]);
    expect(replica.conflicts()).toHaveLength(1);
  }
  expect(conflictsOf(two)).toEqual([]);
  // The other one still has to be told, of how it stands now.
  expect(conflictsOf(one)).toMatchObject([{ fields: [{ mine: 4, other: 5, now: 5 }] }]);
  expect(settle(one, 'accept')).toEqual({ ok: true, value: null });
  exchange();
  for (const replica of [one, two]) expect(conflictsOf(replica)).toEqual([]);
  expect(one.shown()).toEqual(two.shown());
});

test('of a document what is in conflict is written alone, into the document as it stands', () => {
  const { one, two, exchange, conflictsOf, settle } = twoEditors();
  one.write({ product: 0, field: 'programme', value: 1 });
  exchange();
  one.write({ product: 0, field: 'programme', value: 2 });
  two.write({ product: 0, field: 'programme', value: 3 });
  exchange();
  expect(JSON.stringify(one.shown().programmes)).toContain('Dono 2');
  settle(two, 'keepMine');
  exchange();
  expect(JSON.stringify(one.shown().programmes)).toContain('Dono 3');
  expect(conflictsOf(two)).toEqual([]);
});

test('whoever has edited it since has seen it, and is not asked', () => {
  const { one, two, exchange, conflictsOf } = twoEditors();
  one.write({ product: 0, field: 'programme', value: 1 });
  exchange();
  one.write({ product: 0, field: 'programme', value: 2 });
  two.write({ product: 0, field: 'programme', value: 3 });
  exchange();
  expect(conflictsOf(two)).toHaveLength(1);
  two.write({ product: 0, field: 'programme', value: 4 });
  expect(conflictsOf(two)).toEqual([]);
});
