import type { Event } from '../../events/event.ts';
import type { DeviceId, EventName } from '../../kernel/ids.ts';
import type { Register } from '../register.ts';
import type { Edit, RecordState, SignOff } from './state.ts';

/**
 * Archivings and sign-offs are marks on a record as somebody saw it. An edit that had seen a mark names it in `over`;
 * a mark names the last edit that it saw of each device, and how many there were. What had not seen one another is
 * a doubt: it stands beside the mark as a value that says the opposite, so it is a conflict like any other, settled by
 * one more write over both (CF2).
 */

/** Put away, and by nobody who had not seen an edit: of a mark in doubt, the record is kept (CF2). */
export const isArchived = (archived: Register<boolean>): boolean =>
  archived.length > 0 && archived.every((held) => held.value);

/** What an edit made now has seen. */
export const marksOf = ({ archived, signOffs }: RecordState): readonly EventName[] => [
  ...archived.filter((held) => held.value).map((held) => held.name),
  ...countedIn(signOffs).map((index) => signOffs[index]!.name),
];

/** An edit names what it has seen, and cannot name more than so many: one member's sign-offs leave room for all others'. */
export const MOST_COUNTED = 4;

/** The sign-offs that edits bear on, by their index: the newest of each device. Those before them stand as they are. */
export const countedIn = (signOffs: RecordState['signOffs']): readonly number[] => {
  if (signOffs.length <= MOST_COUNTED) return [...signOffs.keys()];
  const counts = new Map<DeviceId, number>();
  const newest = [...signOffs.keys()].toReversed().filter((index) => {
    const { device } = signOffs[index]!;
    const count = (counts.get(device) ?? 0) + 1;
    counts.set(device, count);
    return count <= MOST_COUNTED;
  });
  return newest.toReversed();
};

/** What a mark made now has seen: who has seen a device's last edit has seen those before it. */
export const lastEdits = ({ editors }: RecordState): readonly EventName[] =>
  Object.values(editors).map((edit) => edit.name);

/** How many edits somebody has seen, at most: all, if each device's last one is among `over`. */
export const editsSeen = (state: RecordState, over: readonly EventName[]): number => {
  const seen = new Set(over);
  return state.edits - lastEdits(state).filter((name) => !seen.has(name)).length;
};

/** The last edits of devices that a mark, which saw `edits` of them, had not seen: they all sort before it. */
export const unseenBy = (
  { over = [], place, at }: Event,
  edits: number,
  state: Pick<RecordState, 'edits' | 'editors'>,
): Register<boolean> => {
  if (state.edits <= edits) return [];
  // An edit that its own command made before it, as one that puts back does, is told by its time.
  const editors = Object.values(state.editors)
    .filter((edit) => edit.device !== place.device || edit.at !== at)
    .toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const seen = new Set(over);
  const unseen = editors.filter((edit) => !seen.has(edit.name));
  // Of a forked log the mark may name an edit of the other branch: then all are in doubt rather than none.
  return (unseen.length > 0 ? unseen : editors).map(toDoubt);
};

const toDoubt = ({ name, actor, device, at }: Edit) => ({ value: false, name, actor, device, at });

/** The sign-off's own word that it stands. */
export const signedBy = ({ name, actor, device, at }: Omit<SignOff, 'standing' | 'amendments'>) => ({
  value: true,
  name,
  actor,
  device,
  at,
});
