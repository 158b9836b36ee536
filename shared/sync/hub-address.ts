const LOOPBACK = /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/;
const SECURE = /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;

/**
 * The address of a hub, as it is kept; null where it is none. What travels names families, so it is `https`; plain
 * `http` only to this very PC (a first trial, tests), where nobody is in between: a private network has others in it,
 * and signatures prove who wrote, they hide nothing. Without a scheme `https` is meant.
 */
export function parseHubAddress(typed: string): string | null {
  const text = typed.trim().toLowerCase().replace(/\/+$/, '');
  const address = /^[a-z]+:\/\//.test(text) ? text : `https://${text}`;
  return LOOPBACK.test(address) || SECURE.test(address) ? address : null;
}
