import type { HouseholdId, OrganisationId } from '../../shared/domain/ids.ts';
import { registryStream } from '../../shared/operations/kind.ts';
import { type Db, query, type SqlValue } from './database.ts';

export type Holding = {
  /** Name of the file, without its ending. */
  readonly part: string;
  readonly rows: readonly Record<string, SqlValue>[];
};

type Asked = {
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly organisationId: OrganisationId;
};

const utc = (column: string) => `strftime('%Y-%m-%dT%H:%M:%SZ', ${column} / 1000, 'unixepoch')`;

const clock = (column: string) =>
  `CASE WHEN ${column} IS NOT NULL THEN printf('%02d:%02d', ${column} / 60, ${column} % 60) END`;
const machineKind = (column: string) =>
  `CASE ${column} WHEN 'washer' THEN 'lavatrice' ELSE 'asciugatrice' END`;

/** Of one household, by its number; headings are read by the household, which is Italian until it says otherwise. */
const BY_HOUSEHOLD: readonly (readonly [string, string])[] = [
  [
    'nucleo',
    `SELECT display_name AS "nome", delegate_names AS "delegati", size AS "componenti",
       child_birth_months AS "mesi di nascita dei bambini", preferred_language AS "lingua",
       site.name AS "sede" FROM household LEFT JOIN site USING (site_id) WHERE household = ?`,
  ],
  [
    'tessere',
    `SELECT card_number AS "numero", use AS "uso", issued_on AS "rilasciata il", handed_over_on AS "consegnata il",
       expires_on AS "valida fino al",
       (SELECT reason FROM card_block WHERE card_block.card_id = card.card_id AND is_lifted = 0) AS "bloccata perché"
     FROM card WHERE household = ? ORDER BY card_id`,
  ],
  [
    'abilitazioni',
    `SELECT starts_on AS "dal", ends_on AS "al", EXISTS (SELECT 1 FROM entitlement_suspension AS suspension
       WHERE suspension.entitlement_id = entitlement.entitlement_id AND is_lifted = 0) AS "sospesa"
     FROM entitlement WHERE household = ? ORDER BY starts_on`,
  ],
  [
    'saldi',
    'SELECT account AS "conto", unit AS "unità", balance AS "saldo" FROM household_balance WHERE household = ? ORDER BY account',
  ],
  [
    'movimenti',
    `SELECT movement.business_on AS "giorno", ${utc('operation_at')} AS "quando (UTC)", account AS "conto",
       unit AS "unità", amount AS "importo", type AS "atto"
     FROM movement JOIN kind USING (kind) WHERE household = ? ORDER BY n, account`,
  ],
  [
    'spese',
    `SELECT sale.business_on AS "giorno", site.name AS "sede", total_points AS "punti", total_cents AS "centesimi",
       pieces AS "pezzi", body AS "dettaglio"
     FROM sale JOIN operation USING (n) LEFT JOIN site USING (site_id) WHERE household = ? ORDER BY n`,
  ],
  [
    // Also those that moved nothing: what cost nothing can be brought back too.
    'resi',
    `SELECT returned.business_on AS "giorno", ${utc('returned.occurred_at')} AS "quando (UTC)",
       sum(sale_return.quantity) AS "pezzi", sum(points) AS "punti", sum(cents) AS "centesimi",
       returned.body AS "dettaglio"
     FROM sale JOIN operation AS sold USING (n) JOIN sale_return ON sale_id = sold.id
       JOIN operation AS returned ON returned.n = sale_return.n
     WHERE household = ? GROUP BY returned.n ORDER BY returned.n`,
  ],
  [
    'lavanderia',
    `SELECT ${utc('opened_at')} AS "arrivo (UTC)", bags AS "sacchi", tag AS "contrassegno",
       ${utc('handed_over_at')} AS "consegna (UTC)", handed_over_to AS "consegnata a"
     FROM laundry_visit WHERE household = ? ORDER BY n`,
  ],
  [
    'lavaggi',
    `SELECT cycle.started_on AS "giorno", ${utc('started_at')} AS "inizio (UTC)", ${utc('finished_at')} AS "fine (UTC)",
       ${utc('ended_at')} AS "macchina libera (UTC)", site.name AS "sede", number AS "macchina",
       programme.document ->> '$.name.it' AS "programma", minutes AS "minuti", charges AS "addebiti",
       stopped_because AS "interrotto perché"
     FROM laundry_cycle AS cycle LEFT JOIN site USING (site_id) LEFT JOIN machine USING (machine_id)
       LEFT JOIN wash_programme AS programme USING (wash_programme_id)
     WHERE household = ? ORDER BY n`,
  ],
  [
    'turni',
    `SELECT slot_on AS "giorno", ${clock('slot_from')} AS "dalle", ${clock('slot_to')} AS "alle",
       site.name AS "sede", number AS "macchina", CASE state WHEN 'active' THEN 'prenotato' WHEN 'kept' THEN 'usato'
         WHEN 'givenUp' THEN 'rinunciato' WHEN 'missed' THEN 'mancato' ELSE 'spostato' END AS "stato",
       is_forgiven AS "mancanza perdonata"
     FROM laundry_booking AS booking LEFT JOIN site USING (site_id) LEFT JOIN machine USING (machine_id)
     WHERE household = ? ORDER BY n`,
  ],
  [
    'attese',
    `SELECT wanted_on AS "giorno", ${clock('wanted_from')} AS "dalle", site.name AS "sede",
       ${machineKind('waiting.kind')} AS "macchina",
       CASE closed_as WHEN 'booked' THEN 'prenotato' WHEN 'givenUp' THEN 'rinunciato' END AS "esito"
     FROM laundry_waiting AS waiting LEFT JOIN site USING (site_id) WHERE household = ? ORDER BY n`,
  ],
  [
    'richieste di turno',
    `SELECT ${utc('asked_at')} AS "quando (UTC)", site.name AS "sede", asks AS "richiesta", answer AS "risposta"
     FROM laundry_turn_request LEFT JOIN site USING (site_id) WHERE household = ? ORDER BY n`,
  ],
];

