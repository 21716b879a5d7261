import { useState } from 'react';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { err, type Failure, type Result } from '../../src/kernel/result.ts';
import { newCommandId } from '../engine/ids.ts';
import { useBookStore } from '../store/use-book.ts';

interface Request {
  readonly type: string;
  readonly aggregate: AggregateId;
  readonly [field: string]: unknown;
}

export interface Run {
  /** True when it was stored. The command's own state stays on screen when it was not. */
  (request: Request): Promise<boolean>;
}

/** Sends commands, and keeps why the last one failed, to be shown where it was given. */
export const useRun = (): {
  readonly run: Run;
  readonly failure: Failure | undefined;
  readonly busy: boolean;
} => {
  const { api } = useBookStore();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const run: Run = async (request) => {
    setBusy(true);
    const result = await attempt(() => api.execute({ id: newCommandId(), ...request }));
    setBusy(false);
    setFailure(result.ok ? undefined : result.error);
    return result.ok;
  };
  return { run, failure, busy };
};

/** A lost engine becomes a failure like any other: there is a place on screen for those. */
export const attempt = async <Value>(
  ask: () => Promise<Result<Value, Failure>>,
): Promise<Result<Value, Failure>> => {
  try {
    return await ask();
  } catch (thrown) {
    return err({ code: 'engine.failed', message: (thrown as Error).message });
  }
};
