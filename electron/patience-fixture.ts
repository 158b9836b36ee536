/** For `vi.waitFor`, of what is soon here where nobody else works on the machine, and later where somebody does. */
export const PATIENCE = { timeout: 20_000, interval: 5 };
