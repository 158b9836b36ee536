import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { chooseFile } from './choose-file.ts';
import { logInAs, OFFICE } from './till-steps.ts';
import { goTo, press, type Shot, typing, type Walk } from './walk-steps.ts';

/** Walks through the catalogue, with the import of a file. */
export const catalogueWalks: Readonly<Record<string, Walk>> = {
  catalogue: async (page, shot) => {
    await logInAs(page, OFFICE);
    await goTo(page, '/catalogue');
    await shot('catalogue-products');
    await page.keyboard.type('pas', typing);
    await shot('catalogue-search');
    await press(page, 'Enter');
    await shot('catalogue-product');
    await press(page, 'Escape', 'F6');
    await shot('catalogue-product-new');
    await press(page, 'Escape', 'Alt+2');
    await shot('catalogue-to-classify');
    await press(page, 'F6');
    await shot('catalogue-reclassify');
    await press(page, 'Escape', 'Alt+3');
    await shot('catalogue-categories');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('catalogue-category');
    await press(page, 'Escape', 'Alt+4');
    await shot('catalogue-limits');
    await page.getByRole('row').nth(1).press('Enter');
    await shot('catalogue-limit');
    await press(page, 'Escape', 'Alt+5');
    await shot('catalogue-favourites');
    await press(page, 'Alt+6');
    await shot('catalogue-import');
    await showImport(page, shot);
  },
};

/** A code of the range that shops give themselves, with its check digit. */
function eanOf(index: number): string {
  const digits = `2100000${String(index).padStart(5, '0')}`;
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

async function showImport(page: Page, shot: Shot): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bancone-screens-import-'));
  try {
    const file = join(folder, 'prodotti.csv');
    const good = Array.from(
      { length: 3000 },
      (_, index) => `${eanOf(index)};Prodotto di prova ${index};;${(index % 9) + 1}`,
    );
    const bad = ['2000000000023;Cifra sbagliata;;', '2000000000039;;;', '2000000000046;Mezzo punto;;0,5'];
    await writeFile(file, ['ean;name;category;points', ...bad, ...good].join('\n'));
    await chooseFile(page, 'F6', file);
    await page.waitForTimeout(1500);
    await shot('catalogue-import-preview');
    await page.keyboard.press('F9');
    await page.waitForTimeout(200);
    await shot('catalogue-import-progress');
    await page.waitForTimeout(6000);
    await shot('catalogue-import-done');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
