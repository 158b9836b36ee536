import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,electron,renderer,seeds,build,bench,hub,simulation}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
