/** A book of several devices, of which one writes while all others receive. */
import type { BookPorts } from '../../../src/book/engine.ts';
import type { Head } from '../../../src/clock/head.ts';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { segmentToHead, type Segment } from '../../../src/log/segment.ts';
import { foundMembers, type Member } from '../../load/members.ts';
import { createPen } from '../../load/pen.ts';
import type { Lines } from '../book/foreign-book.ts';
import { connect, type Connection } from './connection.ts';

/** Nobody dials it: the devices of a gathering go where they are told. */
const SERVER = 'http://127.0.0.1:8787';

export interface Crowd {
  /** The writer is never more than `inFlight` ahead of its acknowledgements. Resolves once everybody has all of it. */
  writeAll(inFlight: number): Promise<void>;
  close(): void;
}

export interface Gathering {
  /** What the writer writes, one event each. */
  readonly segments: readonly Bytes[];
  /** Connects all of its devices, each with all that was there before. */
  connect(url: string): Promise<Crowd>;
}

export const gather = async (
  devices: number,
  lines: Lines,
  ports: Omit<BookPorts, 'store'>,
): Promise<Gathering> => {
  const members = await foundMembers(devices, SERVER, ports);
  const pen = createPen(members[0]!, lines, ports);
  const written: Segment[] = [];
  for (let i = 0; i < lines.names.length; i++) written.push(await pen.write());
  const before = members.map(({ log }) => segmentToHead(log.at(-1)!));
  const [founder, ...guests] = members as [Member, ...Member[]];
  const heads = written.map((segment) => [segmentToHead(segment), ...before.slice(1)]);

  return {
    segments: written.map(({ bytes }) => bytes),
    connect: async (url) => {
      const enter = ({ identity, proof }: Member): Promise<Connection> =>
        connect(url, identity, proof, ports.crypto);
      const writer = await enter(founder);
      const known = new Promise<void>((resolve) =>
        writer.onAcknowledged((seq) => seq === before[0]!.seq && resolve()),
      );
      writer.send(members.flatMap(({ log }) => log.map(({ bytes }) => bytes)));
      await known;
      const readers = await Promise.all(guests.map(enter));
      for (const reader of readers) reader.tell(before);
      return {
        writeAll: async (inFlight) => {
          await Promise.all([
            send(writer, written, before[0]!, inFlight),
            ...readers.map((reader) => receive(reader, heads)),
          ]);
        },
        close: () => [writer, ...readers].forEach((one) => one.close()),
      };
    },
  };
};

const send = (
  writer: Connection,
  segments: readonly Segment[],
  before: Head,
  inFlight: number,
): Promise<void> =>
  new Promise((resolve) => {
    let sent = 0;
    const go = (seq: number): void => {
      const there = seq - before.seq;
      for (; sent < segments.length && sent < there + inFlight; sent++) writer.send([segments[sent]!.bytes]);
      if (there === segments.length) resolve();
    };
    writer.onAcknowledged(go);
    go(before.seq);
  });

/** Tells after each frame what it has now, as a device does. */
const receive = (reader: Connection, heads: readonly (readonly Head[])[]): Promise<void> =>
  new Promise((resolve) => {
    let count = 0;
    reader.onReceived((segments) => {
      count += segments;
      reader.tell(heads[count - 1]!);
      if (count === heads.length) resolve();
    });
  });
