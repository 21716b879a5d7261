import { EditorView } from '@codemirror/view';

/** In the editor's own shadow root, where the page's style sheets do not reach; custom properties do. */
export const PROSE_THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: 'inherit' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--serif)', lineHeight: '1.6', overflowX: 'hidden' },
  '.cm-content': { padding: '0.5rem 0.75rem', minHeight: '6rem', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--ink-soft)' },
});
