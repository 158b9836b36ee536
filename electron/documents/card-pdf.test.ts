import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { cardNumberFromBytes, groupCardNumber, parseCardNumber } from '../../shared/domain/card-number.ts';
import { cardSize, drawCards, type PrintedCard } from './card-pdf.ts';

const someCards = (count: number): PrintedCard[] =>
  Array.from({ length: count }, (_, index) => ({
    cardNumber: cardNumberFromBytes(Uint8Array.from([index, 2, 3, 4, 5, 6, 7, 8])),
    networkName: 'Rete «Nuovi Cantieri» dell’Ambito territoriale sociale n. 1',
  }));

async function draw(cards: readonly PrintedCard[], format: 'sheet' | 'card'): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _, callback) => {
      chunks.push(chunk);
      callback();
    },
  });
  await drawCards(cards, output, { format, createdAt: 0 });
  return Buffer.concat(chunks);
}

const pagesOf = (pdf: Buffer): number => Number(/\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]);

test('ten cards fit on a sheet, the eleventh begins another', async () => {
  expect(pagesOf(await draw(someCards(10), 'sheet'))).toBe(1);
  expect(pagesOf(await draw(someCards(11), 'sheet'))).toBe(2);
});

test('for a card printer each card is a page of 85.60 by 53.98 mm', async () => {
  const pdf = await draw(someCards(3), 'card');
  expect(pagesOf(pdf)).toBe(3);
  const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
  expect(boxes.map(([, width, height]) => [Number(width), Number(height)])).toEqual(
    Array.from({ length: 3 }, () => [expect.closeTo(cardSize.width, 1), expect.closeTo(cardSize.height, 1)]),
  );
});

test('the same cards are the same bytes', async () => {
  const first = await draw(someCards(2), 'sheet');
  expect((await draw(someCards(2), 'sheet')).equals(first)).toBe(true);
  expect((await draw(someCards(3), 'sheet')).equals(first)).toBe(false);
});

test('a number that is typed as it is printed is the number', () => {
  for (const { cardNumber } of someCards(20)) {
    expect(parseCardNumber(groupCardNumber(cardNumber))).toEqual({ ok: true, value: cardNumber });
    expect(groupCardNumber(cardNumber)).toMatch(/^\S{4} \S{4} \S{3}$/);
  }
});
