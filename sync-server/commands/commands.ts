import { join, resolve } from 'node:path';
import { systemTimers } from '../../src/platform/clock.ts';
import type { Config } from '../config.ts';
import { createServerCrypto } from '../crypto.ts';
import { examine } from '../doctor/examine.ts';
import { findingToLine } from '../doctor/finding.ts';
import { systemSurroundings } from '../doctor/surroundings.ts';
import { isPostgres, openHoldings } from '../open-store.ts';
import { openFileHoldings } from '../sqlite/holdings.ts';
import { DATABASE, lockData } from '../sqlite/open.ts';
import type { Arguments } from './arguments.ts';
import { backUp, restore } from './backup.ts';
import { BOOKS_FLAGS, BOOKS_USAGE, runBooks } from './books-command.ts';
import { checkAll, faultToLine } from './check.ts';
import { moveTo } from './migrate.ts';
import { serve } from './serve.ts';
import { orRefuse, refuse, say } from './terminal.ts';

export interface Command {
  /** As it is typed, with what it takes, and what it does. */
  readonly usage: readonly (readonly [string, string])[];
  /** How many words it takes, before its flags. */
  readonly words?: number;
  /** Its own flags. */
  readonly flags?: readonly string[];
  readonly run: (config: Config, args: Arguments) => Promise<unknown> | void;
}

const check = async ({ data }: Config): Promise<void> => {
  const holdings = orRefuse(await openHoldings(data));
  const { faults, summary } = await checkAll(holdings, await createServerCrypto());
  await holdings.close();
  for (const fault of faults) say(faultToLine(fault));
  say(summary);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

const diagnose = async (config: Config): Promise<void> => {
  const findings = await examine(config, systemSurroundings());
  for (const finding of findings) say(findingToLine(finding));
  process.exitCode = findings.some(({ kind }) => kind === 'problem') ? 1 : 0;
};

const books = async ({ data }: Config, args: Arguments): Promise<void> =>
  orRefuse(await runBooks(data, args)).forEach(say);

const fileOf = ({ words: [file] }: Arguments): string =>
  file ?? refuse('It needs the name of a file first: see "help".');

const save = async ({ data }: Config, args: Arguments): Promise<void> => {
  const file = fileOf(args);
  say(`${file}: ${orRefuse(await backUp(data, file, await createServerCrypto()))}`);
};

const bringBack = async ({ data }: Config, args: Arguments): Promise<void> => {
  const file = fileOf(args);
  if (!isPostgres(data))
    return say(`${data}: ${orRefuse(await restore(file, data, await createServerCrypto()))}`);
  return move(data, file, file);
};

const migrate = async ({ data }: Config, { own }: Arguments): Promise<void> => {
  const to = own.get('to') ?? process.env['DAYBOOK_TO'] ?? '';
  if (isPostgres(data) || !isPostgres(to))
    return refuse(
      'It moves a data folder: name that by --data, and by --to (or DAYBOOK_TO) where to, postgres://…',
    );
  // What a server acknowledged meanwhile would stay behind.
  const unlock = orRefuse(lockData(data));
  await move(to, join(resolve(data), DATABASE), resolve(data));
  unlock();
};

const move = async (to: string, file: string, label: string): Promise<void> => {
  const source = orRefuse(openFileHoldings(file));
  const broken = (error: unknown): void =>
    void refuse(`The target failed: ${(error as Error).message}. Begin again.`);
  const ports = { crypto: await createServerCrypto(), timers: systemTimers, say, broken };
  say(`moved, read back, compared and checked: ${orRefuse(await moveTo(to, source, label, ports))}`);
  await source.close();
};

export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: { usage: [['serve', 'run the server (also when no command is given)']], run: serve },
  check: { usage: [['check', 'check every segment, chain and signature']], run: check },
  backup: {
    usage: [['backup FILE', 'copy all to FILE, also while servers run, and check the copy']],
    words: 1,
    run: save,
  },
  restore: {
    usage: [['restore FILE', 'put a backup into a data folder that has no database, or an empty PostgreSQL']],
    words: 1,
    run: bringBack,
  },
  migrate: {
    usage: [
      ['migrate --to URL', 'move a data folder to PostgreSQL: copied, read back, compared and checked'],
    ],
    flags: ['to'],
    run: migrate,
  },
  books: { usage: BOOKS_USAGE, words: 2, flags: BOOKS_FLAGS, run: books },
  doctor: {
    usage: [
      [
        'doctor',
        'look at clock, disk, permissions, certificate, versions and reach: what is wrong, and what to do',
      ],
    ],
    run: diagnose,
  },
  help: { usage: [['help', 'this']], run: () => undefined },
};
