import { createContext, useContext, useState } from 'react';
import { lastEdits, marksOf } from '../../../src/domain/record/marks.ts';
import { recordParts, standingParts } from '../../../src/domain/record/parts.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { bodyOf } from '../../engine/ids.ts';
import { attempt } from '../../parts/use-run.ts';
import { useBookStore } from '../../store/use-book.ts';
import { changedAt, TEXT } from './moment.ts';
import { useTextNow, type AsWas } from './use-as-was.ts';

export interface Restoring {
  /** Parts that the step in question wrote. */
  readonly changed: ReadonlySet<string>;
  /** Parts that are not now what they were then. */
  readonly differs: ReadonlySet<string>;
  /** Makes these what they were; left out: all. */
  readonly restore: (parts?: readonly string[]) => void;
  readonly busy: boolean;
}

const Context = createContext<Restoring | undefined>(undefined);

export const RestoringProvider = Context.Provider;

export const useRestoring = (): Restoring => {
  const restoring = useContext(Context);
  if (!restoring) throw new Error('Broken invariant: a part as it was stands inside a RestoringProvider');
  return restoring;
};

/** All that is on screen of the present, and nothing that came since: only that is replaced (CF1, CF2). */
const seenOf = (now: RecordState): readonly EventName[] => [
  ...new Set([
    ...marksOf(now),
    ...lastEdits(now),
    ...[...standingParts(now).values()].flatMap(({ names }) => names),
  ]),
];

const isEmpty = (values: string): boolean => values === '[null]' || values === '[false]';

/** Parts of then and now that are not the same; what is not there is the same as what is there and empty. */
const partsThatDiffer = (
  { record, text }: Pick<AsWas, 'record' | 'text'>,
  now: { readonly record: RecordState; readonly text: string },
): ReadonlySet<string> => {
  const valuesOf = (state: RecordState) =>
    new Map([...recordParts(state)].map(([part, { values }]) => [part, JSON.stringify(values)]));
  const [then, present] = [valuesOf(record), valuesOf(now.record)];
  const differing = new Set(text === now.text ? [] : [TEXT]);
  for (const part of new Set([...then.keys(), ...present.keys()])) {
    const [before, after] = [then.get(part), present.get(part)];
    // Of a task that is not there, title and state are none.
    if (part.startsWith('task-') && (before === undefined || after === undefined)) continue;
    if (before !== after && !(isEmpty(before ?? '[null]') && isEmpty(after ?? '[null]'))) differing.add(part);
  }
  return differing;
};

export const useRestore = (
  id: AggregateId,
  was: AsWas | undefined,
  now: RecordState,
  restored: () => void,
): { readonly restoring: Restoring | undefined; readonly failure: Failure | undefined } => {
  const { api } = useBookStore();
  const text = useTextNow(id);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  if (!was || text === undefined) return { restoring: undefined, failure };
  const differs = partsThatDiffer(was, { record: now, text });
  const to = was.moment.cut;

  const write = async (parts: readonly string[] | undefined): Promise<Failure | undefined> => {
    const ofRecord = parts?.filter((part) => part !== TEXT);
    if (ofRecord?.length !== 0) {
      const done = await attempt(() =>
        api.restore({ aggregate: id, to, over: seenOf(now), ...(ofRecord ? { parts: ofRecord } : {}) }),
      );
      if (!done.ok) return done.error;
    }
    if (!differs.has(TEXT) || (parts && !parts.includes(TEXT))) return undefined;
    const done = await attempt(() => api.restore({ aggregate: bodyOf(id), to }));
    return done.ok ? undefined : done.error;
  };
  const restore = (parts?: readonly string[]): void => {
    setBusy(true);
    void (async () => {
      const failed = await write(parts);
      setBusy(false);
      setFailure(failed);
      if (!failed) restored();
    })();
  };
  return { restoring: { changed: changedAt(id, was.moment), differs, restore, busy }, failure };
};
