import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listBookings } from '../electron/database/laundry.ts';
import { findLaundryDesk } from '../electron/database/laundry-desks.ts';
import { iterateOperations, startChain } from '../electron/database/log.ts';
import { rebuildProjections } from '../electron/database/rebuild.ts';
import { firstTurnOf, monday, settled, tuesday } from '../electron/laundry-book-fixture.ts';
import { operationIdSchema, turnRequestIdSchema } from '../shared/domain/ids.ts';
import { usualLaundryRules } from '../shared/domain/laundry-rules.ts';
import { slotsOn } from '../shared/domain/laundry-slots.ts';
import { addDays } from '../shared/domain/local-date.ts';
import { laundryDeskNamed } from '../shared/operations/laundry-request-operations.ts';
import { deviceContinued } from '../shared/operations/network-operations.ts';
import { aLaundryNetwork } from './laundry-network-fixture.ts';

type Network = ReturnType<typeof aLaundryNetwork>;

const turnOf = ({ machines }: Network, machineId = machines.one) => ({
  type: 'book' as const,
  machineId,
  slot: firstTurnOf(tuesday),
});

/** One round of the exchange: what the desk wrote goes to the keeper, and its answer comes back. */
function exchange({ keeper }: Network, desk: ReturnType<Network['anotherDesk']>) {
  desk.send();
  keeper.receive();
  keeper.answer();
  keeper.send();
  desk.receive();
}

const answersIn = ({ db }: Pick<Network, 'db'>) =>
  [...iterateOperations(db)].filter(({ operation }) => operation.type === 'turn.answered');

