import { Plus } from 'lucide-react';
import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Failure } from '../../src/kernel/result.ts';
import { FailureLine } from './failure-line.tsx';
import { keepFocus } from './keep-focus.ts';
import { useKept } from './kept-drafts.ts';
import { excess, TooLong } from './too-long.tsx';

interface Props {
  readonly label: string;
  readonly placeholder?: string;
  /** What the button says. */
  readonly action: string;
  readonly add: (text: string) => Promise<boolean>;
  readonly failure: Failure | undefined;
  readonly busy?: boolean;
  /** Characters that fit. */
  readonly most: number;
  /** It may have several lines: Enter adds it, Shift+Enter begins another line. */
  readonly long?: boolean;
}

/** One line that adds one thing. What was typed stays until it is stored, also when the page is left. */
export const AddLine = ({ label, placeholder, action, add, failure, busy, most, long = false }: Props) => {
  const [kept, keep] = useKept<string>(label);
  const [text, setText] = useState(kept ?? '');
  /** The text that the failure is about. */
  const [failed, setFailed] = useState<string>();
  /** Being stored: Enter may come twice before it is, and an undo means it (`isWriting`). */
  const [adding, setAdding] = useState(false);
  const latest = useRef(text);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const cannot = text.trim() === '' || excess(text, most) > 0;
  const type = (next: string): void => {
    latest.current = next;
    keep(next === '' ? undefined : next);
    setText(next);
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (adding || cannot) return;
    const form = event.currentTarget;
    setAdding(true);
    const stored = await add(text.trim());
    setAdding(false);
    setFailed(stored ? undefined : text);
    // What was typed meanwhile is not part of it.
    if (!stored || latest.current !== text) return;
    type('');
    keepFocus(form, field.current);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.currentTarget.form!.requestSubmit();
  };
  const about = {
    ref: field,
    'aria-label': label,
    'aria-invalid': excess(text, most) > 0,
    placeholder: placeholder ?? label,
    value: text,
  };
  return (
    <form className="add-line" aria-busy={adding} onSubmit={(event) => void submit(event)}>
      <div className="add-line-row">
        {long ? (
          <textarea
            {...about}
            rows={1}
            onChange={(event) => type(event.target.value)}
            onKeyDown={onKeyDown}
          />
        ) : (
          <input {...about} onChange={(event) => type(event.target.value)} />
        )}
        <button type="submit" className="button" disabled={busy || cannot}>
          <Plus aria-hidden size={14} />
          {action}
        </button>
      </div>
      <TooLong text={text} most={most} />
      <FailureLine failure={failed === text ? failure : undefined} />
    </form>
  );
};
