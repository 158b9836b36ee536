import { householdAccount } from './account.ts';
import { householdIdSchema, operationIdSchema, organisationIdSchema } from './ids.ts';
import { type IssuedStatement, issueStatement, type StatementHeading } from './issued-statement.ts';
import { addDays } from './local-date.ts';
import type { PaperLanguage } from './paper-language.ts';
import { aDay, aDevice, aMovement } from './statement.fixture.ts';
import { buildStatement, type Movement } from './statement.ts';

const id = (n: number) => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const householdId = householdIdSchema.parse(id(20));

export const aStatementHeading = (parts: Partial<StatementHeading> = {}): StatementHeading => ({
  language: 'it',
  purse: 'cents',
  organisationName: 'ATS n. 1 Pesaro',
  projectName: 'Nuovi Cantieri',
  siteName: 'Ufficio di piazza del Popolo',
  holderName: 'Nicolò D’Angelò',
  internalCode: 'N-00042',
  maskedCard: '********786',
  notSynchronised: [],
  updatedAt: Date.parse('2026-12-02T09:05:00Z'),
  printedBy: 'Marta Bianchi',
  printedAt: Date.parse('2026-12-02T09:06:00Z'),
  issuedOn: aDay('2026-12-02'),
  heads: [{ deviceId: aDevice(1), seq: 12_345 }],
  ...parts,
});

/** A month of purchases with one top-up; `count` lines. */
export function someMovements(count: number): Movement[] {
  const first = aDay('2026-11-01');
  return Array.from({ length: count }, (_, index) =>
    index === 0
      ? aMovement(1, first, 1_000_000, { kind: 'top-up', reference: 'Fondo nazionale', siteName: 'Ufficio' })
      : aMovement(
          index + 1,
          addDays(first, Math.floor((index * 30) / count)),
          -(135 + ((index * 37) % 900)),
          {
            reference: `EMP-${1_000 + index}`,
            siteName: index % 7 === 3 ? null : 'Emporio di Pesaro',
          },
        ),
  );
}

export function anIssuedStatement(
  count: number,
  heading: Partial<StatementHeading> = {},
  movements = someMovements(count),
): IssuedStatement {
  const built = buildStatement({
    movements,
    periods: [],
    issued: [],
    from: aDay('2026-11-01'),
    to: aDay('2026-11-30'),
    today: aDay('2026-12-02'),
  });
  if (!built.ok) throw new Error(built.error.type);
  return issueStatement(
    {
      statementId: operationIdSchema.parse(id(30)),
      organisationId: organisationIdSchema.parse(id(31)),
      householdId,
      account: householdAccount(householdId, 'cents'),
    },
    built.value,
    aStatementHeading(heading),
  );
}

export const everyPaperLanguage: readonly PaperLanguage[] = ['it', 'en', 'fr', 'es', 'ro', 'sq', 'ar', 'uk'];
