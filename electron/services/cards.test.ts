import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { cardNumberFromBytes, maskCardNumber } from '../../shared/domain/card-number.ts';
import {
  type CardId,
  householdIdSchema,
  operationIdSchema,
  personIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { assert, err } from '../../shared/domain/result.ts';
import { cardBlocked, cardUnblocked } from '../../shared/operations/household-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { findCard, findCardByNumber, findHouseholdNumber, listCards } from '../database/households.ts';
import { type CardPapers, createCardsService } from './cards.ts';

const newOperationId = () => operationIdSchema.parse(v7());

/** A paper that says what is on it, and a printer that is not there. */
const drawn: CardPapers = {
  draw: async (cards, { format }) =>
    Buffer.from(JSON.stringify({ format, numbers: cards.map(({ cardNumber }) => cardNumber) })),
  paperDoor: {
    printPdf: async () => err({ type: 'A4PrinterMissing', printer: 'Ufficio' }),
    printFile: async () => err({ type: 'A4PrinterMissing', printer: 'Ufficio' }),
  },
};

function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createCardsService(counter.context, drawn);
  const issue = async (householdId: ReturnType<typeof householdIdSchema.parse>) => {
    const answer = await handlers['cards.issue'](office, { operationId: newOperationId(), householdId });
    if (!answer.ok) throw new Error(answer.error.type);
    const card = findCardByNumber(counter.db, answer.value.cardNumber);
    assert(card !== null, 'an issued card is found by its number');
    return card;
  };
  const block = (cardId: CardId) =>
    handlers['cards.block'](office, { operationId: newOperationId(), cardId, reason: 'lost' });
  const unblock = (cardId: CardId) =>
    handlers['cards.unblock'](office, { operationId: newOperationId(), cardId });
  const replace = (cardId: CardId, operationId = newOperationId()) =>
    handlers['cards.replace'](office, { operationId, cardId });
  const handOver = (cardId: CardId, operationId = newOperationId()) =>
    handlers['cards.handOver'](office, { operationId, cardId });
  const print = (cardIds: CardId[], operationId = newOperationId(), to: 'file' | 'printer' = 'file') =>
    handlers['cards.print'](office, { operationId, cardIds, format: 'sheet', to });
  const cardsOf = (householdId: ReturnType<typeof householdIdSchema.parse>) =>
    listCards(counter.db, findHouseholdNumber(counter.db, householdId) ?? 0);
  return { ...counter, office, handlers, issue, block, unblock, replace, handOver, print, cardsOf };
}

