import type { PaperLanguage } from './paper-language.ts';
import type { ReceiptKind } from './receipt.ts';
import { otherReceiptWords } from './receipt-words-other-languages.ts';
import type { Tenders } from './tenders.ts';

/**
 * The words of receipts. They live here and not with the screens' messages because receipts are made in
 * the main process too, in Italian and in the household's own language.
 */
export type ReceiptWords = {
  readonly nonFiscal: string;
  readonly titles: Readonly<Record<ReceiptKind, string | null>>;
  readonly reprint: string;
  readonly number: string;
  readonly originalNumber: string;
  readonly operator: string;
  readonly household: string;
  readonly card: string;
  readonly occasional: string;
  readonly people: (headcount: number) => string;
  readonly pieces: string;
  readonly totals: Readonly<Record<ReceiptKind, string>>;
  readonly totalsInEuro: Readonly<Record<ReceiptKind, string>>;
  /** Under the points, the part of them that the allowance for baby goods paid. */
  readonly ofWhichBabyPoints: string;
  readonly residualBefore: Readonly<Record<keyof Tenders, string>>;
  readonly residualAfter: Readonly<Record<keyof Tenders, string>>;
  readonly limitsLeft: string;
  readonly leftOf: (left: string, allowed: string) => string;
  readonly validUntil: string;
  readonly testPage: string;
};

/** Both languages at once: whoever finds the paper must see that it is worth nothing. */
export const demoFrame = 'DIMOSTRAZIONE / DEMO';

export const receiptWords: Readonly<Record<PaperLanguage, ReceiptWords>> = {
  it: {
    nonFiscal: 'scontrino non fiscale',
    titles: { sale: null, return: 'RESO', void: 'ANNULLO', 'test-page': 'PROVA DI STAMPA' },
    reprint: 'RISTAMPA',
    number: 'N.',
    originalNumber: 'Scontrino originale',
    operator: 'Operatore',
    household: 'Nucleo',
    card: 'Tessera',
    occasional: 'Aiuto occasionale',
    people: (headcount) => (headcount === 1 ? '1 persona' : `${headcount} persone`),
    pieces: 'Pezzi',
    totals: {
      sale: 'TOTALE PUNTI',
      return: 'PUNTI RESTITUITI',
      void: 'PUNTI RESTITUITI',
      'test-page': 'TOTALE PUNTI',
    },
    totalsInEuro: {
      sale: 'TOTALE EURO',
      return: 'EURO RESTITUITI',
      void: 'EURO RESTITUITI',
      'test-page': 'TOTALE EURO',
    },
    ofWhichBabyPoints: 'di cui punti bimbi',
    residualBefore: {
      points: 'Residuo punti prima',
      babyPoints: 'Residuo punti bimbi prima',
      cents: 'Credito in euro prima',
    },
    residualAfter: {
      points: 'Residuo punti ora',
      babyPoints: 'Residuo punti bimbi ora',
      cents: 'Credito in euro ora',
    },
    limitsLeft: 'Ancora disponibili',
    leftOf: (left, allowed) => `${left} di ${allowed}`,
    validUntil: 'Punti validi fino al',
    testPage:
      'Se gli accenti e il simbolo dell’euro si leggono bene e la riga dei numeri sta tutta su una riga, la stampante è pronta.',
  },
  en: {
    nonFiscal: 'not a fiscal receipt',
    titles: { sale: null, return: 'RETURN', void: 'VOID', 'test-page': 'TEST PAGE' },
    reprint: 'REPRINT',
    number: 'No.',
    originalNumber: 'Original receipt',
    operator: 'Operator',
    household: 'Household',
    card: 'Card',
    occasional: 'Occasional help',
    people: (headcount) => (headcount === 1 ? '1 person' : `${headcount} people`),
    pieces: 'Pieces',
    totals: {
      sale: 'TOTAL POINTS',
      return: 'POINTS GIVEN BACK',
      void: 'POINTS GIVEN BACK',
      'test-page': 'TOTAL POINTS',
    },
    totalsInEuro: {
      sale: 'TOTAL EURO',
      return: 'EURO GIVEN BACK',
      void: 'EURO GIVEN BACK',
      'test-page': 'TOTAL EURO',
    },
    ofWhichBabyPoints: 'of which baby points',
    residualBefore: {
      points: 'Points before',
      babyPoints: 'Baby points before',
      cents: 'Euro credit before',
    },
    residualAfter: {
      points: 'Points left now',
      babyPoints: 'Baby points left now',
      cents: 'Euro credit now',
    },
    limitsLeft: 'Still available',
    leftOf: (left, allowed) => `${left} of ${allowed}`,
    validUntil: 'Points valid until',
    testPage:
      'If the accents and the euro sign read well and the row of digits fits on one line, the printer is ready.',
  },
  ...otherReceiptWords,
};
