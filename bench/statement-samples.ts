import { householdAccount } from '../shared/domain/account.ts';
import { householdIdSchema, operationIdSchema, organisationIdSchema } from '../shared/domain/ids.ts';
import { type IssuedStatement, issueStatement } from '../shared/domain/issued-statement.ts';
import { addDays, localDateSchema } from '../shared/domain/local-date.ts';
import type { PaperLanguage } from '../shared/domain/paper-language.ts';
import { aMovement } from '../shared/domain/statement.fixture.ts';
import { buildStatement } from '../shared/domain/statement.ts';

const FROM = localDateSchema.parse('2026-11-01');
const TO = localDateSchema.parse('2026-11-30');
const id = (n: number) => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const names: readonly string[] = [
  'Rossi Maria',
  'D’Angelò Nicolò',
  'Ștefănescu Ioana',
  'Олександра Ґудзь',
  'محمد عبد الرحمن',
];
const languages: readonly PaperLanguage[] = ['it', 'it', 'ro', 'uk', 'ar'];

/** A household's month: 8 to 45 movements, every fifth household in Arabic. Always the same for the same number. */
export function aMonthOf(household: number): IssuedStatement {
  const count = 8 + ((household * 17) % 38);
  const movements = Array.from({ length: count }, (_, index) =>
    aMovement(
      index + 1,
      addDays(FROM, Math.floor((index * 30) / count)),
      index === 0 ? 90_000 : -(135 + ((index * 37) % 900)),
      {
        reference: index === 0 ? 'Fondo nazionale' : `EMP-${household}${index}`,
      },
    ),
  );
  const built = buildStatement({ movements, periods: [], issued: [], from: FROM, to: TO, today: TO });
  if (!built.ok) throw new Error(built.error.type);
  const householdId = householdIdSchema.parse(id(household));
  return issueStatement(
    {
      statementId: operationIdSchema.parse(id(household)),
      organisationId: organisationIdSchema.parse(id(1)),
      householdId,
      account: householdAccount(householdId, 'cents'),
    },
    built.value,
    {
      language: languages[household % languages.length] ?? 'it',
      purse: 'cents',
      organisationName: 'ATS n. 1 Pesaro',
      projectName: 'Nuovi Cantieri',
      siteName: 'Ufficio di piazza del Popolo',
      holderName: names[household % names.length] ?? 'Rossi',
      internalCode: `N-${household}`,
      maskedCard: '********786',
      notSynchronised: [],
      updatedAt: Date.parse('2026-12-02T09:05:00Z'),
      printedBy: 'Marta Bianchi',
      printedAt: Date.parse('2026-12-02T09:06:00Z'),
      issuedOn: localDateSchema.parse('2026-12-02'),
      heads: [],
    },
  );
}

export function* monthsOf(households: number): Generator<IssuedStatement> {
  for (let household = 1; household <= households; household++) yield aMonthOf(household);
}
