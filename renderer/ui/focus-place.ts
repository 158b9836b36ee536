import type { FocusPlace } from './shortcuts.ts';

/** What has the focus, as far as it decides about keys. */
export function placeOf(target: EventTarget | null): FocusPlace {
  if (!(target instanceof Element)) return 'screen';
  if (target.closest('[data-shortcuts="off"], [role="combobox"][aria-expanded="true"]') !== null)
    return 'open-list';
  if (target.matches('textarea, [contenteditable="true"]')) return 'long-text';
  if (target.matches('input[type="checkbox"], input[type="radio"]')) return 'box';
  if (target.matches('input:not([type="file"])')) return 'text';
  return target.closest('button, a, summary, input, [role="row"], [role="option"], [role="tab"]') === null
    ? 'screen'
    : 'control';
}
