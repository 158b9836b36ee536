import { describe, expect, it } from 'vitest';
import { productIdOfCode } from './product-id.ts';

describe('the id of a product', () => {
  it('is the same for the same code on every PC and in every version', () => {
    expect(productIdOfCode('8076809513722')).toBe('dbb31df7-b97c-5d7f-8c3b-060785d31bcb');
  });

  it('differs from code to code', () => {
    expect(productIdOfCode('8076809513722')).not.toBe(productIdOfCode('8076809513739'));
  });
});
