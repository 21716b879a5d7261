import type { Aggregate } from '../aggregates/aggregate.ts';
import type { AggregateId, DeviceId } from '../kernel/ids.ts';
import type { Failure } from '../kernel/result.ts';
import type { Store, Writing } from '../kernel/store.ts';
import type { Membership } from '../log/membership.ts';
import type { Notice } from './api.ts';
import { stillHolds } from './left-out.ts';
import type { Tables } from './tables.ts';
import type { FoldedRows } from './write-aggregates.ts';

/** Notices that stay until a person has dismissed them, over a restart too. */
const MAX_STORED = 50;

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
  const ids = new Set(notices.map(({ id }) => id));
  const others = toNotices(await tx.get('meta', 'notices')).filter(({ id }) => !ids.has(id));
  await tx.put('meta', [{ key: 'notices', value: [...others, ...notices].slice(-MAX_STORED) }]);
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

/** ON1: aggregates in which one command was found with two different contents. */
export const disputeNotices = (
  before: ReadonlyMap<AggregateId, Aggregate>,
  { aggregates, rows }: FoldedRows,
): readonly Notice[] =>
  aggregates
    .filter(({ row }) => {
      const known = before.get(row.aggregate)?.row.disputed ?? [];
      return row.disputed.some((command) => !known.includes(command));
    })
    .map(({ row: { aggregate } }) => {
      const title =
        rows.records.find(({ id }) => id === aggregate)?.title ??
        rows.people.find(({ id }) => id === aggregate)?.name;
      return toNotice(
        `disputed ${aggregate}`,
        'command-disputed',
        `Two different changes to “${title ?? aggregate}” came under the name of one. Both are kept and both count. Open it, compare its history, and correct what should not be so.`,
      );
    });