describe('a request of another desk', () => {
  test.each(['office', 'laundry'] as const)(
    'of the %s kind is sent, answered by the desk that keeps the book, and shown with its answer',
    (kind) => {
      const network = aLaundryNetwork();
      const { householdId } = network.aGuest(3);
      const desk = network.anotherDesk(kind);
      expect(desk.ask({ householdId, asks: turnOf(network) })).toEqual({ ok: true, value: null });
      expect(desk.requests()).toMatchObject([
        { shortCode: householdId.slice(-4).toUpperCase(), asks: { type: 'book' }, answer: null },
      ]);
      exchange(network, desk);
      expect(desk.requests()).toMatchObject([{ answer: { type: 'accepted' } }]);
      const read = settled(desk.book['laundryBookings.book'](desk.caller, { from: tuesday, days: 1 }));
      expect(read).toMatchObject({
        ok: true,
        value: { keptBy: 'Banco lavanderia', turns: [{ householdId, state: 'active' }] },
      });
      // One act in two desks: the booking names the request as its cause.
      const [turn] = network.allTurns();
      expect(turn && network.causeOf(turn.bookingId)).toBe(desk.requests()[0]?.requestId);
    },
  );

  test('for a turn that somebody has is refused with the reason and another turn, which can be asked for', () => {
    const network = aLaundryNetwork();
    network.make(network.aGuest(3));
    const { householdId } = network.aGuest(3);
    const desk = network.anotherDesk('office');
    desk.ask({ householdId, asks: turnOf(network) });
    exchange(network, desk);
    const proposal = { machineId: network.machines.two, machineNumber: 2, slot: firstTurnOf(tuesday) };
    expect(desk.requests()).toMatchObject([{ answer: { type: 'refused', because: 'SlotTaken', proposal } }]);
    const { machineId, slot } = proposal;
    desk.ask({ householdId, asks: { type: 'book', machineId, slot } });
    exchange(network, desk);
    expect(desk.requests().map(({ answer }) => answer?.type)).toEqual(['accepted', 'refused']);
  });

  test('past a cap is refused without a proposal, and a reason lets it pass', () => {
    const network = aLaundryNetwork();
    const { householdId } = network.aGuest(3);
    for (const days of [1, 2]) network.make({ householdId, slot: firstTurnOf(addDays(monday, days)) });
    const desk = network.anotherDesk('office');
    const wanted = { ...turnOf(network), slot: firstTurnOf(addDays(monday, 3)) };
    desk.ask({ householdId, asks: wanted });
    desk.ask({ householdId, asks: { ...wanted, override: 'illness' } });
    exchange(network, desk);
    expect(desk.requests().map(({ answer }) => answer)).toEqual([
      { type: 'accepted' },
      { type: 'refused', because: 'TooManyBookings', proposal: null },
    ]);
  });

  test('to give a turn up frees it, once, and a turn that was kept meanwhile is not given up', () => {
    const network = aLaundryNetwork();
    const [first, second] = [network.aGuest(3), network.aGuest(3)];
    const freed = network.bookingId();
    network.make({ householdId: first.householdId, bookingId: freed });
    const kept = network.bookingId();
    const now = { on: monday, from: 660, to: 780 };
    network.make({ householdId: second.householdId, bookingId: kept, slot: now });
    const desk = network.anotherDesk('laundry');
    for (const [bookingId, { householdId }] of [
      [freed, first],
      [freed, first],
      [kept, second],
    ] as const) {
      expect(desk.ask({ householdId, asks: { type: 'giveUp', bookingId } }).ok).toBe(true);
    }
    const visitId = network.newVisitId();
    const input = { visitId, householdId: second.householdId, bags: 1, bookingId: kept };
    settled(network.handlers['laundry.checkIn'](network.caller, input));
    exchange(network, desk);
    expect(desk.requests().map(({ answer }) => answer)).toEqual([
      { type: 'refused', because: 'BookingOver', proposal: null },
      { type: 'accepted' },
      { type: 'accepted' },
    ]);
    const states = network.allTurns().map(({ bookingId, state }) => [bookingId, state]);
    expect(states).toEqual([
      [kept, 'kept'],
      [freed, 'givenUp'],
    ]);
  });

  test('is one request however often Enter is pressed, and one answer however often it is heard', () => {
    const network = aLaundryNetwork();
    const { householdId } = network.aGuest(3);
    const desk = network.anotherDesk('office');
    const requestId = turnRequestIdSchema.parse(network.operationId());
    const before = desk.headSeq();
    for (let press = 0; press < 3; press += 1) desk.ask({ requestId, householdId, asks: turnOf(network) });
    expect(desk.headSeq()).toBe(before + 1);
    exchange(network, desk);
    const { length } = answersIn(network);
    network.keeper.receive();
    network.keeper.answer();
    exchange(network, desk);
    expect([length, answersIn(network).length, network.allTurns().length]).toEqual([1, 1, 1]);
  });

  test('that was answered before the keeper was restored is not answered again', () => {
    const network = aLaundryNetwork();
    const { householdId } = network.aGuest(3);
    const desk = network.anotherDesk('office');
    desk.ask({ householdId, asks: turnOf(network) });
    exchange(network, desk);
    // The keeper goes on under another id, from a backup that held the answer no longer; all comes back from the hub first.
    const from = network.deviceId;
    const next = operationIdSchema.parse(network.operationId());
    network.inTransaction((tx) => startChain(tx, next as unknown as typeof from)); // any id is a device's
    network.write(deviceContinued, {
      deviceId: next as unknown as typeof from, // as above
      siteId: network.laundrySiteId,
      from,
      seq: 1,
      hash: 'ab'.repeat(32),
    });
    expect(findLaundryDesk(network.db, network.laundrySiteId)).toMatchObject({
      deviceId: next,
      name: 'Banco lavanderia',
    });
    network.keeper.answer();
    expect([answersIn(network).length, network.allTurns().length]).toEqual([1, 1]);
    expect(network.make({ householdId, slot: firstTurnOf(addDays(monday, 2)) })).toEqual({
      ok: true,
      value: null,
    });
  });

  test('is refused where nobody has to be asked, and for a turn of another laundry', () => {
    const network = aLaundryNetwork();
    const { householdId } = network.aGuest(3);
    const requestId = turnRequestIdSchema.parse(network.operationId());
    const asked = { requestId, householdId, asks: turnOf(network) };
    expect(settled(network.book['laundryBookings.ask'](network.caller, asked))).toEqual({
      ok: false,
      error: { type: 'LaundryKeptHere' },
    });
    const desk = network.anotherDesk('office');
    expect(desk.ask({ householdId, asks: { type: 'giveUp', bookingId: network.bookingId() } })).toEqual({
      ok: false,
      error: { type: 'BookingUnknown' },
    });
  });
});

describe('a desk that does not keep the laundry', () => {
  test('starts no machine, gives no turn, and says which desk does', () => {
    const network = aLaundryNetwork();
    const { householdId } = network.aGuest(3);
    const desk = network.anotherDesk('laundry');
    const error = { type: 'LaundryKeptElsewhere', deskName: 'Banco lavanderia' };
    const { laundry, caller } = desk;
    const visitId = network.newVisitId();
    const answers = [
      laundry.handlers['laundry.checkIn'](caller, { visitId, householdId, bags: 1 }),
      laundry.handlers['laundry.takeOut'](caller, {
        operationId: network.operationId(),
        machineId: network.machines.one,
        reason: 'fault',
      }),
      desk.book['laundryBookings.make'](caller, {
        bookingId: network.bookingId(),
        householdId,
        machineId: network.machines.one,
        slot: firstTurnOf(tuesday),
      }),
    ].map(settled);
    expect(answers).toEqual(answers.map(() => ({ ok: false, error })));
    const board = settled(laundry.handlers['laundry.board'](caller, {}));
    expect(board).toMatchObject({ ok: true, value: { keptBy: 'Banco lavanderia' } });
  });

  test('frees no turn that nobody came for: whoever keeps the book does', () => {
    const network = aLaundryNetwork();
    network.make({ ...network.aGuest(3), slot: { on: monday, from: 660, to: 780 } });
    const desk = network.anotherDesk('laundry');
    network.pass(60);
    const before = desk.headSeq();
    desk.laundry.tick();
    expect(desk.headSeq()).toBe(before);
    network.tick();
    expect(network.allTurns()).toMatchObject([{ state: 'missed' }]);
  });
});

