import rateLimit from '@fastify/rate-limit';
import type { Clock, Crypto, Random, Timers } from '../src/kernel/ports.ts';
import { ok, type Result } from '../src/kernel/result.ts';
import { createIntake } from './connection/intake.ts';
import { serveRequests } from './api/serve-requests.ts';
import { createTickets } from './api/tickets.ts';
import { createBooks } from './book/books.ts';
import { noneHeld } from './book/waiting.ts';
import { configToQuota, type Config } from './config.ts';
import { createBacklogs } from './connection/backlogs.ts';
import { createBookRates } from './connection/book-rates.ts';
import { createFrames } from './connection/frames.ts';
import { serveApp } from './http/app-files.ts';
import { serveDocs } from './http/docs.ts';
import { sendSecurityHeaders } from './http/headers.ts';
import { createHttpServer, reloadCertificate } from './http/http-server.ts';
import { logRequests } from './http/request-log.ts';
import { checkAddress, listen, type AddressFailure } from './http/listen.ts';
import { serveManagement } from './http/management.ts';
import { serveSync } from './http/sync-route.ts';
import { readCertificate, type CertificateFailure } from './http/tls.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { watchRoom } from './room.ts';
import { watchRulings } from './rulings/watch-rulings.ts';
import { startCheck, type RunningCheck } from './start-check.ts';
import { watchOutage } from './outage.ts';
import type { Turns } from './turns.ts';
import { openStore } from './open-store.ts';
import type { PostgresFailure } from './postgres/open.ts';
import type { OpenFailure } from './sqlite/open.ts';

export interface ServerPlatform {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly log: Log;
  /** The database is broken: ends the process, and does not return. */
  readonly broken: (error: unknown) => void;
}

export interface RunningServer {
  /** With the port that the system chose, when it was asked to. */
  readonly url: string;
  /** Acknowledges what was received, says goodbye, closes the database. */
  stop(): Promise<void>;
  /** Reads the certificate again, for the connections from now on; one that is unusable changes nothing. */
  reload(): Result<null, CertificateFailure>;
}

export type StartFailure = OpenFailure | PostgresFailure | CertificateFailure | AddressFailure;

export const startServer = async (
  config: Config,
  platform: ServerPlatform,
): Promise<Result<RunningServer, StartFailure>> => {
  const certificate = readCertificate(config);
  if (!certificate.ok) return certificate;
  const address = await checkAddress(config);
  if (!address.ok) return address;
  const metrics = createMetrics();
  const outage = watchOutage(platform.log);
  const store = await openStore(config.data, platform.timers, {
    broken: platform.broken,
    committed: (milliseconds) => {
      metrics.commitSeconds.observe(milliseconds / 1000);
      outage.over();
    },
    away: (error) => outage.begun(error),
  });
  if (!store.ok) return store;
  const server = createHttpServer(config, certificate.value, platform);
  let isDraining = false;
  let checking: RunningCheck | undefined;
  const stop = async (): Promise<void> => {
    isDraining = true;
    await server.close();
    books.stop();
    await books.released();
    await checking?.stop();
    rulings.stop();
    room.stop();
    await store.value.close();
  };
  const room = watchRoom(store.value, platform);
  metrics.followRoom(room);
  const rulings = await watchRulings(room.store, configToQuota(config), platform.timers);
  const held = noneHeld();
  const books = createBooks(rulings.store, platform.crypto, platform.turns, platform.timers, held);
  const backlogs = createBacklogs();
  const intake = createIntake(backlogs, platform.timers);
  const rates = createBookRates(
    config.bookKilobytesASecond && config.bookKilobytesASecond * 1000,
    platform.timers,
  );
  metrics.followQueue({
    writes: () => store.value.queued(),
    bytes: () => backlogs.bytes() + intake.bytes(),
    held: () => held.bytes,
  });
  const door = { ...platform, takesNewBooks: config.newBooks, rulings };
  logRequests(server, platform.log);
  await sendSecurityHeaders(server, config);
  await server.register(rateLimit, { global: false });
  const hall = {
    books,
    platform: door,
    backlogs,
    intake,
    rates,
    frames: createFrames(),
    room,
    rulings,
    metrics,
    log: platform.log,
  };
  await serveSync(server, config, hall);
  // Of one node nobody else needs to know the secret, and at its next start all ask for new tickets.
  const secret = (await store.value.sharing?.secret()) ?? platform.random.bytes(32);
  await serveRequests(server, config, hall, { tickets: createTickets(secret, platform) });
  await serveDocs(server);
  serveManagement(server, {
    store: store.value,
    metrics,
    room,
    isDraining: () => isDraining,
    check: () => checking?.current(),
  });
  if (config.app !== undefined) await serveApp(server, config.app);
  checking = await startCheck(config.data, platform);
  const listening = await listen(server, config);
  if (listening.ok)
    return ok({ url: listening.value, stop, reload: () => reloadCertificate(server, config) });
  await stop();
  return listening;
};
