import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Taken } from '../src/sync/log-port.ts';
import type { Room } from './room.ts';

export type Metrics = ReturnType<typeof createMetrics>;

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
  const refused = new Counter({
    name: name('segments_refused_total'),
    help: 'Segments refused, by reason',
    labelNames: ['code'],
    registers,
  });
  return {
    registry,
    connections: new Gauge({ name: name('connections'), help: 'Open connections', registers }),
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
    countTaken: (taken: Taken, size: number): void => {
      bytes.inc(size);
      segments.inc({ outcome: 'taken' }, taken.admitted.length);
      segments.inc({ outcome: 'duplicate' }, taken.duplicates);
      segments.inc({ outcome: 'held' }, taken.held);
      segments.inc({ outcome: 'refused' }, taken.refused.length);
      for (const { failure } of taken.refused) refused.inc({ code: failure.code });
    },
  };
};