describe('who keeps the laundry', () => {
  test('is whoever was named by the highest term, in whatever order the namings arrive', () => {
    const network = aLaundryNetwork();
    const namings = [
      { deviceId: network.deviceId, term: 1 },
      { deviceId: network.anotherDesk('laundry').place.deviceId, term: 3 },
      { deviceId: network.deviceId, term: 2 },
    ].map(({ deviceId, term }) => ({ siteId: network.laundrySiteId, deviceId, term }));
    const kept = fc.sample(fc.shuffledSubarray(namings, { minLength: 3 }), 6).map((order) => {
      const each = aLaundryNetwork();
      for (const naming of order) {
        // A naming is of one laundry: the same three, at a laundry of its own.
        each.write(laundryDeskNamed, {
          ...naming,
          siteId: each.laundrySiteId,
          deviceId: naming.deviceId as typeof each.deviceId, // the id of a device, as it stands in its place
        });
      }
      return findLaundryDesk(each.db, each.laundrySiteId);
    });
    expect(kept.map((desk) => [desk?.term, desk?.deviceId])).toEqual(
      kept.map(() => [3, namings[1]?.deviceId]),
    );
  });

  test('changes hands by an administrator, and a turn that both gave away is shown', () => {
    const network = aLaundryNetwork();
    const [first, second] = [network.aGuest(3), network.aGuest(3)];
    const naming = { siteId: network.laundrySiteId, deviceId: network.deviceId };
    network.write(laundryDeskNamed, { ...naming, term: 1 });
    network.make(first);
    // The desk before it gave the same turn away, while it was offline and did not know yet.
    network.write(laundryDeskNamed, { ...naming, term: 2 });
    network.aBookingAt(network.laundrySiteId, second.householdId, firstTurnOf(tuesday));
    const { stranded } = network.readBook();
    expect(stranded.map(({ because, householdId }) => [because, householdId])).toEqual([
      ['doubled', first.householdId],
      ['doubled', second.householdId],
    ]);
  });
});

test('law: whatever is asked by whom and heard in whatever rounds, each request has one answer and no turns overlap', () => {
  const act = fc.record({
    what: fc.constantFrom('ask', 'ask', 'make', 'giveUp', 'send', 'hear', 'answer', 'rebuild'),
    desk: fc.nat(1),
    household: fc.nat(2),
    machine: fc.nat(1),
    slot: fc.nat(7),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 25 }), (acts) => {
      const network = aLaundryNetwork();
      const households = [0, 1, 2].map(() => network.aGuest(0).householdId);
      const desks = [network.anotherDesk('office'), network.anotherDesk('laundry')];
      const machines = [network.machines.one, network.machines.two];
      const slots = [1, 2].flatMap((days) =>
        slotsOn(usualLaundryRules(network.laundrySiteId).hours, addDays(monday, days)),
      );
      for (const { what, ...at } of acts) {
        const desk = desks[at.desk];
        const householdId = households[at.household];
        const machineId = machines[at.machine];
        const slot = slots[at.slot];
        if (!desk || !householdId || !machineId || !slot) throw new Error('there are some');
        if (what === 'ask') desk.ask({ householdId, asks: { type: 'book', machineId, slot } });
        if (what === 'make') network.make({ householdId, machineId, slot });
        if (what === 'giveUp') {
          const [turn] = listBookings(desk.database.db, network.laundrySiteId, monday, addDays(monday, 7));
          if (turn) desk.ask({ householdId, asks: { type: 'giveUp', bookingId: turn.bookingId } });
        }
        if (what === 'send') desk.send();
        if (what === 'hear') {
          network.keeper.receive();
          network.keeper.send();
          desk.receive();
        }
        if (what === 'answer') network.keeper.answer();
        if (what === 'rebuild') rebuildProjections(network.inTransaction);
      }
      // Everybody comes online.
      for (const desk of desks) desk.send();
      network.keeper.receive();
      network.keeper.answer();
      network.keeper.send();
      for (const desk of desks) desk.receive();
      expect(network.overlaps()).toEqual([]);
      for (const desk of desks) {
        expect(desk.requests().every(({ answer }) => answer !== null)).toBe(true);
        const seen = listBookings(desk.database.db, network.laundrySiteId, monday, addDays(monday, 7));
        expect(seen.map(({ bookingId, state }) => [bookingId, state])).toEqual(
          network.allTurns().map(({ bookingId, state }) => [bookingId, state]),
        );
      }
      const answered = answersIn(network).map(({ operation }) => operation.causeId);
      expect(new Set(answered).size).toBe(answered.length);
    }),
    { numRuns: 15 },
  );
});
