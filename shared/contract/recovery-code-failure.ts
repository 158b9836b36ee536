/** Why a recovery code that somebody typed does not open the key of this counter. */
export type RecoveryCodeFailure =
  /** No recovery code was ever made here, or its file cannot be read. */
  | { readonly type: 'RecoveryMissing' }
  /** A letter is wrong or missing: not typed as it is printed. */
  | { readonly type: 'MistypedCode' }
  /** A well-formed code, of another counter or an older one. */
  | { readonly type: 'WrongCode' };
