/** Four characters that a person can read over the telephone, and that the log holds beside the stack. */
export function incidentCode(random: () => number = Math.random): string {
  return Math.floor(random() * 0x10000)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0');
}
