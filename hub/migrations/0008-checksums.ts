import type { HubMigration } from './migration.ts';

/** Checksums of streams as numbers, which the database adds to; where they stood at a restore stays a text. */
export const checksums: HubMigration = {
  version: 8,
  name: 'checksums',
  sql: `
ALTER TABLE stream DROP CONSTRAINT stream_checksum_check;
ALTER TABLE stream ALTER COLUMN checksum TYPE numeric USING
    CAST (CAST (CAST ('x' || substr(checksum, 1, 8) AS bit(32)) AS bigint) AS numeric) * 79228162514264337593543950336
  + CAST (CAST (CAST ('x' || substr(checksum, 9, 8) AS bit(32)) AS bigint) AS numeric) * 18446744073709551616
  + CAST (CAST (CAST ('x' || substr(checksum, 17, 8) AS bit(32)) AS bigint) AS numeric) * 4294967296
  + CAST (CAST (CAST ('x' || substr(checksum, 25, 8) AS bit(32)) AS bigint) AS numeric);
ALTER TABLE stream ADD CHECK (checksum >= 0 AND checksum < 340282366920938463463374607431768211456);
`,
};
