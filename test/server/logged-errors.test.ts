/** What of an error is logged. */
import { expect, test } from 'vitest';
import { DatabaseError } from 'pg';
import { errorToShown } from '../../sync-server/log.ts';
import { spawnServer, temporaryFolder } from '../support/run-server.ts';

const PASSWORD = 'hunter2-of-the-database';
const TYPED = 'typed-by-a-person';

test('an error that nobody expected ends the process with a line like any other, and without what is in it', async () => {
  const failing = `setInterval(() => { if (process.listenerCount('SIGHUP')) throw Object.assign(new Error('x'), { detail: process.env.TYPED }); })`;
  const running = await spawnServer(['--data', temporaryFolder()], {
    TYPED,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(failing)}`,
  });
  expect(await running.ended()).toBe(70);
  expect(running.lines.at(-1)).toMatchObject({
    level: 50,
    msg: expect.stringContaining('a fault of its own'),
  });
  expect(running.text()).not.toContain(TYPED);
});

test.each<[string, Error]>([
  ['a row that PostgreSQL quotes', Object.assign(new DatabaseError('x', 1, 'error'), { detail: TYPED })],
  ['an address', Object.assign(new TypeError('Invalid URL'), { input: `postgres://a:${PASSWORD}@b` })],
  ['an address in the message', new Error(`postgres://a:${PASSWORD}@b is away`)],
  ['what JSON.parse quotes', new SyntaxError(`Unexpected token 't', "${TYPED}" is not valid JSON`)],
  ['a cause of a cause', new Error('a', { cause: new Error('b', { cause: new SyntaxError(TYPED) }) })],
])('of an error is not logged: %s', (_what, error) => {
  const shown = JSON.stringify(errorToShown(error));
  expect(shown).toContain('    at ');
  expect([TYPED, PASSWORD].filter((one) => shown.includes(one))).toEqual([]);
});
