import { useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Register } from '../../src/domain/register.ts';
import type { Json } from '../../src/events/event.ts';
import type { EventName } from '../../src/kernel/ids.ts';
import type { Failure } from '../../src/kernel/result.ts';
import { FailureLine } from './failure-line.tsx';
import { useDraft } from './use-draft.ts';

interface Props<Value extends Json> {
  readonly label: string;
  readonly register: Register<Value>;
  readonly toText: (value: Value | undefined) => string;
  readonly store: (text: string, over: readonly EventName[]) => Promise<boolean>;
  readonly failure: Failure | undefined;
  readonly placeholder?: string;
  readonly className?: string;
  readonly inputMode?: 'numeric';
  readonly field?: RefObject<HTMLTextAreaElement | null>;
}

/** Text that is edited where it stands: Enter or leaving it saves, Escape drops. */
export const EditableText = <Value extends Json>(props: Props<Value>) => {
  const { label, register, toText, store, failure, placeholder, className = '', inputMode } = props;
  const { field } = props;
  const draft = useDraft(label, register, toText, store);
  /** Escape leaves the field, and leaving it must not save then. */
  const dropped = useRef(false);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      event.currentTarget.blur();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      dropped.current = true;
      event.currentTarget.blur();
    }
  };

  const onBlur = (): void => {
    if (dropped.current) draft.drop();
    else void draft.save();
    dropped.current = false;
  };

  return (
    <div className="editable">
      <textarea
        ref={field}
        className={`editable-input ${className}`}
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        inputMode={inputMode}
        value={draft.text}
        onFocus={draft.begin}
        onChange={(event) => draft.type(event.target.value)}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
      />
      {draft.overtaken && (
        <output className="hint">
          Changed elsewhere meanwhile. Saving keeps both values, to choose from.
        </output>
      )}
      {draft.found && <output className="hint">Not saved yet. Enter saves it, Escape drops it.</output>}
      {/* It speaks of what is typed: that dropped, there is nothing to say. */}
      <FailureLine failure={draft.unsaved ? failure : undefined} />
    </div>
  );
};
