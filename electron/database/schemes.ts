import type { SchemeId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { type Scheme, schemeOn, schemeSchema } from '../../shared/domain/scheme.ts';
import { type Db, query } from './database.ts';

const listVersionsSql = query<readonly [string], { document: string }>(
  'listSchemeVersions',
  'SELECT document FROM scheme_version WHERE scheme_id = ? ORDER BY applies_from',
);
const listAllVersionsSql = query<readonly [], { document: string }>(
  'listAllSchemeVersions',
  'SELECT document FROM scheme_version ORDER BY scheme_id, applies_from',
);

/** Every version of a scheme, by `appliesFrom`, oldest first; none where its definition has not arrived. */
export const listSchemeVersions = (db: Db, schemeId: SchemeId): Scheme[] =>
  db.all(listVersionsSql, schemeId).map(({ document }) => readDocument(document));

/** The version of a scheme that holds on a day; before all of them, the first. Null where the scheme is not known here. */
export const findScheme = (db: Db, schemeId: SchemeId, on: LocalDate): Scheme | null =>
  schemeOn(listSchemeVersions(db, schemeId), on);

/** All schemes by the version that holds on a day. */
export const listSchemes = (db: Db, on: LocalDate): Scheme[] =>
  [...versionsByScheme(db).values()].map((versions) => {
    const scheme = schemeOn(versions, on);
    assert(scheme !== null, 'a scheme is known by its versions');
    return scheme;
  });

/** All versions of all schemes, in the order of `listSchemeVersions`. */
export const versionsByScheme = (db: Db): Map<SchemeId, Scheme[]> =>
  Map.groupBy(
    db.all(listAllVersionsSql).map(({ document }) => readDocument(document)),
    ({ schemeId }) => schemeId,
  );

/** A document never changes what it says, and the till asks for it at every scan of a card. */
const schemeByDocument = new Map<string, Scheme>();
const MOST_REMEMBERED = 200;

function readDocument(document: string): Scheme {
  const known = schemeByDocument.get(document);
  if (known !== undefined) return known;
  if (schemeByDocument.size >= MOST_REMEMBERED) schemeByDocument.clear();
  const scheme = schemeSchema.parse(JSON.parse(document));
  schemeByDocument.set(document, scheme);
  return scheme;
}
