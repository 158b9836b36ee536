/**
 * How much of an account is set aside for the device where its household goes: four fifths of what is there, so that most
 * visits need no network, while something can be spent elsewhere at once without asking that device. Law: never more than
 * is there, and nothing of an account that is overdrawn.
 */
export function leasableOf(account: {
  readonly posted: number;
  readonly reserved: number;
  readonly leased: number;
}): number {
  const there = Math.max(0, account.posted - account.reserved);
  return Math.max(0, there - Math.ceil(there / 5) - account.leased);
}
