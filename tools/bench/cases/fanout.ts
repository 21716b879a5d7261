/** One device writes, fifty receive it: against a server that sends the same bytes on and does nothing else. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { segmentsToRun } from '../../../src/log/run.ts';
import { newPorts, writeLines } from '../book/foreign-book.ts';
import { figure, type Figure } from '../figure.ts';
import { medianOfRounds } from '../rounds.ts';
import { startServer } from '../server/child.ts';
import { gather, type Gathering } from '../server/gathering.ts';

const READERS = 50;
const SEGMENTS = 2_000;
/** As a device sends what it wrote offline: more at once than a person writes, and less than a session lets it. */
const IN_FLIGHT = 256;
const ROUNDS = 5;

const bare = (segments: readonly Bytes[]) => async (): Promise<number> => {
  const child = fork(new URL('../server/bare.ts', import.meta.url));
  const [port] = (await once(child, 'message')) as [number];
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    await once(socket, 'open');
    return socket;
  };
  const writer = await open();
  const readers = await Promise.all(Array.from({ length: READERS }, open));
  const all = readers.map(
    (reader) =>
      new Promise<void>((resolve) => {
        let count = 0;
        reader.on('message', () => ++count === segments.length && resolve());
      }),
  );
  const start = performance.now();
  for (const segment of segments) writer.send(segmentsToRun([segment]));
  await Promise.all(all);
  const time = performance.now() - start;
  child.kill();
  await once(child, 'exit');
  return (READERS * segments.length) / (time / 1_000);
};

const delivered = (gathering: Gathering) => async (): Promise<number> => {
  const server = await startServer();
  try {
    const crowd = await gathering.connect(server.url);
    const start = performance.now();
    await crowd.writeAll(IN_FLIGHT);
    const time = performance.now() - start;
    crowd.close();
    return (READERS * SEGMENTS) / (time / 1_000);
  } finally {
    await server.stop();
  }
};

export const fanout = async (): Promise<readonly Figure[]> => {
  const gathering = await gather(1 + READERS, await writeLines(SEGMENTS), await newPorts());
  const rates = await medianOfRounds(ROUNDS, {
    delivered: delivered(gathering),
    bare: bare(gathering.segments),
  });
  const reference = { name: 'bare WebSockets, the same bytes', value: rates.bare };
  return [figure('fanout', 'segments/s', rates.delivered, reference)];
};
