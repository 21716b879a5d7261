/** What the pill says. Each line is as true as the status it is made of, and no truer. */
import type { SyncStatus } from '../../../src/book/api.ts';
import { exactTime, timeOfDay, weekdayTime } from '../../parts/when.tsx';

export interface SyncWords {
  readonly tone: 'calm' | 'busy' | 'away' | 'stopped';
  readonly words: string;
  /** Said after the words where there is room. */
  readonly since?: string;
  /** A sentence for the sheet. */
  readonly detail: string;
}

/** Events on their way of which it is worth telling how many there are. */
const MANY = 1000;

const changes = (count: number): string => (count === 1 ? '1 change' : `${count.toLocaleString()} changes`);

const kept = (count: number): string => (count === 0 ? '' : `, ${changes(count)} kept`);

/** Words about what is kept here, and since when. */
const keeping = (
  word: string,
  status: { readonly kept: number; readonly since: number | null },
): Pick<SyncWords, 'words' | 'since'> => ({
  words: `${word}${kept(status.kept)}`,
  ...(status.kept > 0 && status.since !== null ? { since: `since ${weekdayTime(status.since)}` } : {}),
});

export const syncWords = (status: SyncStatus | undefined): SyncWords => {
  switch (status?.state) {
    case undefined:
      return { tone: 'busy', words: 'Opening', detail: 'The book is being opened.' };
    case 'joining':
      return {
        tone: 'busy',
        words: 'Joining',
        detail:
          'This device waits for the book. It comes once this device and the one that made the link have both met the server.',
      };
    case 'here-only':
      return {
        tone: 'calm',
        words: 'Saved here',
        detail: 'Everything is saved on this device, and nowhere else yet.',
      };
    case 'connecting':
      return {
        tone: 'busy',
        words: `Connecting${kept(status.kept)}`,
        detail: 'Everything is saved on this device. The server is being called.',
      };
    case 'offline':
      return {
        tone: 'away',
        ...keeping('Offline', status),
        detail: 'Everything is saved on this device and is sent when the server can be reached again.',
      };
    case 'turned-away':
      return {
        tone: 'stopped',
        ...keeping('Not let in', status),
        detail: `${status.failure.message} It is tried again every now and then.`,
      };
    case 'refused':
      return {
        tone: 'stopped',
        ...keeping('Not taken', status),
        detail:
          'The server does not take what was written here; the message above says why. Everything is saved on this device.',
      };
    case 'sending':
      return {
        tone: 'busy',
        words: `Sending ${status.kept}`,
        detail: `${changes(status.kept)} saved here, and not yet confirmed by the server.`,
      };
    case 'receiving':
      return {
        tone: 'busy',
        // Of a few, the number is gone before it can be read.
        words: status.left < MANY ? 'Receiving' : `Receiving, ${status.left.toLocaleString()} to come`,
        detail:
          'Changes of other devices are arriving. What has arrived is here for good, and can be worked on.',
      };
    case 'up-to-date':
      return {
        tone: 'calm',
        words: `Up to date ${timeOfDay(status.at)}`,
        detail: `At ${exactTime(status.at)} the server had confirmed everything that was written here, and had nothing new.`,
      };
    case 'unanswered':
      return {
        tone: 'away',
        words: `No answer since ${timeOfDay(status.at)}`,
        detail: `At ${exactTime(status.at)} the server had confirmed everything that was written here. It has been asked since, and has not answered yet.`,
      };
    case 'other-window':
      return {
        tone: 'calm',
        words: 'Saved here; another window syncs',
        detail:
          'What is written here is saved on this device. Another window of this book sends it, and shows how far that is.',
      };
    case 'stopped':
      return { tone: 'stopped', words: 'Stopped', detail: status.failure.message };
  }
};
