import { resolve } from 'node:path';
import type { Clock, Crypto, Timers } from '../src/kernel/ports.ts';
import { ok, type Result } from '../src/kernel/result.ts';
import { faultToLine } from './commands/check.ts';
import type { Log } from './log.ts';
import type { Arrivals } from './holdings/arrivals.ts';
import { checkNew } from './holdings/check-new.ts';
import { isPostgres } from './open-store.ts';
import { openDatabaseArrivals } from './postgres/arrivals.ts';
import { openFileArrivals } from './sqlite/arrivals.ts';
import type { OpenFailure } from './sqlite/open.ts';
import type { Turns } from './turns.ts';

/** Segments that a start waits for; the rest is checked while the server runs. */
const BEFORE_LISTENING = 2_000;
/** How much longer than it was kept waiting by devices it then rests, while the server runs; and at most, milliseconds. */
const RESTS = 4;
const MOST_REST = 2_000;
/** Faults that the log names; the command names all. */
const NAMED = 20;

export interface StartCheck {
  readonly state: 'running' | 'well' | 'damaged' | 'failed' | 'stopped';
  readonly segments: number;
  readonly faults: number;
}

interface CheckPorts {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly log: Pick<Log, 'info' | 'error'>;
}

export interface RunningCheck {
  current(): StartCheck;
  /** Resolves once nothing is read any more. */
  stop(): Promise<void>;
}

/**
 * Checks what was written since the last start: answers after `before` segments at most, and goes on in the background.
 * There it gives way to devices, which all come back at once after a start and have most to ask then.
 */
export const startCheck = async (
  data: string,
  ports: CheckPorts,
  before = BEFORE_LISTENING,
): Promise<RunningCheck> => {
  const { crypto, clock, timers, turns, log } = ports;
  const opened = openArrivals(data, ports);
  let current: StartCheck = { state: 'running', segments: 0, faults: 0 };
  let isStopped = false;
  let endRest = (): void => undefined;
  const waitedFor = Promise.withResolvers<void>();

  const giveWay = async (): Promise<void> => {
    const began = clock.now();
    await turns.next(); // Devices are served in between.
    const rest = Math.min(MOST_REST, RESTS * (clock.now() - began));
    if (current.segments < before || isStopped || rest <= 0) return;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(rest, resolve);
      endRest = () => {
        cancel();
        resolve();
      };
    });
  };

  const run = async (): Promise<void> => {
    if (!opened.ok) throw new Error(opened.error.message);
    const check = await checkNew(opened.value, crypto);
    for (let count = await check.next(); count > 0; count = await check.next()) {
      current = { ...current, segments: current.segments + count, faults: check.faults.length };
      if (current.segments >= before) waitedFor.resolve();
      await giveWay();
      if (isStopped) break;
    }
    const { segments, faults } = current;
    for (const fault of check.faults.slice(0, NAMED)) log.error(faultToLine(fault));
    const state = faults > 0 ? 'damaged' : isStopped ? 'stopped' : 'well';
    current = { ...current, state };
    if (faults > 0) log.error({ segments, faults }, 'the database is damaged: see "check" and "restore"');
    else log.info({ segments, state }, 'checked what was new');
  };
  const running = run()
    .catch((error: unknown) => {
      current = { ...current, state: 'failed' };
      log.error({ err: error }, 'the check at the start failed');
    })
    .finally(() => (opened.ok ? opened.value.close() : undefined));

  await Promise.race([running, waitedFor.promise]);
  return {
    current: () => current,
    stop: () => {
      isStopped = true;
      endRest();
      return running;
    },
  };
};

const openArrivals = (data: string, { timers }: CheckPorts): Result<Arrivals, OpenFailure> =>
  isPostgres(data) ? ok(openDatabaseArrivals(data, timers)) : openFileArrivals(resolve(data));
