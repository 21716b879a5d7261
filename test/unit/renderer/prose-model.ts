/** Two editors, each with an engine of its own that holds a real Automerge text; questions are answered on demand. */
import * as Automerge from '@automerge/automerge';
import type { ChangeSet, Text } from '@codemirror/state';
import type { BodyDelta, Splice } from '../../../src/book/api.ts';
import { fail, type Failure, ok, type Result } from '../../../src/kernel/result.ts';
import { type ProseStatus, startProse } from '../../../renderer/prose/prose-session.ts';
import { toChange, toText } from '../../../renderer/prose/splices.ts';

type Doc = Automerge.Doc<{ text: string }>;

const toSplice = (patch: Automerge.Patch): Splice[] => {
  if (patch.action === 'splice') return [{ at: Number(patch.path[1]), deleted: 0, inserted: patch.value }];
  if (patch.action === 'del')
    return [{ at: Number(patch.path[1]), deleted: patch.length ?? 1, inserted: '' }];
  return [];
};

export class Engine {
  doc: Doc;
  constructor(doc: Doc) {
    this.doc = doc;
  }
  since(heads: readonly string[]): BodyDelta {
    const now = Automerge.getHeads(this.doc);
    return { heads: now, splices: Automerge.diff(this.doc, [...heads], now).flatMap(toSplice) };
  }
  edit(heads: readonly string[], splices: readonly Splice[]): BodyDelta {
    const { newDoc, newHeads } = Automerge.changeAt(this.doc, [...heads], (doc) => {
      for (const { at, deleted, inserted } of splices) Automerge.splice(doc, ['text'], at, deleted, inserted);
    });
    this.doc = newDoc;
    return this.since(newHeads ?? heads);
  }
}

export class Editor {
  readonly engine: Engine;
  text: Text;
  status: ProseStatus = { unsaved: false, failure: undefined };
  readonly questions: ((succeed: boolean) => void)[] = [];
  timers: (() => void)[] = [];
  readonly session;

  constructor(engine: Engine) {
    this.engine = engine;
    this.text = toText(engine.doc.text);
    this.session = startProse(
      { text: engine.doc.text, heads: Automerge.getHeads(engine.doc) },
      {
        edit: (heads, splices) =>
          this.#question((succeed) =>
            succeed ? ok(engine.edit(heads, splices)) : fail('disk.full', 'The disk is full.'),
          ),
        since: (heads) => this.#question(() => engine.since(heads)),
        show: (change) => (this.text = change.apply(this.text)),
        tell: (status) => (this.status = status),
        after: (_milliseconds, task) => {
          this.timers.push(task);
          return () => (this.timers = this.timers.filter((each) => each !== task));
        },
      },
    );
  }

  /** Replaces `deleted` units at `at`, both cut to what is there; answers what went. */
  type(at: number, deleted: number, inserted: string): string {
    const from = Math.min(at, this.text.length);
    const to = Math.min(from + deleted, this.text.length);
    const gone = this.text.sliceString(from, to);
    const change: ChangeSet = toChange([{ at: from, deleted: to - from, inserted }], this.text.length);
    this.text = change.apply(this.text);
    this.session.typed(change);
    return gone;
  }

  async answer(succeed: boolean): Promise<void> {
    this.questions.shift()?.(succeed);
    await settle();
  }

  async runTimers(): Promise<void> {
    for (const task of this.timers.splice(0)) task();
    await settle();
  }

  #question<Answer extends BodyDelta | Result<BodyDelta, Failure>>(
    compute: (succeed: boolean) => Answer,
  ): Promise<Answer> {
    return new Promise((resolve) => this.questions.push((succeed) => resolve(compute(succeed))));
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

export const openEditors = (text: string): Editor[] => {
  const doc = Automerge.from({ text });
  return [new Editor(new Engine(doc)), new Editor(new Engine(Automerge.clone(doc)))];
};

/** What each engine lacks of the other reaches it, and its editor is told. */
export const exchange = async (editors: readonly Editor[]): Promise<void> => {
  const docs = editors.map(({ engine }) => Automerge.clone(engine.doc));
  for (const { engine, session } of editors) {
    for (const doc of docs) engine.doc = Automerge.merge(engine.doc, Automerge.clone(doc));
    session.changed();
  }
  await settle();
};

/** Rounds of answers and exchanges until nothing is left to tell. */
export const finish = async (editors: readonly Editor[]): Promise<void> => {
  for (let round = 0; round < 10; round += 1) {
    for (const editor of editors) {
      await editor.runTimers();
      while (editor.questions.length) await editor.answer(true);
    }
    const heads = new Set(editors.map(({ engine }) => Automerge.getHeads(engine.doc).join()));
    if (heads.size === 1 && editors.every(({ status }) => !status.unsaved)) return;
    await exchange(editors);
  }
  throw new Error('The editors do not come to rest.');
};