/** Of one household in one organisation's register. */
const BY_ORGANISATION: readonly (readonly [string, string])[] = [
  [
    'componenti',
    `SELECT surname AS "cognome", name AS "nome", birth_on AS "nascita", sex AS "sesso",
       codice_fiscale AS "codice fiscale", relation AS "relazione", is_holder AS "intestatario",
       is_delegate AS "delegato", left_on AS "uscito il"
     FROM person WHERE household = ? AND organisation_id = ? ORDER BY is_holder DESC, surname, name`,
  ],
  [
    'condizioni',
    `SELECT surname AS "cognome", name AS "nome", has_disability AS "disabilità", is_pregnant AS "gravidanza",
       is_homeless AS "senza dimora", citizenship_group AS "cittadinanza"
     FROM person_condition AS condition LEFT JOIN person USING (household, person_id)
     WHERE household = ? AND condition.organisation_id = ? ORDER BY surname, name`,
  ],
  [
    'contatti',
    `SELECT phones AS "telefoni", email AS "email", address AS "indirizzo" FROM household_contacts
     WHERE household = ? AND organisation_id = ?`,
  ],
  [
    'note',
    `SELECT ${utc('written_at')} AS "quando (UTC)", text AS "testo", is_taken_back AS "ritirata" FROM household_note
     WHERE household = ? AND organisation_id = ? ORDER BY written_at`,
  ],
  [
    'isee',
    `SELECT band AS "fascia", certificate AS "certificato", value_cents AS "valore in centesimi",
       expires_on AS "scade il" FROM isee_assessment WHERE household = ? AND organisation_id = ?`,
  ],
];

const byHousehold = BY_HOUSEHOLD.map(
  ([part, sql]) =>
    [part, query<readonly [number], Record<string, SqlValue>>(`holding.${part}`, sql)] as const,
);
const byOrganisation = BY_ORGANISATION.map(
  ([part, sql]) =>
    [part, query<readonly [number, string], Record<string, SqlValue>>(`holding.${part}`, sql)] as const,
);

const listActs = query<readonly [string, string], Record<string, SqlValue>>(
  'holding.atti',
  // Everything that was ever said of it: also what another act has replaced since.
  `SELECT ${utc('occurred_at')} AS "quando (UTC)", type AS "atto", operator.display_name AS "operatore", body AS "contenuto"
   FROM history JOIN operation USING (n) JOIN kind USING (kind) JOIN stream USING (stream)
   LEFT JOIN operator USING (operator_id)
   WHERE subject = ? AND (stream.name NOT LIKE 'registry:%' OR stream.name = ?) ORDER BY n`,
);
const listReadings = query<readonly [string], Record<string, SqlValue>>(
  'holding.accessi',
  `SELECT ${utc('read_at')} AS "quando (UTC)", coalesce(operator.display_name, operator_id) AS "chi", action AS "cosa"
   FROM access_log LEFT JOIN operator USING (operator_id) WHERE subject = ? ORDER BY n`,
);

/** Everything that this counter holds on a household, as far as one organisation may see it, part by part. */
export function listHoldings(db: Db, { household, householdId, organisationId }: Asked): Holding[] {
  const subject = `household:${householdId}`;
  return [
    ...byHousehold.map(([part, sql]) => ({ part, rows: db.all(sql, household) })),
    ...byOrganisation.map(([part, sql]) => ({ part, rows: db.all(sql, household, organisationId) })),
    { part: 'atti', rows: db.all(listActs, subject, registryStream(organisationId)) },
    { part: 'accessi', rows: db.all(listReadings, subject) },
  ];
}
