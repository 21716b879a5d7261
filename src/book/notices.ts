import type { Aggregate } from '../aggregates/aggregate.ts';
import type { AggregateId, DeviceId } from '../kernel/ids.ts';
import type { Failure } from '../kernel/result.ts';
import type { Store, Writing } from '../kernel/store.ts';
import type { Membership } from '../log/membership.ts';
import type { Notice } from './api.ts';
import { stillHolds } from './left-out.ts';
import type { Tables } from './tables.ts';
import type { FoldedRows } from './write-aggregates.ts';

/** Notices are kept until a person has dismissed them, over a restart too: so many of each of the two kinds. */
const MAX_KEPT = 50;

/** Of this device, and of the hands that it may be in: what others can cause does not take their place. */
const LASTING: ReadonlySet<string> = new Set(['new-keys', 'device-copied']);

/** With more of them, each once, the newest last. */
export const withNotices = (before: readonly Notice[], added: readonly Notice[]): readonly Notice[] => {
  const again = new Set(added.map(({ id }) => id));
  const news = new Map(added.map((one) => [one.id, one]));
  const all = [...before.filter(({ id }) => !again.has(id)), ...news.values()];
  const isLasting = ({ failure }: Notice): boolean => LASTING.has(failure.code);
  const [lasting, others] = [all.filter(isLasting), all.filter((one) => !isLasting(one))];
  const kept = new Set([...lasting.slice(-MAX_KEPT), ...others.slice(-MAX_KEPT)]);
  return all.filter((one) => kept.has(one));
};

export const storedNotices = (store: Pick<Store<Tables>, 'read'>): Promise<readonly Notice[]> =>
  store.read(['meta', 'aside', 'quarantine'], async (tx) => {
    const notices: Notice[] = [];
    for (const notice of toNotices(await tx.get('meta', 'notices')))
      if (await stillHolds(tx, notice)) notices.push(notice);
    return notices;
  });

/** In the transaction that did what it speaks of, so that neither is there without the other. */
export const putNotices = async (tx: Writing<Tables>, notices: readonly Notice[]): Promise<void> => {
  if (notices.length === 0) return;
  const value = withNotices(toNotices(await tx.get('meta', 'notices')), notices);
  await tx.put('meta', [{ key: 'notices', value }]);
};

export const dropNotice = (store: Store<Tables>, id: string): Promise<void> =>
  store.write(['meta'], async (tx) => {
    const kept = toNotices(await tx.get('meta', 'notices')).filter((one) => one.id !== id);
    await tx.put('meta', [{ key: 'notices', value: kept }]);
  });

const toNotices = (row: Tables['meta'] | undefined): readonly Notice[] =>
  (row?.value as readonly Notice[] | undefined) ?? [];

const toNotice = (id: string, code: string, message: string): Notice => {
  const failure: Failure = { code, message };
  return { id, failure };
};

/** FK2, on the device that has taken new keys. */
export const NEW_KEYS = toNotice(
  'new-keys',
  'new-keys',
  'The data of this device was restored from a backup, or copied to another one. All that was written on either side is kept. So that the two stay apart, this device goes on as a new one and is listed a second time under Devices; for you nothing changes. If nobody has restored or copied anything, tell an admin of the book: somebody else may hold a copy of this device.',
);

/** FK2, on the device that keeps its key: others that have gone on from its log. */
export const copyNotices = (before: Membership, after: Membership, own: DeviceId): readonly Notice[] =>
  (before === after ? [] : Object.values(after.members))
    .filter(({ continues, device }) => continues === own && !Object.hasOwn(before.members, device))
    .map(({ device, name }) =>
      toNotice(
        `copy ${device}`,
        'device-copied',
        `A copy of this device has been in use elsewhere and goes on as a device of its own, “${name}”. Nothing is lost. If nobody has restored a backup or copied this device, tell an admin of the book.`,
      ),
    );

/** Aggregates that are named one by one; of more there is one notice. */
const FEW = 3;

/** ON1: aggregates in which one command was found with two different contents. */
export const disputeNotices = (
  before: ReadonlyMap<AggregateId, Aggregate>,
  { aggregates, rows }: FoldedRows,
): readonly Notice[] => {
  const disputed = aggregates.flatMap(({ row }) => {
    const known = new Set(before.get(row.aggregate)?.row.disputed);
    return row.disputed.every((command) => known.has(command)) ? [] : [row.aggregate];
  });
  const titles = new Map([
    ...rows.records.map(({ id, title }) => [id, title] as const),
    ...rows.people.map(({ id, name }) => [id, name] as const),
  ]);
  const named = disputed.slice(0, FEW).map((id) => `“${titles.get(id) ?? id}”`);
  if (disputed.length <= FEW) return disputed.map((id, i) => toDispute(id, named[i]!));
  const others = disputed.length - FEW;
  return [toDispute(`${disputed[0]!} +${disputed.length - 1}`, `${named.join(', ')} and ${others} others`)];
};

const toDispute = (id: string, what: string): Notice =>
  toNotice(
    `disputed ${id}`,
    'command-disputed',
    `Two different changes to ${what} came under the name of one. Both are kept and both count. Look at the history there, and correct what should not be so.`,
  );
