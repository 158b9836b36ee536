import { describe } from 'vitest';
import { createMemoryStore } from './memory-store.ts';
import { conformance } from './store-conformance.ts';

describe('the memory store', () => {
  conformance(async () => createMemoryStore());
});
