import { expect, test } from 'vitest';
import type { SyncStatus } from '../../../src/book/api.ts';
import { syncWords } from '../../../renderer/screens/frame/sync-words.ts';

const monday = new Date(2026, 10, 23, 8, 10).getTime();

test.each<[SyncStatus, RegExp]>([
  [{ state: 'here-only' }, /^Saved here$/],
  [{ state: 'sending', kept: 12 }, /^Sending 12$/],
  [{ state: 'receiving', left: 12 }, /^Receiving$/],
  [{ state: 'receiving', left: 640_000 }, /^Receiving, 640.000 to come$/],
  [{ state: 'offline', kept: 37, since: monday }, /^Offline, 37 changes kept since Mon/],
  [{ state: 'offline', kept: 1, since: null }, /^Offline, 1 change kept$/],
  [{ state: 'offline', kept: 0, since: null }, /^Offline$/],
  [{ state: 'connecting', kept: 2, since: monday }, /^Connecting, 2 changes kept$/],
  [
    {
      state: 'turned-away',
      kept: 2,
      since: monday,
      failure: { code: 'book-blocked', message: 'Ask them to unblock it.' },
    },
    /^Not let in, 2 changes kept since Mon/,
  ],
  [{ state: 'refused', kept: 3, since: null }, /^Not taken, 3 changes kept$/],
  [{ state: 'up-to-date', at: monday }, /^Up to date 0?8:10/],
  [{ state: 'unanswered', at: monday }, /^No answer since 0?8:10/],
  [{ state: 'stopped', failure: { code: 'x', message: 'This device was revoked.' } }, /^Stopped$/],
])('%o', (status, words) => {
  const { words: said, since } = syncWords(status);
  expect(since === undefined ? said : `${said} ${since}`).toMatch(words);
});

test('why sync has stopped is told in the words of the failure', () => {
  const failure = { code: 'revoked', message: 'This device was revoked.' };
  expect(syncWords({ state: 'stopped', failure }).detail).toBe(failure.message);
});
