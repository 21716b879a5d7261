import { Plus } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import type { Failure } from '../../src/kernel/result.ts';
import { FailureLine } from './failure-line.tsx';

interface Props {
  readonly label: string;
  readonly placeholder?: string;
  /** What the button says. */
  readonly action: string;
  readonly add: (text: string) => Promise<boolean>;
  readonly failure: Failure | undefined;
  readonly busy?: boolean;
}

/** One line that adds one thing. What was typed stays until it is stored. */
export const AddLine = ({ label, placeholder, action, add, failure, busy }: Props) => {
  const [text, setText] = useState('');
  /** Enter may come twice before the first is stored. */
  const adding = useRef(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (adding.current || text.trim() === '') return;
    adding.current = true;
    const stored = await add(text.trim());
    adding.current = false;
    // What was typed meanwhile is not part of it.
    if (stored) setText((now) => (now === text ? '' : now));
  };
  return (
    <form className="add-line" onSubmit={(event) => void submit(event)}>
      <div className="add-line-row">
        <input
          aria-label={label}
          placeholder={placeholder ?? label}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={busy || text.trim() === ''}>
          <Plus aria-hidden size={14} />
          {action}
        </button>
      </div>
      <FailureLine failure={failure} />
    </form>
  );
};
