import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

type Started = ChildProcessByStdio<null, Readable, Readable>;

/** Without a display, so that no machine opens a window while it tests. */
const start = (...args: string[]): Started => {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  return spawn(process.execPath, ['tools/start.ts', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
};

const dataFolder = (): string => mkdtempSync(join(tmpdir(), 'daybook-start-'));

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm start serves the app, says in one line why there is no window, and ends cleanly on %s',
  async (signal) => {
    const started = start('--port', '0', '--data', dataFolder());
    const exited = once(started, 'exit');
    const lines: string[] = [];
    const output = createInterface({ input: started.stdout });
    output.on('line', (line) => lines.push(line));
    await Promise.race([once(output, 'line'), exited]);

    const url = /open (http:\S+) in a browser/.exec(lines.join('\n'))?.[1];
    expect(lines).toEqual([
      expect.stringMatching(/^No desktop window, because there is no display: open http:/),
    ]);
    const page = await fetch(url!);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');

    started.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(lines).toHaveLength(1);
    await expect(fetch(url!)).rejects.toThrow('fetch failed');
  },
);

test('a port in use is one line that says what to do', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const started = start('--port', String(port), '--data', dataFolder());
  const [said, [status]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  expect(said).toBe(
    `Port ${port} is in use: stop the program that holds it, or choose another with "npm start -- --port N".\n`,
  );
  expect(status).toBe(1);
  holder.close();
});

test('a wrong flag is one line that names it', async () => {
  const started = start('--port', 'eighty');
  const [said, [status]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  expect(said).toContain('"eighty" is not a port');
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(1);
});
