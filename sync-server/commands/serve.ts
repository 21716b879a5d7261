import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { createServerCrypto } from '../crypto.ts';
import { configToShown, type Config } from '../config.ts';
import { createLog } from '../log.ts';
import { startServer } from '../server.ts';
import { systemTurns } from '../turns.ts';

/** Unlike status 1 no reason not to start it again: as after a kill, all that was acknowledged is there. */
const FAULT = 70;

/** Runs the server until it is asked to stop, then ends the process. */
export const serve = async (config: Config): Promise<never> => {
  const log = createLog(config.logLevel);
  log.info({ settings: configToShown(config) }, 'configuration');
  const stopWith = (message: string): never => {
    log.error(message);
    process.exit(1);
  };
  // By itself Node would print all that is in the error.
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'The server met a fault of its own, and ends.');
    process.exit(FAULT);
  });
  // Listened for from the start, so that a stop asked for while starting is not lost, and a second one does no harm.
  const asked = Promise.race(['SIGTERM', 'SIGINT'].map((signal) => once(process, signal)));
  process.on('SIGTERM', () => undefined).on('SIGINT', () => undefined);

  const server = await startServer(config, {
    crypto: await createServerCrypto(),
    clock: systemClock,
    random: systemRandom,
    timers: systemTimers,
    turns: systemTurns,
    log,
    broken: (error) => {
      log.error({ err: error }, 'The database failed, and nothing may go on.');
      process.exit(1);
    },
  });
  if (!server.ok) return stopWith(server.error.message);
  log.info({ url: server.value.url }, 'listening');
  // Where NODE_COMPILE_CACHE names a folder: by itself Node keeps it at the end, to which one that is killed does not come.
  flushCompileCache();
  process.on('SIGHUP', () => {
    const reloaded = server.value.reload();
    if (reloaded.ok) log.info('read the certificate again');
    else log.error(reloaded.error.message);
  });
  await asked;
  await server.value.stop();
  log.info('stopped');
  process.exit(0);
};
