import type { PageCommandId } from './page-commands.ts';

/** Where a key is text and not a command. */
export const isTyping = (target: unknown): target is HTMLElement =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/**
 * Where something is being written, which has an undo of its own. A line that is empty has nothing to undo, and of one
 * that is being stored the undo is the book's.
 */
export const isWriting = (target: unknown): boolean =>
  isTyping(target) &&
  !target.closest('form[aria-busy=true]') &&
  (target.isContentEditable ||
    ((target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox')) &&
      target.value !== ''));

const IN_TEXT: { readonly [Id in PageCommandId]?: string } = { 'edit.undo': 'undo', 'edit.redo': 'redo' };

const focused = (): Element | null => {
  const { activeElement } = document;
  return activeElement?.shadowRoot?.activeElement ?? activeElement;
};

/** A menu item that means the text being written, where there is one. False: it means the book. */
export const runInText = (id: PageCommandId): boolean =>
  IN_TEXT[id] !== undefined && isWriting(focused()) && document.execCommand(IN_TEXT[id]);
