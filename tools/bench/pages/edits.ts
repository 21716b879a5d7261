import { newCommandId } from '../../../renderer/engine/ids.ts';
import type { BookApi } from '../../../src/book/api.ts';

/** A person works on a few records at a time. */
const AT_WORK = 20;

/** One field edit after another, timed from the call on the page to its answer. */
export const edits = async (api: BookApi, count: number): Promise<readonly number[]> => {
  const records = (await api.records()).slice(0, AT_WORK);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const aggregate = records[i % AT_WORK]!.id;
    const command = {
      id: newCommandId(),
      type: 'record.set-field',
      aggregate,
      field: 'location',
      value: `shelf ${i}`,
    };
    const start = performance.now();
    const done = await api.execute(command);
    times.push(performance.now() - start);
    if (!done.ok) throw new Error(done.error.message);
  }
  return times;
};
