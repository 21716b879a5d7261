/** The sync server as a program: `node sync-server/main.ts --port 8787 --data ./data --app out/renderer`. */
import { once } from 'node:events';
import { systemClock, systemRandom, systemTimers } from '../src/platform/clock.ts';
import { createServerCrypto } from './crypto.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';
import { systemTurns } from './turns.ts';

const log = createLog();
const stopWith = (message: string): never => {
  log.error(message);
  process.exit(1);
};

// Listened for from the start, so that a stop asked for while starting is not lost, and a second one does no harm.
const asked = Promise.race(['SIGTERM', 'SIGINT'].map((signal) => once(process, signal)));
process.on('SIGTERM', () => undefined).on('SIGINT', () => undefined);

const config = readConfig(process.argv.slice(2), process.env);
if (!config.ok) stopWith(config.error.message);
else {
  const server = await startServer(config.value, {
    crypto: await createServerCrypto(),
    clock: systemClock,
    random: systemRandom,
    timers: systemTimers,
    turns: systemTurns,
    log,
    broken: (error) => stopWith(`The database failed, and nothing may go on: ${(error as Error).message}`),
  });
  if (!server.ok) stopWith(server.error.message);
  else {
    log.info({ url: server.value.url }, 'listening');
    await asked;
    await server.value.stop();
    log.info('stopped');
    process.exit(0);
  }
}
