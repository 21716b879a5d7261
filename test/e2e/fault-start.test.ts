import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';

/** What `npm start` says of a data folder that it cannot use, and its exit status. */
const start = async (data: string) => {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const started = spawn(process.execPath, ['tools/start.ts', '--port', '0', '--data', data], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [status]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  return { said, status: status as number };
};

test('npm start names a data folder that is a file', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, 'x');
  const { said, status } = await start(file);
  expect(said).toContain(`The data folder ${file} cannot be used`);
  expect(status).toBe(1);
});

test('npm start leaves a data folder alone that another server is using', async () => {
  const folder = temporaryFolder();
  await runServer(['--data', folder]);
  const { said, status } = await start(folder);
  expect(said).toContain(`Another sync server is using the data folder ${folder}`);
  expect(status).toBe(1);
});

test('npm start leaves the data of a newer version alone', async () => {
  const folder = temporaryFolder();
  const database = new DatabaseSync(join(folder, 'daybook.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  const { said, status } = await start(folder);
  expect(said).toContain('newer version');
  expect(status).toBe(1);
});
