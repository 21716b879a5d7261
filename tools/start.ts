/** `npm start`: the sync server, then the desktop window or the address to open instead. */
import { once } from 'node:events';
import { openDesktop } from './start/desktop.ts';
import { readOptions } from './start/options.ts';
import { checkPort } from './start/port.ts';
import { startServer, stopChild } from './start/server.ts';

const stopWith = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

// Listened for first, so that a Ctrl-C while things start leaves no server behind, and for good: the terminal
// and npm may both send one, and the second must not cut the clean end short.
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
});

const options = readOptions(process.argv.slice(2), process.env);
if (!options.ok) stopWith(options.error.message);
else await main(options.value);

async function main({ port, data }: { port: number; data: string }): Promise<void> {
  const free = await checkPort('127.0.0.1', port);
  if (!free.ok) return stopWith(free.error.message);
  const server = await startServer({ port, data }, asked);
  if (!server.ok) return stopWith(server.error.message);
  const { url } = server.value;

  const desktop = openDesktop(url);
  const line = desktop.ok
    ? `Daybook is open, and serves ${url} (Ctrl-C stops it).`
    : `No desktop window, because ${desktop.error.message}: open ${url} in a browser (Ctrl-C stops it).`;
  process.stdout.write(`${line}\n`);

  const died = once(server.value.process, 'exit').then(([status, signal]) => signal ?? `status ${status}`);
  const end = await Promise.race([died, asked]);
  if (desktop.ok) await stopChild(desktop.value);
  await stopChild(server.value.process);
  if (end !== undefined)
    stopWith(`The sync server stopped by itself (${end}); if it said why, that is above. Start it again.`);
  process.exit(0);
}
