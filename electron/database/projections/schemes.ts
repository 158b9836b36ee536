import type { Scheme } from '../../../shared/domain/scheme.ts';
import { schemeFromV1 } from '../../../shared/domain/scheme-v1.ts';
import {
  allowanceCarriedOver,
  schemeSet,
  schemeSetV1,
} from '../../../shared/operations/scheme-operations.ts';
import { query, type Tx } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const upsertVersion = query<readonly [string, string, string]>(
  'upsertSchemeVersion',
  `INSERT INTO scheme_version (scheme_id, applies_from, document) VALUES (?, ?, ?)
   ON CONFLICT (scheme_id, applies_from) DO UPDATE SET document = excluded.document`,
);

const takeVersion = (tx: Tx, scheme: Scheme) =>
  tx.run(upsertVersion, scheme.schemeId, scheme.appliesFrom, JSON.stringify(scheme));

export const schemeProjectors: readonly ProjectorEntry[] = [
  projector(schemeSet, (tx, { body }) => {
    takeVersion(tx, body);
  }),
  projector(schemeSetV1, (tx, { body, operation }) => {
    takeVersion(tx, schemeFromV1(body, operation.businessOn));
  }),
  // Its postings say everything.
  projector(allowanceCarriedOver, () => undefined),
];
