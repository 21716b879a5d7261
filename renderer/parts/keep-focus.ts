/**
 * After something was added: the focus goes to where the next is begun, for the button that had it can do nothing now,
 * and lets go of it. A person who has gone elsewhere meanwhile stays there.
 */
export const keepFocus = (form: HTMLFormElement, field: HTMLElement | null): void => {
  const { activeElement, body } = document;
  if (activeElement === body || form.contains(activeElement)) field?.focus();
};
