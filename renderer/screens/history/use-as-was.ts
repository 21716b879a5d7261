import { useEffect, useState } from 'react';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { bodyOf } from '../../engine/ids.ts';
import { attempt } from '../../parts/use-run.ts';
import { useBookStore } from '../../store/use-book.ts';
import type { Moment } from './moment.ts';

export interface AsWas {
  readonly moment: Moment;
  readonly record: RecordState;
  readonly text: string;
}

/** A record with its prose as it was at a moment. The one before stays until the next is there. */
export const useAsWas = (
  id: AggregateId,
  moment: Moment,
): { readonly was: AsWas | undefined; readonly failure: Failure | undefined } => {
  const { api } = useBookStore();
  const [was, setWas] = useState<AsWas>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    let isWanted = true;
    const { cut } = moment;
    const read = async (): Promise<void> => {
      const [state, text] = await Promise.all([
        attempt(() => api.stateAt(id, cut)),
        attempt(() => api.textAt(bodyOf(id), cut)),
      ]);
      if (!isWanted) return;
      const failed = [state, text].find((answer) => !answer.ok);
      setFailure(failed && !failed.ok ? failed.error : undefined);
      if (state.ok && text.ok) setWas({ moment, record: state.value as RecordState, text: text.value });
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [api, id, moment]);
  return { was, failure };
};

/** The prose of a record as it is now. Undefined until it is read. */
export const useTextNow = (id: AggregateId): string | undefined => {
  const { api, onChanged } = useBookStore();
  const [text, setText] = useState<string>();
  useEffect(() => {
    let isWanted = true;
    const read = async (): Promise<void> => {
      const view = await api.body(bodyOf(id));
      if (isWanted) setText(view.text);
    };
    void read();
    const unsubscribe = onChanged((ids) => {
      if (ids.includes(bodyOf(id))) void read();
    });
    return () => {
      isWanted = false;
      unsubscribe();
    };
  }, [api, onChanged, id]);
  return text;
};
