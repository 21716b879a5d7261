import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import type { Clock, Crypto } from '../../../src/kernel/ports.ts';
import type { Taken } from '../../../src/sync/log-port.ts';
import { createBooks } from '../../../sync-server/book/books.ts';
import { createBacklogs } from '../../../sync-server/connection/backlogs.ts';
import { createBookRates } from '../../../sync-server/connection/book-rates.ts';
import { createIntake } from '../../../sync-server/connection/intake.ts';
import { createFrames } from '../../../sync-server/connection/frames.ts';
import { openConnection, type Hall } from '../../../sync-server/connection/connection.ts';
import { createMetrics } from '../../../sync-server/metrics.ts';
import { watchRoom } from '../../../sync-server/room.ts';
import type { Dice } from './dice.ts';
import { noRulings } from './no-rulings.ts';
import type { Listener } from './network.ts';
import { startProcess, type Process } from './process.ts';
import { copyServerDisk, createServerDisk, createServerStore, type ServerDisk } from './server-store.ts';
import type { Time } from './time.ts';

/** What the device reaches it by: not the loopback, where a device tries again more often. */
export const ORIGIN = 'https://sync.example';

/** The real server behind the network: its process, which may die, and its disk, which stays. */
export interface Server extends Listener {
  disk(): ServerDisk;
  start(): void;
  /** Kills it, perhaps within a commit. Answers the ends of its connections, dead now. */
  crash(): void;
  /** A restored backup: everything since is forgotten. Only while it is down. */
  restore(disk: ServerDisk): void;
}

export interface ServerPorts {
  readonly time: Time;
  readonly dice: Dice;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly latency: () => number;
  readonly onCommit: (stored: ServerDisk['segments'], fresh: ReadonlyMap<SegmentHash, Bytes>) => void;
  readonly onTaken: (taken: Taken) => void;
  /** Something is broken in the server itself. */
  readonly onBroken: (message: string) => void;
}

export const createServer = (ports: ServerPorts): Server => {
  const { time, dice, clock, crypto } = ports;
  let disk = createServerDisk();
  let process: Process | undefined;
  let hall: Hall | undefined;
  let incarnation = 0;
  /** Commits on their way to the disk, which a crash may or may not let get there. */
  let underWay: (() => void)[] = [];

  const commit = (settle: () => void): void => {
    underWay.push(settle);
    time.after(ports.latency(), () => {
      if (!underWay.includes(settle)) return;
      underWay = underWay.filter((one) => one !== settle);
      settle();
    });
  };
  const open = (alive: Process): Hall => {
    const guarded = (task: () => void) => () => {
      if (alive.isAlive) task();
    };
    const after = (milliseconds: number, task: () => void) => time.after(milliseconds, guarded(task));
    const turns = { next: () => new Promise<void>((resolve) => after(1, resolve)) };
    const say = (): void => undefined;
    const log = {
      debug: say,
      info: say,
      warn: say,
      error: ({ err }: { err: unknown }, what: string) => {
        if (alive.isAlive) ports.onBroken(`${what}: ${err instanceof Error ? err.stack : String(err)}`);
      },
    };
    const room = watchRoom(createServerStore(disk, alive, commit, ports.onCommit), {
      clock,
      timers: { after },
      log: { info: say, error: say },
    });
    const backlogs = createBacklogs();
    return {
      books: createBooks(room.store, crypto, turns, { after }),
      room,
      rulings: noRulings,
      backlogs,
      intake: createIntake(backlogs, { after }),
      rates: createBookRates(undefined, { after }),
      frames: createFrames(),
      platform: {
        crypto,
        clock,
        random: dice,
        timers: { after },
        turns,
        takesNewBooks: true,
        rulings: noRulings,
      },
      metrics: { ...createMetrics(), countTaken: (taken) => ports.onTaken(taken) },
      log: log as unknown as Hall['log'],
    };
  };

  return {
    disk: () => disk,
    get process() {
      return process;
    },
    get incarnation() {
      return incarnation;
    },
    accept: (far) => {
      if (hall) openConnection(far.socket, far.tcp, ORIGIN, hall);
    },
    start: () => {
      if (process) return;
      process = startProcess(`server ${++incarnation}`);
      hall = open(process);
    },
    crash: () => {
      if (!process) return;
      process.isAlive = false;
      process = undefined;
      hall = undefined;
      for (const settle of underWay) if (dice.chance(0.5)) settle();
      underWay = [];
    },
    restore: (backup) => {
      disk = copyServerDisk(backup);
    },
  };
};
