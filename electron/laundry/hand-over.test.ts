import { expect, test } from 'vitest';
import { operationIdSchema, type VisitId } from '../../shared/domain/ids.ts';
import { callerOf } from '../counter-fixture.ts';
import { findOperation } from '../database/log.ts';
import { getPrintJobPaper, listPrintJobsOfOperation } from '../database/print-jobs.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { settled } from '../laundry-book-fixture.ts';
import { aLaundry } from '../laundry-fixture.ts';

/** A laundry where bags come and go. */
function aDesk() {
  const laundry = aLaundry();
  const { handlers } = laundry;
  const caller = callerOf(laundry.operator);
  const operationId = laundry.newOperationId;
  return {
    ...laundry,
    bringIn: () => {
      const visitId = laundry.newVisitId();
      const { householdId } = laundry.aGuest(1);
      const taken = settled(handlers['laundry.checkIn'](caller, { visitId, householdId, bags: 2 }));
      if (!taken.ok) throw new Error('there is room');
      return { visitId, tag: taken.value.tag };
    },
    handOver: (visitId: VisitId) =>
      settled(
        handlers['laundry.handOver'](caller, {
          operationId: operationId(),
          visitId,
          to: 'holder',
          by: 'tag',
        }),
      ),
    undo: (visitId: VisitId, id = operationId()) =>
      settled(handlers['laundry.undoHandOver'](caller, { operationId: id, visitId })),
    handedOver: () => {
      const answer = settled(handlers['laundry.handedOver'](caller, {}));
      if (!answer.ok) throw new Error('there is a laundry here');
      return answer.value.visits.map(({ visitId, tag }) => [visitId, tag]);
    },
    here: () => {
      const board = settled(handlers['laundry.board'](caller, {}));
      if (!board.ok) throw new Error('there is a laundry here');
      return board.value.visits.map(({ visitId, tag }) => [visitId, tag]);
    },
  };
}

test('a hand-over by mistake is taken back by name: the bags are here again under their number', () => {
  const desk = aDesk();
  const { visitId, tag } = desk.bringIn();
  desk.handOver(visitId);
  expect([desk.here(), desk.handedOver()]).toEqual([[], [[visitId, tag]]]);
  const undone = operationIdSchema.parse(desk.newOperationId());
  const answer = { ok: true, value: { tag, oldTag: null, isPrinting: false } };
  expect([desk.undo(visitId, undone), desk.undo(visitId, undone)]).toEqual([answer, answer]);
  expect([desk.here(), desk.handedOver()]).toEqual([[[visitId, tag]], []]);
  const reversed = findOperation(desk.db, undone)?.operation.reversesId;
  expect(reversed && findOperation(desk.db, reversed)?.operation.type).toBe('visit.handedOver');
  // It goes home a second time, and the log made again says the same.
  expect(desk.handOver(visitId)).toEqual({ ok: true, value: null });
  rebuildProjections(desk.inTransaction);
  expect([desk.here(), desk.handedOver()]).toEqual([[], [[visitId, tag]]]);
});

test('where its number is on other bags by now, those keep it, and it gets another with a paper', () => {
  const desk = aDesk();
  desk.aPrinter();
  const first = desk.bringIn();
  desk.handOver(first.visitId);
  // All other numbers are given: the next bags get the one that became free.
  const others = Array.from({ length: 99 }, () => desk.bringIn());
  const taker = others.find(({ tag }) => tag === first.tag);
  expect(taker).toBeDefined();
  expect(desk.undo(first.visitId)).toEqual({ ok: false, error: { type: 'TagsExhausted', most: 99 } });
  const [gone] = others.filter(({ tag }) => tag !== first.tag);
  if (gone === undefined) throw new Error('there are others');
  desk.handOver(gone.visitId);
  expect(desk.undo(first.visitId)).toEqual({
    ok: true,
    value: { tag: gone.tag, oldTag: first.tag, isPrinting: true },
  });
  const tags = desk.here().map(([, tag]) => tag);
  expect(new Set(tags).size).toBe(tags.length);
  const jobs = listPrintJobsOfOperation(desk.db, operationIdSchema.parse(first.visitId));
  expect(jobs.map(({ printJobId }) => getPrintJobPaper(desk.db, printJobId))).toMatchObject([
    { paper: { kind: 'laundry-tag', tag: first.tag } },
    { paper: { kind: 'laundry-tag', tag: gone.tag, bags: 2 } },
  ]);
});

test('nothing is taken back of bags that are here, nor shown of what went home more than a day ago', () => {
  const desk = aDesk();
  const { visitId } = desk.bringIn();
  expect(desk.undo(visitId)).toEqual({ ok: false, error: { type: 'NotHandedOver' } });
  desk.handOver(visitId);
  desk.pass(24 * 60 + 1);
  expect(desk.handedOver()).toEqual([]);
});
