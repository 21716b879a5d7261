import { createRoom, type Growing } from '../room.ts';
import { countedIn } from './marks.ts';
import type { RecordState } from './state.ts';

/**
 * An edit may put each sign-off that counts in doubt, and a mark may be put in doubt by the last edit of each device; of
 * several events each may be one more of both.
 */
const besides = ({ editors, signOffs }: RecordState, events: readonly Growing[]): number => {
  const devices = new Set<string>(Object.keys(editors));
  let marks = 1 + countedIn(signOffs).length;
  for (const { type, by } of events) {
    devices.add(by);
    if (type === 'record.signed') marks += 1;
  }
  return devices.size + 2 * marks;
};

export const recordRoom = createRoom<RecordState>(besides);
