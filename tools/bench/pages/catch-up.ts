/** A device that is far behind, and a person who works on it meanwhile. */
import { newCommandId } from '../../../renderer/engine/ids.ts';
import type { SyncStatus } from '../../../src/book/api.ts';
import { assert } from '../../../src/kernel/result.ts';
import type { RunningApp } from './app.tsx';
import type { CaughtUp } from './bench-page.ts';

const RECORD = 'record:catching-up';
const PAUSE_MS = 50;
/** Edits once it has caught up, for comparison. */
const AFTER = 200;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

export const catchUp = async (app: RunningApp, link: string): Promise<CaughtUp> => {
  const { api } = app;
  let state: SyncStatus['state'] | undefined;
  app.listen((news) => {
    if (news.type === 'status') ({ state } = news.status);
  });
  const joined = await api.join({ link, person: 'Bob', device: 'phone' });
  assert(joined.ok, 'an invited device may join');
  const start = performance.now();
  const stopFrames = watchFrames();
  const edit = async (times: number[], nth: number): Promise<void> => {
    const began = performance.now();
    const done = await api.execute({
      id: newCommandId(),
      type: 'record.set-field',
      aggregate: RECORD,
      field: 'depth',
      value: `${nth}`,
    });
    if (done.ok) times.push(performance.now() - began);
  };
  // Nothing can be recorded before the own enrolment is here.
  const create = { id: newCommandId(), type: 'record.create', aggregate: RECORD, title: 'Meanwhile' };
  while (!(await api.execute(create)).ok) await pause();
  const isBehind = (): boolean => state === 'joining' || state === 'receiving' || state === 'connecting';
  const during: number[] = [];
  while (isBehind()) {
    await edit(during, during.length);
    await pause();
  }
  const time = performance.now() - start;
  const frames = stopFrames();
  const after: number[] = [];
  while (after.length < AFTER) {
    await edit(after, after.length);
    await pause();
  }
  return { time, edits: { during, after }, frames };
};

const watchFrames = (): (() => readonly number[]) => {
  const gaps: number[] = [];
  let last: number | undefined;
  let isOn = true;
  const onFrame = (now: number): void => {
    if (last !== undefined) gaps.push(now - last);
    last = now;
    if (isOn) requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  return () => {
    isOn = false;
    return gaps;
  };
};
