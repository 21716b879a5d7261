import type { Book } from '../book.ts';
import type { Head } from '../clock/head.ts';
import type { DeviceId } from '../kernel/ids.ts';
import type { ClientState } from '../sync/client-options.ts';
import { eventsToCome } from '../sync/coverage.ts';
import { isAcknowledged, isCaughtUp, type Session } from '../sync/session.ts';
import type { SyncStatus } from './api.ts';

export interface StatusFacts {
  readonly enrolled: boolean;
  readonly client: ClientState | undefined;
  /** Own events recorded, sealed or not. */
  readonly recorded: number;
  /** Own events that the server has acknowledged, as far as is known. */
  readonly acknowledged: number;
  /** When the first of those it has not was recorded, as far as is known; milliseconds since 1970. */
  readonly since: number | null;
}

/**
 * What may be said of where the book is. "Up to date" needs the server's durable acknowledgement of all, and is said as
 * of its last word: of what has happened since nothing is known.
 */
export const factsToStatus = ({
  enrolled,
  client,
  recorded,
  acknowledged,
  since,
}: StatusFacts): SyncStatus => {
  const kept = Math.max(0, recorded - acknowledged);
  if (client?.type === 'stopped') return { state: 'stopped', failure: client.failure };
  if (client && client.type !== 'live' && client.failure)
    return { state: 'turned-away', kept, since, failure: client.failure };
  if (!enrolled) return { state: 'joining' };
  if (!client) return { state: 'here-only' };
  if (client.type !== 'live')
    return { state: client.type === 'waiting' ? 'offline' : 'connecting', kept, since };
  const { session } = client;
  if (client.taking || !isCaughtUp(session))
    return { state: 'receiving', left: eventsToCome(session.theirs ?? [], session.ours) };
  if (kept > 0 && session.refused.length > 0) return { state: 'refused', kept, since };
  if (kept > 0 || !isAcknowledged(session)) return { state: 'sending', kept };
  return { state: client.isSilent ? 'unanswered' : 'up-to-date', at: client.heard };
};

/**
 * Own events that the other side has durably. A head beyond the own log, or not known here, is another branch's or
 * made up, and acknowledges nothing; of a forked log all or nothing is said.
 */
const acknowledgedSeq = (session: Session, device: DeviceId): number => {
  const isOwn = (head: Head) => head.device === device;
  const theirs = (session.theirs ?? []).filter(isOwn);
  const ours = session.ours.filter(isOwn);
  const ends = ours.filter((head) => theirs.some((other) => other.hash === head.hash));
  if (ends.length === ours.length || ours.length > 1)
    return ends.length === ours.length ? Math.max(0, ...ends.map((head) => head.seq)) : 0;
  return Math.max(
    0,
    ...theirs
      .filter(({ seq, hash }) => seq < ours[0]!.seq && !session.unknownHere.includes(hash))
      .map((head) => head.seq),
  );
};

/** Own events that the other side has durably, of all the logs that this device has written (FK2). */
export const acknowledgedOwn = (
  session: Session,
  book: Pick<Book, 'identity' | 'recorded' | 'pending'>,
): number => {
  const { device, former = [] } = book.identity;
  const before = former.reduce((sum, { seq }) => sum + seq, 0);
  const logs = [...former, { device, seq: book.recorded() - before - book.pending() }];
  // Of a forked log the other branch may be longer than the one this device goes on with.
  return logs.reduce((sum, log) => sum + Math.min(log.seq, acknowledgedSeq(session, log.device)), 0);
};
