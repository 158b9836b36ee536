/** Why a hub's certificate is not believed: there is no answer then, and it is no fault of the network. */
export type CertificateFault =
  /** By this PC's clock it is not valid yet, or no longer: mostly the clock is wrong. */
  | 'CertificateDate'
  /** It is of another name, or nobody known vouches for it. */
  | 'CertificateUnknown';

const OF_THE_DATE = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED']);
/** As Node names what OpenSSL found. */
const OF_THE_ISSUER = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What `fetch` failed for, where it was the certificate; null where it was anything else. */
export function findCertificateFault(error: unknown): CertificateFault | null {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (OF_THE_DATE.has(code)) return 'CertificateDate';
  return OF_THE_ISSUER.has(code) ? 'CertificateUnknown' : null;
}
