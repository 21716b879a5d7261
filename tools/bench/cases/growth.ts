/** What a segment costs the server, in CPU: in a long book against a short one, and delivered to many against few. */
import type { BookPorts } from '../../../src/book/engine.ts';
import type { Segment } from '../../../src/log/segment.ts';
import { foundMembers } from '../../load/members.ts';
import { createPen, type Pen } from '../../load/pen.ts';
import { cpuUs } from '../../server/usage.ts';
import { newPorts, writeLines, type Lines } from '../book/foreign-book.ts';
import { figure, type Figure } from '../figure.ts';
import { medianOfRounds } from '../rounds.ts';
import { say } from '../say.ts';
import { startServer, type ServerChild } from '../server/child.ts';
import { connect, type Connection } from '../server/connection.ts';
import { gather } from '../server/gathering.ts';

const LONG = 1_000_000;
const SHORT = 1_000;
/** Written to be measured. */
const MORE = 4_000;
const IN_FLIGHT = 32;
const ROUNDS = 5;
const SERVER = 'http://127.0.0.1:8787';

type Makers = Omit<BookPorts, 'store'>;

interface OpenBook {
  readonly pen: Pen;
  readonly connection: Connection;
}

/** A book of one device with so many segments, on the server. */
const growBook = async (url: string, segments: number, lines: Lines, ports: Makers): Promise<OpenBook> => {
  const [founder] = await foundMembers(1, SERVER, ports);
  const { identity, proof, log } = founder!;
  const connection = await connect(url, identity, proof, ports.crypto);
  const pen = createPen(founder!, lines, ports);
  await sendAll(connection, segments, async (nth) => log[nth] ?? (await pen.write()));
  return { pen, connection };
};

/** The next `count` of a log, never more than IN_FLIGHT ahead of what is acknowledged. */
const sendAll = async (
  connection: Connection,
  count: number,
  next: (nth: number) => Segment | Promise<Segment>,
): Promise<void> => {
  let [there, last] = [0, 0];
  let look = (): void => undefined;
  connection.onAcknowledged((seq) => {
    there = seq;
    look();
  });
  const reached = (seq: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => there >= seq && resolve();
      look();
    });
  for (let nth = 0; nth < count; nth++) {
    const segment = await next(nth);
    last = segment.header.seq;
    if (nth === 0) there = last - 1;
    await reached(last - IN_FLIGHT);
    connection.send([segment.bytes]);
  }
  await reached(last);
};

/** Microseconds of the server's CPU a segment. */
const costOfMore = async ({ pid }: ServerChild, { pen, connection }: OpenBook): Promise<number> => {
  const segments: Segment[] = [];
  while (segments.length < MORE) segments.push(await pen.write());
  const before = await cpuUs(pid);
  await sendAll(connection, MORE, (nth) => segments[nth]!);
  return ((await cpuUs(pid)) - before) / MORE;
};

const longBook = async (): Promise<Figure> => {
  const ports = await newPorts();
  const lines = await writeLines(SHORT);
  const server = await startServer();
  try {
    say(`  writing ${LONG} segments …`);
    const long = await growBook(server.url, LONG, lines, ports);
    const costs = await medianOfRounds(ROUNDS, {
      long: () => costOfMore(server, long),
      short: async () => {
        const short = await growBook(server.url, SHORT, lines, ports);
        const cost = await costOfMore(server, short);
        short.connection.close();
        return cost;
      },
    });
    long.connection.close();
    const name = `in a book of ${SHORT} segments`;
    return figure('server-growth', 'µs of CPU a segment', costs.long, { name, value: costs.short });
  } finally {
    await server.stop();
  }
};

/** One segment after another, as people write: what is sent at once would share its cost. */
const costOfDelivered = async (devices: number, segments: number): Promise<() => Promise<number>> => {
  const gathering = await gather(devices, await writeLines(segments), await newPorts());
  return async () => {
    const server = await startServer();
    try {
      const crowd = await gathering.connect(server.url);
      const before = await cpuUs(server.pid);
      await crowd.writeAll(1);
      const cost = ((await cpuUs(server.pid)) - before) / ((devices - 1) * segments);
      crowd.close();
      return cost;
    } finally {
      await server.stop();
    }
  };
};

const manyDevices = async (): Promise<Figure> => {
  const costs = await medianOfRounds(ROUNDS, {
    many: await costOfDelivered(200, 60),
    few: await costOfDelivered(2, 1_000),
  });
  const name = 'in a book of 2 devices';
  return figure('server-growth-devices', 'µs of CPU a delivered segment', costs.many, {
    name,
    value: costs.few,
  });
};

export const growth = async (): Promise<readonly Figure[]> => [await longBook(), await manyDevices()];
