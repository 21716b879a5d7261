/** One field edit, from the call on one page to the new value handed to React on another, through the server. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { newFolder, removeFolder } from '../disk.ts';
import { figure, median, type Figure } from '../figure.ts';
import { inRhythm } from '../pages/rhythm.ts';
import { inFreshProfile } from '../profile.ts';
import { medianOfRounds } from '../rounds.ts';
import { startServer } from '../server/child.ts';
import type { Site } from '../site.ts';

const ROUNDS = 5;
const EDITS = 40;

const edit = (site: Site) => async (): Promise<number> => {
  const server = await startServer('--origins', site.url);
  const app = `${site.url}/?app`;
  try {
    return await inFreshProfile(app, async (writer) => {
      const { link, record } = await writer.evaluate((url) => window.bench.found(url), server.url);
      return inFreshProfile(app, async (reader) => {
        await reader.evaluate((link) => window.bench.join(link), link);
        await reader.goto(`${site.url}/records/${record}?app`);
        await reader.waitForSelector('.record-title');
        await reader.waitForFunction(() =>
          document.querySelector('.pill')?.textContent?.startsWith('Up to date'),
        );
        const arriving = reader.evaluate(([record, count]) => window.bench.arrivals(record, count), [
          record,
          EDITS,
        ] as const);
        const begun = await writer.evaluate(([record, count]) => window.bench.pacedEdits(record, count), [
          record,
          EDITS,
        ] as const);
        const arrived = await arriving;
        return median(Object.entries(begun).map(([value, at]) => arrived[value]! - at));
      });
    });
  } finally {
    await server.stop();
  }
};

const sqliteCommit = async (): Promise<number> => {
  const folder = await newFolder('sqlite');
  const db = new DatabaseSync(join(folder, 'raw.db'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT',
  );
  const insert = db.prepare('INSERT INTO rows (bytes) VALUES (?)');
  const times: number[] = [];
  await inRhythm(EDITS, async () => {
    const start = performance.now();
    insert.run(new Uint8Array(800));
    times.push(performance.now() - start);
  });
  db.close();
  await removeFolder(folder);
  return median(times);
};

const echo = async (site: Site): Promise<number> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  );
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const times = await inFreshProfile(site.url, (page) =>
    page.evaluate(([url, count]) => window.bench.pacedEchoes(url, count), [url, EDITS] as const),
  );
  server.close();
  return median(times);
};

const commit = async (site: Site): Promise<number> =>
  median(
    await inFreshProfile(site.url, (page) =>
      page.evaluate((count) => window.bench.pacedCommits(count), EDITS),
    ),
  );

export const latency = async (site: Site): Promise<readonly Figure[]> => {
  const { edited, added } = await medianOfRounds(ROUNDS, {
    edited: edit(site),
    added: async () => 2 * (await commit(site)) + (await sqliteCommit()) + (await echo(site)),
  });
  const parts = '2 strict IndexedDB commits, 1 SQLite FULL commit and 1 WebSocket round trip, added up';
  return [figure('latency', 'ms', edited, { name: parts, value: added })];
};
