/** Drives prose-sync: when to send a burst of typing, when to look for others' changes, and when to try again. */
import type { ChangeSet } from '@codemirror/state';
import type { BodyDelta, BodyView, Splice } from '../../src/book/api.ts';
import type { Failure, Result } from '../../src/kernel/result.ts';
import { answered, asked, failed, isUnsaved, openProse, type Prose, sent, typed } from './prose-sync.ts';

/** A burst ends after this pause … */
const IDLE_MS = 300;
/** … and is cut at this length, so that a fast writer is saved too. */
const BURST_MS = 2_000;
const RETRY_MS = 2_000;

export interface ProsePorts {
  edit(heads: readonly string[], splices: readonly Splice[]): Promise<Result<BodyDelta, Failure>>;
  since(heads: readonly string[]): Promise<BodyDelta>;
  /** Makes others' change on screen. */
  show(change: ChangeSet): void;
  tell(status: ProseStatus): void;
  after(milliseconds: number, task: () => void): () => void;
}

export interface ProseStatus {
  readonly unsaved: boolean;
  /** Why the last attempt to save failed; the text is kept and tried again. */
  readonly failure: Failure | undefined;
}

export interface ProseSession {
  readonly typed: (change: ChangeSet) => void;
  /** Others may have changed the body. */
  changed(): void;
  /** Ends the burst now: the editor lost focus, or the page is going away. */
  flush(): void;
  isUnsaved(): boolean;
}

export const startProse = (view: BodyView, ports: ProsePorts): ProseSession => {
  let prose: Prose = openProse(view);
  let failure: Failure | undefined;
  /** Asked for while another question was open. */
  let due = { send: false, look: false };
  let stopIdle = (): void => {};
  let stopBurst: (() => void) | undefined;

  const tell = (): void => ports.tell({ unsaved: isUnsaved(prose), failure });

  const take = (delta: BodyDelta): void => {
    const [next, change] = answered(prose, delta);
    prose = next;
    failure = undefined;
    if (!change.empty) ports.show(change);
  };

  const stumble = (reason: Failure): void => {
    const again = prose.asking === 'edit' ? flush : look;
    prose = failed(prose);
    failure = reason;
    ports.after(RETRY_MS, again);
  };

  const ask = async (question: () => Promise<Result<BodyDelta, Failure>>): Promise<void> => {
    tell();
    try {
      const answer = await question();
      if (answer.ok) take(answer.value);
      else stumble(answer.error);
    } catch (thrown) {
      stumble({ code: 'engine.failed', message: (thrown as Error).message });
    }
    tell();
    goOn();
  };

  const goOn = (): void => {
    if (prose.asking !== 'nothing') return;
    if (due.send && !prose.unsent.empty) {
      const [next, splices] = sent(prose);
      prose = next;
      // What did not fit follows at once.
      due = { ...due, send: !prose.unsent.empty };
      void ask(() => ports.edit(prose.heads, splices));
    } else if (due.look) {
      due = { ...due, look: false };
      prose = asked(prose);
      void ask(async () => ({ ok: true, value: await ports.since(prose.heads) }));
    }
  };

  const flush = (): void => {
    stopIdle();
    stopBurst?.();
    stopBurst = undefined;
    due = { ...due, send: true };
    goOn();
  };

  const look = (): void => {
    due = { ...due, look: true };
    goOn();
  };

  return {
    typed: (change) => {
      prose = typed(prose, change);
      stopIdle();
      stopIdle = ports.after(IDLE_MS, flush);
      stopBurst ??= ports.after(BURST_MS, flush);
      tell();
    },
    changed: look,
    flush,
    isUnsaved: () => isUnsaved(prose),
  };
};
