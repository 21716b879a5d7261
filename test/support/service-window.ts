import type { BookPorts } from '../../src/book/engine.ts';
import type { Notice } from '../../src/book/api.ts';
import { REGISTRY, type RegistryTables } from '../../src/book/registry.ts';
import { createBookService } from '../../src/book/service.ts';
import { TABLES, type Tables } from '../../src/book/tables.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import type { Store } from '../../src/kernel/store.ts';
import { createMemoryStore } from '../../src/storage/memory-store.ts';
import { createPorts } from './devices.ts';
import { scriptedServer } from './scripted-server.ts';

const SERVER = 'http://127.0.0.1:8787';

export const ASKED = { title: 'Bridges', person: 'Ada', device: 'laptop', server: SERVER };

/** A window whose databases outlive their connections, and who may be told that one has been closed. */
export const openWindow = async (changed: Partial<BookPorts> = {}) => {
  const ports = { ...(await createPorts('window')), ...changed };
  const server = scriptedServer(SERVER);
  const stores = new Map<BookId, Store<Tables>>();
  let [leading, onClosed] = [0, (): void => undefined];
  const service = createBookService({
    ...ports,
    transport: server.transport,
    timers: server.timers,
    registry: createMemoryStore<RegistryTables>(REGISTRY),
    windows: {
      alone: (_book, work) => work(),
      lead: (_book, lead) => {
        leading++;
        const end = lead();
        return () => {
          leading--;
          end();
        };
      },
      tell: () => undefined,
      hear: () => () => undefined,
    },
    openStore: async (book, closed) => {
      onClosed = closed;
      const store = stores.get(book) ?? createMemoryStore<Tables>(TABLES);
      stores.set(book, store);
      return { ...store, close: () => undefined };
    },
  });
  const statuses: string[] = [];
  let notices: readonly Notice[] = [];
  service.subscribe((news) => {
    if (news.type === 'notices') ({ notices } = news);
    if (news.type === 'status') statuses.push(news.status.state);
  });
  return {
    ...service,
    ports,
    server,
    stores,
    statuses,
    notices: () => notices,
    leading: () => leading,
    closeAll: () => onClosed(),
  };
};
