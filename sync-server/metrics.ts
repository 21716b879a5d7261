import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TakenHere } from './book/book-log.ts';
import type { Room } from './room.ts';

export type Metrics = ReturnType<typeof createMetrics>;

interface Queue {
  readonly writes: () => number;
  readonly bytes: () => number;
  readonly held: () => number;
}

/** Counts, and never names: no book, device or address is in them. */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  const name = (rest: string) => `daybook_${rest}`;
  const segments = new Counter({
    name: name('segments_total'),
    help: 'Segments received, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const bytes = new Counter({
    name: name('segment_bytes_total'),
    help: 'Bytes of segments received',
    registers,
  });
  const branches = new Counter({
    name: name('branches_total'),
    help: 'Segments received that fork their log: signs of restored or copied devices',
    registers,
  });
  const refused = new Counter({
    name: name('segments_refused_total'),
    help: 'Segments refused, by reason',
    labelNames: ['code'],
    registers,
  });
  return {
    registry,
    connections: new Gauge({ name: name('connections'), help: 'Open connections', registers }),
    requests: new Counter({
      name: name('requests_total'),
      help: 'Plain requests of the sync protocol, by what was asked and how it was answered',
      labelNames: ['operation', 'status'],
      registers,
    }),
    turnedAway: new Counter({
      name: name('turned_away_total'),
      help: 'Devices not let in, by reason',
      labelNames: ['code'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: name('commit_seconds'),
      help: 'Time of one durable transaction, which many segments share',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    }),
    /** Asked for when the metrics are. */
    followRoom: (room: Pick<Room, 'fullSince'>): void =>
      void new Gauge({
        name: name('disk_full'),
        help: '1 while the disk is full and nothing is written',
        registers,
        collect() {
          this.set(room.fullSince() === undefined ? 0 : 1);
        },
      }),
    /** What waits in memory, asked for when the metrics are. */
    followQueue: (queue: Queue): void => {
      const gauge = (what: string, help: string, read: () => number): void =>
        void new Gauge({
          name: name(what),
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      gauge('queued_writes', 'Writes that wait for a commit', queue.writes);
      gauge('queued_bytes', 'Bytes of segments received and not yet taken', queue.bytes);
      gauge('held_bytes', 'Bytes of segments held until what they stand on arrives', queue.held);
    },
    countTaken: (taken: TakenHere, size: number): void => {
      bytes.inc(size);
      branches.inc(taken.branches);
      segments.inc({ outcome: 'taken' }, taken.admitted.length);
      segments.inc({ outcome: 'duplicate' }, taken.duplicates);
      segments.inc({ outcome: 'held' }, taken.held);
      segments.inc({ outcome: 'refused' }, taken.refused.length);
      for (const { failure } of taken.refused) refused.inc({ code: failure.code });
    },
  };
};
