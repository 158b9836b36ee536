/**
 * Puts the focus into the first field that is marked as wrong, which also brings it into sight: after a key that
 * could not save, the reason is where the next letter goes.
 */
export function focusFirstProblem(form: HTMLElement | null): void {
  // The fields are marked with the drawing that follows.
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
