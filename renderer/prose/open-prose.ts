import type { AggregateId } from '../../src/kernel/ids.ts';
import type { Failure } from '../../src/kernel/result.ts';
import type { BookStore } from '../store/book-store.ts';
import { openProseEditor, type ProseEditor } from './prose-editor.ts';
import { type ProseSession, type ProseStatus, startProse } from './prose-session.ts';

export interface OpenProse {
  /** Saves the burst at once. */
  flush(): void;
  /** Saves and takes the editor away. */
  readonly close: () => void;
}

const after = (milliseconds: number, task: () => void): (() => void) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};

/** Reads `body` and puts an editor for it into `host`; `opened` once that is there, or why it is not. */
export const openProse = (
  { api, onChanged }: BookStore,
  body: AggregateId,
  host: HTMLElement,
  tell: (status: ProseStatus) => void,
  opened: (failure: Failure | undefined) => void,
): OpenProse => {
  let session: ProseSession | undefined;
  let editor: ProseEditor | undefined;
  let closed = false;
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });

  const flush = (): void => session?.flush();
  const onHidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  const onLeave = (event: BeforeUnloadEvent): void => {
    flush();
    // The flush is on its way to the engine: the question to the person gives it the time to arrive.
    if (session?.isUnsaved()) event.preventDefault();
  };
  document.addEventListener('visibilitychange', onHidden);
  addEventListener('pagehide', flush);
  addEventListener('beforeunload', onLeave);
  const stopAsking = (): void => {
    document.removeEventListener('visibilitychange', onHidden);
    removeEventListener('pagehide', flush);
    removeEventListener('beforeunload', onLeave);
  };
  /** Once the editor is gone: as long as something waits to be stored, leaving would still lose it. */
  const tellOrStop = (status: ProseStatus): void => {
    if (!closed) tell(status);
    else if (!status.unsaved) stopAsking();
  };
  /** Also while the body is still being read: what comes then may not be in it. */
  let changed = false;
  const unsubscribe = onChanged((ids) => {
    if (!ids.includes(body)) return;
    changed = true;
    session?.changed();
  });

  const open = async (): Promise<void> => {
    const view = await api.body(body);
    if (closed) return;
    session = startProse(view, {
      edit: (heads, splices) => api.editBody(body, heads, splices),
      since: (heads) => api.bodySince(body, heads),
      show: (change) => editor?.show(change),
      tell: tellOrStop,
      after,
    });
    editor = openProseEditor({ host: shadow, text: view.text, typed: session.typed, blurred: flush });
    if (changed) session.changed();
    opened(undefined);
  };
  open().catch((thrown: Error) => opened({ code: 'body.unreadable', message: thrown.message }));

  return {
    flush,
    close: () => {
      closed = true;
      flush();
      editor?.destroy();
      editor = undefined;
      unsubscribe();
      if (!session?.isUnsaved()) stopAsking();
    },
  };
};
