import type { Migration } from './migration.ts';

/** Edits of registers in the hub's order, and those that were made without having seen another one. */
export const registerEdits: Migration = {
  version: 21,
  name: 'register-edits',
  sql: `
ALTER TABLE operation ADD COLUMN based_on BLOB CHECK (based_on IS NULL OR length(based_on) = 16);

-- Numbers that stand for sections of registers: what edits write over each other in.
CREATE TABLE register_section (
  section INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Projection: the edits of each section. The position is that in the hub's order; null until the hub has said. What the
-- hub keeps aside does not show.
CREATE TABLE register_edit (
  n INTEGER PRIMARY KEY,
  section INTEGER NOT NULL,
  position INTEGER,
  is_aside INTEGER NOT NULL DEFAULT 0 CHECK (is_aside IN (0, 1)),
  CHECK (is_aside = 0 OR position IS NULL)
) STRICT;
CREATE UNIQUE INDEX register_edit_in_order ON register_edit (section, position, n);

-- Input beside the log: an edit that was here already came in a page of the hub, or the hub keeps it aside; said after what
-- was the newest operation then.
CREATE TABLE edit_word (
  k INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  after_n INTEGER NOT NULL,
  is_aside INTEGER NOT NULL CHECK (is_aside IN (0, 1))
) STRICT;
CREATE INDEX edit_word_by_place ON edit_word (after_n, k);

-- Projection: an edit wrote over another one that its author could not see.
CREATE TABLE edit_conflict (
  n INTEGER NOT NULL,
  over_n INTEGER NOT NULL,
  PRIMARY KEY (n, over_n)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_conflict_over ON edit_conflict (over_n);

-- Projection: who has said of a conflict that it is settled.
CREATE TABLE edit_conflict_settled (
  edit_id BLOB NOT NULL CHECK (length(edit_id) = 16),
  over_id BLOB NOT NULL CHECK (length(over_id) = 16),
  operator_id TEXT NOT NULL,
  PRIMARY KEY (edit_id, over_id, operator_id)
) STRICT, WITHOUT ROWID;

-- Edits that were here before: of what the hub had numbered, only the order of arrival is known, which is what shows.
CREATE TEMP TABLE edit_before AS
  WITH register (type, version, path, second_path) AS (VALUES
    ('operator.set', 1, '$.operatorId', NULL),
    ('operator.roles-set', 1, '$.operatorId', '$.siteId'),
    ('operator.pin-set', 1, '$.operatorId', '$.siteId'),
    ('organisation.set', 1, '$.organisationId', NULL),
    ('site.set', 1, '$.siteId', NULL),
    ('programme.set', 1, '$.programmeId', NULL),
    ('printer.set', 1, '$.printer.printerId', NULL),
    ('till-rules.set', 1, '$.siteId', NULL),
    ('category.set', 1, '$.category.categoryId', NULL),
    ('limit.set', 1, '$.limitId', NULL),
    ('product.set', 1, '$.productId', NULL),
    ('favourites.set', 1, '$.siteId', NULL),
    ('household.set', 1, '$.householdId', NULL),
    ('person.set', 1, '$.householdId', '$.personId'),
    ('personConditions.set', 1, '$.householdId', '$.personId'),
    ('person.left', 1, '$.householdId', '$.personId'),
    ('contacts.set', 1, '$.householdId', '$.organisationId'),
    ('isee.assessed', 1, '$.householdId', '$.organisationId'),
    ('scheme.set', 2, '$.schemeId', '$.appliesFrom'),
    ('card.expirySet', 1, '$.cardId', NULL),
    ('credit.rulesSet', 1, '$.siteId', NULL),
    ('machine.set', 1, '$.machineId', NULL),
    ('washProgramme.set', 1, '$.washProgrammeId', NULL),
    ('laundryRules.set', 1, '$.siteId', NULL)
  )
  SELECT n, operation.device, seq,
    type || ' ' || json_extract(body, path) || coalesce('/' || json_extract(body, second_path), '') AS name
  FROM register JOIN kind USING (type, version) JOIN operation USING (kind)
  WHERE body IS NOT NULL AND n NOT IN (SELECT n FROM overruled_operation);
INSERT INTO register_section (name) SELECT DISTINCT name FROM edit_before ORDER BY name;
INSERT INTO register_edit (n, section) SELECT n, section FROM edit_before JOIN register_section USING (name);

-- Others' came numbered. Of this device's own, and of what it wrote before a restore, a rebuild is told; of what the hub has
-- not numbered too, where another's came later and shows.
INSERT INTO edit_word (n, after_n, is_aside)
  SELECT n, n, device IS (SELECT device FROM own_head) AND seq IN (SELECT seq FROM hub_quarantine)
  FROM edit_before JOIN register_edit AS edit USING (n)
  WHERE device NOT IN (SELECT device FROM foreign_device)
    AND (device IS NOT (SELECT device FROM own_head) OR seq <= (SELECT acknowledged_seq FROM own_head)
      OR EXISTS (SELECT 1 FROM register_edit AS later CROSS JOIN operation USING (n)
        WHERE later.section = edit.section AND later.n > edit.n
          AND operation.device IN (SELECT device FROM foreign_device)))
  ORDER BY n;
UPDATE register_edit SET is_aside = 1 WHERE n IN (SELECT n FROM edit_word WHERE is_aside = 1);
UPDATE register_edit SET position = arrived.position
  FROM (SELECT n, row_number() OVER (PARTITION BY section ORDER BY n) AS position
    FROM register_edit JOIN edit_before USING (n)
    WHERE n IN (SELECT n FROM edit_word WHERE is_aside = 0)
      OR device IN (SELECT device FROM foreign_device)) AS arrived
  WHERE register_edit.n = arrived.n;
DROP TABLE edit_before;
`,
};
