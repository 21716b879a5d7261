import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { Annotation, type ChangeSet, EditorState, Transaction } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { PROSE_THEME } from './prose-theme.ts';
import { LINE_END, toText } from './splices.ts';

/** Marks others' changes: not to be sent back, nor undone by this device's undo. */
const theirs = Annotation.define<boolean>();

export interface ProseEditor {
  /** Makes others' change. */
  show(change: ChangeSet): void;
  destroy(): void;
}

interface Options {
  readonly host: ShadowRoot;
  readonly text: string;
  readonly typed: (change: ChangeSet) => void;
  readonly blurred: () => void;
}

/**
 * In a shadow root because there CodeMirror adopts constructed style sheets; in a document's head it writes a style
 * element, which the policy `style-src 'self'` refuses.
 */
export const openProseEditor = ({ host, text, typed, blurred }: Options): ProseEditor => {
  const view = new EditorView({
    root: host,
    parent: host,
    state: EditorState.create({
      doc: toText(text),
      extensions: [
        EditorState.lineSeparator.of(LINE_END),
        EditorView.clipboardInputFilter.of((pasted) => pasted.toWellFormed().replace(/\r\n?/g, LINE_END)),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Prose', spellcheck: 'true' }),
        placeholder('Write here. Others can write at the same time.'),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        PROSE_THEME,
        EditorView.updateListener.of(({ transactions }) => {
          for (const transaction of transactions)
            if (transaction.docChanged && !transaction.annotation(theirs)) typed(transaction.changes);
        }),
        EditorView.domEventHandlers({ blur: () => blurred() }),
      ],
    }),
  });
  return {
    show: (changes) =>
      view.dispatch({ changes, annotations: [theirs.of(true), Transaction.addToHistory.of(false)] }),
    destroy: () => view.destroy(),
  };
};
