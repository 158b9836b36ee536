import type { Page } from '@playwright/test';

/** Writes the picture of the screen as it is now. */
export type Shot = (name: string) => Promise<void>;
/** `address` is the counter's, token included. */
export type Walk = (page: Page, shot: Shot, address: string) => Promise<void>;

/** A hand's pace, and long enough for what the key brings. */
const SETTLE_MS = 350;
/** Slower than any scanner: what is typed must not be taken for a scan. */
export const typing = { delay: 160 };

export const settle = (page: Page): Promise<void> => page.waitForTimeout(SETTLE_MS);

export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await settle(page);
  }
}

export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#${path}`);
  await settle(page);
}
