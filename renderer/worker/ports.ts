import type { ServicePorts } from '../../src/book/service-ports.ts';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { fetchRequests } from '../../src/platform/requests.ts';
import { webSocketTransport } from '../../src/platform/web-socket.ts';
import { browserWindows } from '../../src/platform/windows.ts';
import { openBookStore, openRegistry } from '../../src/storage/book-stores.ts';
import { startFreshLog } from '../../src/storage/fresh-log.ts';
import { withFallback } from '../../src/sync/fallback.ts';
import { requestTransport } from '../../src/sync/request-transport.ts';

/** The one place of the app that names its storage and its platform. */
export const createPorts = async (): Promise<ServicePorts> => {
  const [crypto] = await Promise.all([createCrypto(), startFreshLog(indexedDB)]);
  return {
    clock: systemClock,
    random: systemRandom,
    timers: systemTimers,
    crypto,
    transport: withFallback(
      webSocketTransport,
      requestTransport(fetchRequests, systemTimers, crypto.sha256),
      systemTimers,
    ),
    windows: browserWindows,
    registry: await openRegistry(),
    openStore: (book, onClosed) => openBookStore(book, onClosed),
  };
};
