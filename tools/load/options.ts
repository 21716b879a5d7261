import { parseArgs } from 'node:util';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';

export interface LoadOptions {
  readonly devices: number;
  readonly books: number;
  readonly seconds: number;
  readonly store: 'sqlite' | 'postgres';
  readonly nodes: number;
  /** End a node by SIGKILL every few seconds and start it again. */
  readonly kill: boolean;
  /** Devices are connected and silent. */
  readonly idle: boolean;
  readonly json: boolean;
}

const USAGE = `Usage: load [--devices 100] [--books 10] [--seconds 10] [--store sqlite|postgres] [--nodes 1] [--kill] [--idle] [--json]`;

const refuse = (why: string): Result<never, Failure<'options-invalid'>> =>
  fail('options-invalid', `${why}\n${USAGE}`);

export const parseOptions = (args: readonly string[]): Result<LoadOptions, Failure<'options-invalid'>> => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        devices: { type: 'string', default: '100' },
        books: { type: 'string', default: '10' },
        seconds: { type: 'string', default: '10' },
        store: { type: 'string', default: 'sqlite' },
        nodes: { type: 'string', default: '1' },
        kill: { type: 'boolean', default: false },
        idle: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { store, kill, idle, json } = values;
    const [devices, books, seconds, nodes] = [
      Number(values.devices),
      Number(values.books),
      Number(values.seconds),
      Number(values.nodes),
    ];
    if (![devices, books, seconds, nodes].every((count) => Number.isSafeInteger(count) && count >= 1))
      return refuse('--devices, --books, --seconds and --nodes take whole numbers from 1.');
    if (store !== 'sqlite' && store !== 'postgres') return refuse('--store takes sqlite or postgres.');
    if (store === 'sqlite' && nodes > 1)
      return refuse('A SQLite database has one node: more need --store postgres.');
    if (books > devices) return refuse('Each book needs a device: --books is at most --devices.');
    if (idle && kill) return refuse('Silent devices are measured undisturbed: --idle without --kill.');
    return ok({ devices, books, seconds, store, nodes, kill, idle, json });
  } catch (error) {
    return refuse((error as Error).message);
  }
};
