import type { Crypto, Timers } from '../../src/kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import { compareHoldings } from '../holdings/compare-holdings.ts';
import { copyHoldings, copyRulings } from '../holdings/copy-holdings.ts';
import type { Fault } from '../holdings/check-holdings.ts';
import type { Holdings } from '../holdings/holdings.ts';
import { maskSecrets } from '../mask.ts';
import { createReader } from '../postgres/connections.ts';
import { openDatabaseHoldings } from '../postgres/holdings.ts';
import { finishMove, holdsOthers, markMove } from '../postgres/moving.ts';
import { openDatabaseOffice } from '../postgres/office.ts';
import { unusable, type PostgresFailure } from '../postgres/open.ts';
import { openPostgresStore } from '../postgres/store.ts';
import type { StoreFailure } from '../store.ts';
import { checkAll, faultToLine } from './check.ts';

export type MoveFailure =
  | PostgresFailure
  | StoreFailure
  | Failure<'target-taken' | 'target-differs' | 'copy-damaged'>;

interface MovePorts {
  readonly crypto: Crypto;
  readonly timers: Timers;
  readonly say: (line: string) => void;
  /** The target failed in a way that leaves unknown what it holds: ends the process. */
  readonly broken: (error: unknown) => void;
}

/** Segments between two lines about how far it is. */
const SAY_EVERY = 50_000;

/**
 * Puts all of `source` into the PostgreSQL database at `url`, and answers in a line once every byte has been read back,
 * compared and checked. Until then no server starts on the target. Ended anywhere and begun again it comes to the same;
 * the source is only read.
 */
export const moveTo = async (
  url: string,
  source: Holdings,
  label: string,
  ports: MovePorts,
): Promise<Result<string, MoveFailure>> => {
  const reader = createReader(url);
  try {
    if (await holdsOthers(reader.query)) return taken(url, 'tables that are not of a sync server');
    const { timers, broken } = ports;
    const opened = await openPostgresStore(
      url,
      timers,
      { broken, committed: () => undefined, away: () => undefined },
      'move',
    );
    if (!opened.ok) return opened;
    try {
      const stranger = await findStranger(url, source);
      if (!stranger.ok) return stranger;
      if (stranger.value !== undefined) return taken(url, stranger.value);
      await markMove(reader.query, label);
      const counter = countTo(await source.count(), ports.say);
      const copied = await copyHoldings(source, opened.value, counter('copied'));
      if (!copied.ok) return copied;
      const verified = await verify(url, source, ports, counter);
      if (!verified.ok) return verified;
      const office = await openDatabaseOffice(url, 'move');
      if (!office.ok) return office;
      await copyRulings(source, office.value);
      await office.value.close();
      await finishMove(reader.query);
      return verified;
    } finally {
      await opened.value.close();
    }
  } catch (error) {
    return unusable(url, error);
  } finally {
    await reader.close();
  }
};

/** What the target holds and the source does not. Of a log that ends in a segment of the source, all is of the source. */
const findStranger = async (
  url: string,
  source: Holdings,
): Promise<Result<string | undefined, PostgresFailure>> => {
  const target = await openDatabaseHoldings(url);
  if (!target.ok) return target;
  try {
    for (const book of await target.value.books()) {
      const heads = await target.value.heads(book);
      if ((await source.known(book, heads)).length < heads.length)
        return ok(`segments of book ${book} that the source does not hold`);
    }
    return ok(undefined);
  } finally {
    await target.value.close();
  }
};

const verify = async (
  url: string,
  source: Holdings,
  { crypto }: MovePorts,
  counter: (what: string) => (segments: number) => void,
): Promise<Result<string, MoveFailure>> => {
  const target = await openDatabaseHoldings(url);
  if (!target.ok) return target;
  const { faults, differences, summary } = await compareAndCheck(source, target.value, crypto, counter);
  const [difference] = differences;
  if (difference)
    return fail('target-differs', `The target is not the same as the source: ${faultToLine(difference)}.`);
  const [fault] = faults;
  return fault
    ? fail(
        'copy-damaged',
        `All was copied, but it has faults, as the source has ("check" names all): ${faultToLine(fault)}.`,
      )
    : ok(summary);
};

const compareAndCheck = async (
  source: Holdings,
  target: Holdings,
  crypto: Crypto,
  counter: (what: string) => (segments: number) => void,
) => {
  const differences: Fault[] = [];
  try {
    await compareHoldings(source, target, (fault) => differences.push(fault), counter('compared'));
    return { differences, ...(await checkAll(target, crypto, counter('checked'))) };
  } finally {
    await target.close();
  }
};

const taken = (url: string, what: string): Result<never, Failure<'target-taken'>> =>
  fail('target-taken', `The database ${maskSecrets(url)} holds ${what}: name an empty one.`);

const countTo = (all: number, say: (line: string) => void) => (what: string) => {
  let [done, said] = [0, 0];
  return (segments: number): void => {
    done += segments;
    if (done < said + SAY_EVERY && done < all) return;
    said = done;
    say(`${what} ${done} of ${all} segments`);
  };
};
