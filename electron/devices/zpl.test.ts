import { expect, test } from 'vitest';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { aReceipt } from '../../shared/domain/receipt.fixture.ts';
import { testPageReceipt } from '../../shared/domain/receipt.ts';
import type { LaundryTagPaper } from '../../shared/domain/roll-paper.ts';
import { encodeLabel, encodeTagLabel } from './zpl.ts';

const aTag: LaundryTagPaper = {
  kind: 'laundry-tag',
  language: 'it',
  demo: false,
  reprint: false,
  siteName: 'Lavanderia sociale',
  tag: 7,
  bags: 2,
  on: localDateSchema.parse('2026-11-23'),
  time: '10:30',
};

test('a tag is one label with its number, its bags and its code', () => {
  expect(encodeTagLabel(aTag)).toBe(
    [
      '^XA^CI28',
      '^PW400^LL400',
      '^FO0,8^A0N,24,24^FB400,1,0,C^FH_^FDLavanderia sociale^FS',
      '^FO0,40^A0N,190,190^FB400,1,0,C^FH_^FD07^FS',
      '^FO0,226^A0N,44,44^FB400,1,0,C^FH_^FD2 sacchi^FS',
      '^FO0,274^A0N,24,24^FB400,1,0,C^FH_^FD23/11/2026 10:30^FS',
      '^FO110,308^BY2^BCN,60,Y,N,N^FDL07^FS',
      '^XZ',
    ].join('\n'),
  );
});

test('the name of a site cannot carry a command of the printer', () => {
  const label = encodeTagLabel({ ...aTag, siteName: 'A^XZ~JR_B\n^XA' });
  expect(label).toContain('^FDA_5EXZ_7EJR_5FB _5EXA^FS');
  expect(label.match(/\^XA/g)).toHaveLength(1);
});

test('a label printer can be tried, and is never given a receipt', () => {
  const { language, networkName, operatorName } = aReceipt({});
  const { demo, siteName, on, time } = aTag;
  const page = testPageReceipt({ language, networkName, operatorName, demo, siteName, on, time });
  expect(encodeLabel(page)).toContain('^FDPROVA DI STAMPA^FS');
  expect(encodeLabel(aTag)).toBe(encodeTagLabel(aTag));
  expect(() => encodeLabel(aReceipt({}))).toThrow('roll');
});
