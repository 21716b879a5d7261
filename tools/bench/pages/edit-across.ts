/** One edit from page to page: begun in the app of one device, handed to React in that of another. */
import { newCommandId } from '../../../renderer/engine/ids.ts';
import type { BookNews } from '../../../src/book/api.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { assert } from '../../../src/kernel/result.ts';
import type { RunningApp } from './app.tsx';
import type { Instants } from './bench-page.ts';
import { inRhythm } from './rhythm.ts';

const FIELD = 'amount';

/** Comparable between the pages of one machine, to a few microseconds. */
const wallTime = (): number => performance.timeOrigin + performance.now();

const until = (app: RunningApp, isIt: (news: BookNews) => boolean): Promise<void> =>
  new Promise((resolve) => app.listen((news) => isIt(news) && resolve()));

export const found = async (
  { api }: RunningApp,
  server: string,
): Promise<{ link: string; record: AggregateId }> => {
  const started = await api.start({ title: 'Bench', person: 'Ann', device: 'laptop', server });
  assert(started.ok, 'a book can be begun');
  const record: AggregateId = 'record:latency' as AggregateId;
  const created = await api.execute({
    id: newCommandId(),
    type: 'record.create',
    aggregate: record,
    title: 'Latency',
  });
  assert(created.ok, 'a record can be created');
  const invited = await api.invite('member');
  assert(invited.ok, 'a device can be invited');
  return { link: invited.value.link, record };
};

export const join = async (app: RunningApp, link: string): Promise<void> => {
  const isThere = until(app, (news) => news.type === 'patch' && news.patch.records.length > 0);
  const joined = await app.api.join({ link, person: 'Bob', device: 'phone' });
  assert(joined.ok, 'an invited device may join');
  await isThere;
};

export const pacedEdits = async ({ api }: RunningApp, record: string, count: number): Promise<Instants> => {
  const begun: Record<string, number> = {};
  await inRhythm(count, async (beat) => {
    const value = `value ${beat}`;
    begun[value] = wallTime();
    const done = await api.execute({
      id: newCommandId(),
      type: 'record.set-field',
      aggregate: record,
      field: FIELD,
      value,
    });
    assert(done.ok, 'a field can be set');
  });
  return begun;
};

export const arrivals = (app: RunningApp, record: string, count: number): Promise<Instants> =>
  new Promise((resolve) => {
    const arrived: Record<string, number> = {};
    app.listen((news) => {
      if (news.type !== 'patch') return;
      const state = news.patch.states[record as AggregateId] as RecordState | undefined;
      for (const { value } of state?.fields[FIELD] ?? []) arrived[value as string] ??= wallTime();
      if (Object.keys(arrived).length === count) resolve(arrived);
    });
  });