describe('cards', () => {
  test('have a number that opens their household, and one act is one card', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const input = { operationId: newOperationId(), householdId };
    const first = await desk.handlers['cards.issue'](desk.office, input);
    const again = await desk.handlers['cards.issue'](desk.office, input);
    expect(again).toEqual(first);
    expect(desk.cardsOf(householdId)).toHaveLength(2);
  });

  test('of an unknown household are refused', async () => {
    const desk = aDesk();
    const householdId = householdIdSchema.parse(v7());
    expect(
      await desk.handlers['cards.issue'](desk.office, { operationId: newOperationId(), householdId }),
    ).toEqual({ ok: false, error: { type: 'HouseholdUnknown' } });
  });

  test('never take a number that another card has or had', async () => {
    const desk = aDesk();
    const { householdId, cardId } = desk.aHousehold();
    const used = randomBytes(8);
    const free = randomBytes(8);
    const given = [used, used, used, free];
    const { handlers } = createCardsService(
      { ...desk.context, randomBytes: () => given.shift() ?? randomBytes(8) },
      drawn,
    );
    const numbers = [];
    for (let i = 0; i < 2; i++) {
      const answer = await handlers['cards.issue'](desk.office, {
        operationId: newOperationId(),
        householdId,
      });
      numbers.push(answer.ok && answer.value.cardNumber);
    }
    expect(numbers).toEqual([cardNumberFromBytes(used), cardNumberFromBytes(free)]);
    expect(given).toEqual([]);
    expect(findCard(desk.db, cardId)).not.toBeNull();
  });

  test('are blocked once and opened again by who names the block', async () => {
    const desk = aDesk();
    const { cardId } = desk.aHousehold();
    expect(await desk.unblock(cardId)).toEqual({ ok: false, error: { type: 'CardNotBlocked' } });
    expect(await desk.block(cardId)).toEqual({ ok: true, value: null });
    expect(await desk.block(cardId)).toEqual({ ok: false, error: { type: 'CardAlreadyBlocked' } });
    expect(findCard(desk.db, cardId)?.blockReason).toBe('lost');
    expect(await desk.unblock(cardId)).toEqual({ ok: true, value: null });
    expect(findCard(desk.db, cardId)?.blockReason).toBeNull();
  });

  test('blocked at two counters are opened by lifting both blocks', async () => {
    const desk = aDesk();
    const { cardId, householdId } = desk.aHousehold();
    await desk.block(cardId);
    desk.write(cardBlocked, { cardId, householdId, reason: 'stolen' });
    await desk.unblock(cardId);
    expect(findCard(desk.db, cardId)?.blockReason).toBeNull();
  });

  test('are replaced by a card of the same household', async () => {
    const desk = aDesk();
    const { cardId, householdId } = desk.aHousehold();
    await desk.block(cardId);
    const operationId = newOperationId();
    const replaced = await desk.replace(cardId, operationId);
    assert(replaced.ok, 'a blocked card can be replaced');
    expect(await desk.replace(cardId, operationId)).toEqual(replaced);
    const newCard = findCardByNumber(desk.db, replaced.value.cardNumber);
    expect(newCard).toMatchObject({ householdId, blockId: null, replacedByCardId: null });
    expect(findCard(desk.db, cardId)?.replacedByCardId).toBe(newCard?.cardId);
  });

  test('that were replaced are not replaced or blocked again: the newest card is named', async () => {
    const desk = aDesk();
    const { cardId, householdId } = desk.aHousehold();
    await desk.replace(cardId);
    const second = desk.cardsOf(householdId).find((card) => card.replacedByCardId === null);
    assert(second !== undefined, 'one card is in use');
    await desk.replace(second.cardId);
    const newest = desk.cardsOf(householdId).find((card) => card.replacedByCardId === null);
    assert(newest !== undefined, 'one card is in use');
    const refusal = {
      ok: false,
      error: { type: 'CardReplaced', newestMaskedNumber: maskCardNumber(newest.cardNumber) },
    };
    expect(await desk.replace(cardId)).toEqual(refusal);
    expect(await desk.block(cardId)).toEqual(refusal);
    expect(desk.cardsOf(householdId)).toHaveLength(3);
  });

  test('are for any goods or for baby goods, until a day, and a card that replaces one is for the same', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const personId = personIdSchema.parse(v7());
    const expiresOn = localDateSchema.parse('2026-12-31');
    const purpose = { use: 'baby' as const, expiresOn, personId };
    const answer = await desk.handlers['cards.issue'](desk.office, {
      operationId: newOperationId(),
      householdId,
      ...purpose,
    });
    assert(answer.ok, 'the card is issued');
    expect(findCard(desk.db, answer.value.cardId)).toMatchObject(purpose);
    const replaced = await desk.replace(answer.value.cardId);
    assert(replaced.ok, 'the card is replaced');
    expect(findCard(desk.db, replaced.value.cardId)).toMatchObject({ ...purpose, handedOverOn: null });
  });

  test('do not expire on a day that is over, and an expired one gets a new day before anything else', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const yesterday = localDateSchema.parse('2026-11-21');
    const operationId = newOperationId();
    expect(
      await desk.handlers['cards.issue'](desk.office, { operationId, householdId, expiresOn: yesterday }),
    ).toEqual({ ok: false, error: { type: 'ExpiryInPast' } });
    const { cardId } = await desk.issue(householdId);
    const setExpiry = (expiresOn: string | null) =>
      desk.handlers['cards.setExpiry'](desk.office, {
        operationId: newOperationId(),
        cardId,
        expiresOn: expiresOn === null ? null : localDateSchema.parse(expiresOn),
      });
    expect(await setExpiry('2026-11-22')).toEqual({ ok: true, value: null });
    desk.clock.today = localDateSchema.parse('2026-11-23');
    const refusal = { ok: false, error: { type: 'CardExpired', expiredOn: '2026-11-22' } };
    expect(await desk.replace(cardId)).toEqual(refusal);
    expect(await desk.handOver(cardId)).toEqual(refusal);
    expect(await desk.print([cardId])).toEqual(refusal);
    expect(await setExpiry(null)).toEqual({ ok: true, value: null });
    expect((await desk.replace(cardId)).ok).toBe(true);
  });

  test('wait to be printed and handed over, and are handed over once', async () => {
    const desk = aDesk();
    const { householdId, cardId } = desk.aHousehold();
    const { cardId: second } = await desk.issue(householdId);
    const waiting = async () => {
      const answer = await desk.handlers['cards.waiting'](desk.office, {});
      return answer.ok && answer.value.map((card) => [card.cardId, card.printedOn]);
    };
    expect(await waiting()).toEqual([
      [cardId, null],
      [second, null],
    ]);
    await desk.print([cardId]);
    expect(await waiting()).toEqual([
      [second, null],
      [cardId, '2026-11-22'],
    ]);
    const operationId = newOperationId();
    expect(await desk.handOver(cardId, operationId)).toEqual({ ok: true, value: null });
    expect(await desk.handOver(cardId, operationId)).toEqual({ ok: true, value: null });
    expect(await desk.handOver(cardId)).toEqual({
      ok: false,
      error: { type: 'CardAlreadyHandedOver', handedOverOn: '2026-11-22' },
    });
    expect(await waiting()).toEqual([[second, null]]);
    await desk.block(second);
    expect(await waiting()).toEqual([]);
    expect(await desk.handOver(second)).toEqual({ ok: false, error: { type: 'CardIsBlocked' } });
  });

  test('are printed with nothing but their numbers, each recorded once however often F9 is pressed', async () => {
    const desk = aDesk();
    const { householdId, cardId, cardNumber } = desk.aHousehold();
    const second = await desk.issue(householdId);
    const operationId = newOperationId();
    const first = await desk.print([cardId, second.cardId], operationId);
    assert(first.ok, 'the cards are printed');
    expect(JSON.parse(Buffer.from(first.value.pdfBase64 ?? '', 'base64').toString())).toEqual({
      format: 'sheet',
      numbers: [cardNumber, second.cardNumber],
    });
    expect(first.value.cardCount).toBe(2);
    expect(await desk.print([cardId, second.cardId], operationId)).toEqual(first);
    const printed = `SELECT count(*) FROM operation JOIN kind USING (kind) WHERE type = 'card.printed'`;
    expect(desk.raw.prepare(printed).pluck().get()).toBe(2);
    await desk.replace(cardId);
    expect(await desk.print([cardId])).toMatchObject({ error: { type: 'CardReplaced' } });
  });

  test('that a missing printer did not print are still to print', async () => {
    const desk = aDesk();
    const { cardId } = desk.aHousehold();
    const operationId = newOperationId();
    expect(await desk.print([cardId], operationId, 'printer')).toEqual({
      ok: false,
      error: { type: 'A4PrinterMissing', printer: 'Ufficio' },
    });
    expect(findCard(desk.db, cardId)?.printedOn).toBeNull();
    expect((await desk.print([cardId], operationId)).ok).toBe(true);
    expect(findCard(desk.db, cardId)?.printedOn).toBe('2026-11-22');
  });

  test('stay blocked by every block that no operation names, in whatever order they arrive', () => {
    const acts = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }).chain((lifted) =>
      fc.record({
        lifted: fc.constant(lifted),
        order: fc.shuffledSubarray(
          lifted.flatMap((isLifted, index) =>
            isLifted ? [`block ${index}`, `lift ${index}`] : [`block ${index}`],
          ),
          { minLength: lifted.length + lifted.filter(Boolean).length },
        ),
      }),
    );
    fc.assert(
      fc.property(acts, ({ lifted, order }) => {
        const desk = aCounter();
        const { cardId, householdId } = desk.aHousehold();
        const blockIds = lifted.map(newOperationId);
        for (const act of order) {
          const [what, index] = act.split(' ');
          const blockId = blockIds[Number(index)];
          assert(blockId !== undefined, 'every act is about one block');
          desk.inTransaction((tx) =>
            what === 'block'
              ? desk.context.record(tx, {
                  id: blockId,
                  kind: cardBlocked,
                  body: { cardId, householdId, reason: 'stolen' },
                  businessOn: desk.clock.today,
                })
              : desk.context.record(tx, {
                  id: newOperationId(),
                  kind: cardUnblocked,
                  body: { cardId, householdId },
                  reversesId: blockId,
                  businessOn: desk.clock.today,
                }),
          );
        }
        const isOpen = findCard(desk.db, cardId)?.blockId === null;
        expect(isOpen).toBe(lifted.every(Boolean));
      }),
      { numRuns: 60 },
    );
  });
});
