import type { Page } from '@playwright/test';

/**
 * Presses the key that asks for a file, and gives it that one. The page is told to hand its questions for files over by a message that a
 * key may overtake: the answer to a second message says that the first one has been heard.
 */
export async function chooseFile(page: Page, key: string, file: string): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.evaluate(() => undefined);
  await page.keyboard.press(key);
  await (await asked).setFiles(file);
}
