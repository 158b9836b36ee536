/** Why a counter could not open its database. Each has a screen of its own with what to do. */
export type StartFailure =
  | { readonly type: 'AlreadyRunning' }
  | { readonly type: 'FolderReadOnly' }
  | { readonly type: 'DiskFull' }
  | { readonly type: 'NewerVersion'; readonly foundVersion: number; readonly knownVersion: number }
  /** The key file is gone: the recovery code opens the database again. */
  | { readonly type: 'KeyMissing' }
  /** The key that is here is not this database's. */
  | { readonly type: 'WrongKey' }
  | { readonly type: 'Corrupt' }
  | { readonly type: 'ChainBroken'; readonly seq: number }
  /** Operations that were acknowledged are gone from the file: it lost its tail. */
  | { readonly type: 'OperationsMissing'; readonly fromSeq: number; readonly toSeq: number }
  /** A bug: the code finds it in the log. */
  | { readonly type: 'Unexpected'; readonly incident: string };
