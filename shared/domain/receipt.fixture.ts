import { type Receipt, receiptSchema } from './receipt.ts';

/** Builder for tests: a sale of two lines at an emporio, with the changes a test is about. */
export const aReceipt = (changes: Partial<Receipt> = {}): Receipt =>
  receiptSchema.parse({
    language: 'it',
    secondLanguage: null,
    kind: 'sale',
    demo: false,
    reprint: false,
    networkName: 'Nuovi Cantieri',
    siteName: 'Emporio di Pesaro',
    number: '12-345',
    originalNumber: null,
    on: '2026-04-01',
    time: '00:30',
    operatorName: 'Marta',
    beneficiary: { type: 'household', displayName: 'Nicolò R.', maskedCard: '•••• 4821' },
    lines: [
      { name: 'Pasta di semola', quantity: 2, grams: null, points: 6, cents: 0 },
      { name: 'Prosciutto cotto', quantity: 1, grams: 350, points: 1204, cents: 0 },
    ],
    total: { points: 1210, babyPoints: 0, cents: 0 },
    residual: { points: { before: 1300, after: 90 } },
    limitsLeft: [{ name: "Olio d'oliva", left: 1, allowed: 2 }],
    validUntil: '2026-04-30',
    messages: ['I punti non spesi scadono a fine mese.'],
    ...changes,
  });
