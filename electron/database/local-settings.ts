import { type Db, query, type Tx } from './database.ts';

/** Settings of this PC alone, never in the log. */
export type SettingName =
  | 'printer.default'
  | 'printer.a4'
  | 'statements.folder'
  | 'demo.pins'
  | 'credit.lastProgramme'
  /** A key that was brought to a hub whose answer may have been lost: it is brought again. PKCS #8 in base64. */
  | 'sync.newKey'
  /** How this PC will be called in the network that it is joining. */
  | 'sync.deviceName'
  /** The epoch in which the hub knew every order to erase that this PC knows. */
  | 'sync.erasuresSettledIn'
  /** The hub of a network that this counter may enter, while it looks: address and epoch. */
  | 'sync.joining'
  /** It has entered, and has not read everything yet: tables are made anew once it has. */
  | 'sync.entered'
  /** The last day on which the hub acknowledged something, and how far it had before. */
  | 'sync.floorTold'
  /** The key of the device that goes on for the one that the hub knows, and its id: brought, or about to be. */
  | 'sync.nextKey'
  /** How many operations of this counter were fetched from the hub that were missing here; while it goes on. */
  | 'sync.fetchedOwn'
  /** Baskets of an older day that got other ids, by the device that they got them under; while it goes on. */
  | 'sync.renamedBaskets'
  /** When this counter last went on as a new device, and how many operations it had lost. */
  | 'sync.wentOn'
  /** Ids and keys of the devices that this counter was before, newest first: a restored hub may know no other. */
  | 'sync.formerDevices'
  /** As whom a restored hub knows this counter; while it goes on from there once more. */
  | 'sync.forgottenByHub'
  /** The data are of an older day and whoever was erased since may be in them: `closed`, or `opened` by an administrator. */
  | 'sync.outOfDate';

const findSql = query<readonly [string], { value: string }>(
  'findSetting',
  'SELECT value FROM counter_setting WHERE name = ?',
);
const upsertSql = query<readonly [string, string]>(
  'upsertSetting',
  `INSERT INTO counter_setting (name, value) VALUES (?, ?)
   ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
);

export const findSetting = (db: Db, name: SettingName): string | null => db.one(findSql, name)?.value ?? null;

const deleteSql = query<readonly [string]>('deleteSetting', 'DELETE FROM counter_setting WHERE name = ?');

export const deleteSetting = (tx: Tx, name: SettingName): void => {
  tx.run(deleteSql, name);
};

export const setSetting = (tx: Tx, name: SettingName, value: string): void => {
  tx.run(upsertSql, name, value);
};
