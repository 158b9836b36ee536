import { expect, test } from 'vitest';
import { findCertificateFault } from './certificate-fault.ts';

/** As `fetch` fails where TLS does. */
const failed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

test('a certificate that the date of this PC does not bear is told from one that nobody vouches for, and both from silence', () => {
  expect(
    [
      'CERT_NOT_YET_VALID',
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ECONNREFUSED',
    ].map((code) => findCertificateFault(failed(code))),
  ).toEqual(['CertificateDate', 'CertificateDate', 'CertificateUnknown', 'CertificateUnknown', null]);
  expect(findCertificateFault(new DOMException('aborted', 'AbortError'))).toBe(null);
});
