#!/usr/bin/env node
/** The sync server as a program; `node sync-server/main.ts help` says what it does. */
import { join } from 'node:path';
import { backUp, restore } from './commands/backup.ts';
import { checkFile, faultToLine } from './commands/check.ts';
import { examine, findingToLine } from './commands/doctor.ts';
import { listBooks, sizeToLine } from './commands/list-books.ts';
import { serve } from './commands/serve.ts';
import { systemSurroundings } from './commands/surroundings.ts';
import { readConfig, usage, type Config } from './config.ts';
import { createServerCrypto } from './crypto.ts';
import { createLog } from './log.ts';
import { isPostgres } from './open-store.ts';
import { DATABASE } from './sqlite/open.ts';

const COMMANDS = `Commands:
  serve            run the server (also when no command is given)
  check            check every segment, chain and signature in the data folder
  backup FILE      copy the database to FILE, also while the server runs, and check the copy
  restore FILE     put a backup into a data folder that has no database
  books            list the books with their devices, segments, bytes and further branches
  doctor           look at clock, disk, permissions, certificate, versions and reach: what is wrong, and what to do
  help             this
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const refuse = (line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

/** These commands are about a file. */
const withFile = ({ data }: Config): string =>
  isPostgres(data)
    ? refuse('The data is in PostgreSQL: use pg_dump, pg_restore and amcheck, as docs/operations.md says.')
    : data;

const check = async (data: string): Promise<void> => {
  const report = await checkFile(join(data, DATABASE), await createServerCrypto());
  if (!report.ok) return refuse(report.error.message);
  for (const fault of report.value.faults) say(faultToLine(fault));
  say(report.value.summary);
  process.exitCode = report.value.faults.length === 0 ? 0 : 1;
};

const diagnose = async (config: Config): Promise<void> => {
  const findings = await examine(config, systemSurroundings());
  for (const finding of findings) say(findingToLine(finding));
  process.exitCode = findings.some(({ kind }) => kind === 'problem') ? 1 : 0;
};

const list = (data: string): void => {
  const books = listBooks(join(data, DATABASE));
  if (!books.ok) return refuse(books.error.message);
  return books.value.forEach((book) => say(sizeToLine(book)));
};

const copy = async (from: string, to: string, make: typeof backUp): Promise<void> => {
  const made = await make(from, to, await createServerCrypto());
  if (!made.ok) return refuse(made.error.message);
  say(`${to}: ${made.value}`);
};

const [first = 'serve', ...rest] = process.argv.slice(2);
const isFlag = first.startsWith('-');
const command = isFlag ? 'serve' : first;
const takesFile = command === 'backup' || command === 'restore';
const [file] = rest;
const flags = isFlag ? process.argv.slice(2) : takesFile ? rest.slice(1) : rest;

const config = readConfig(flags, process.env);
if (command === 'help') say(`${COMMANDS}${usage()}`);
else if (takesFile && (file === undefined || file.startsWith('-')))
  refuse(`The command ${command} needs the name of a file first.\n${COMMANDS}`);
else if (!config.ok && command === 'serve') {
  createLog().error(config.error.message);
  process.exitCode = 1;
} else if (!config.ok) refuse(config.error.message);
else if (command === 'serve') await serve(config.value);
else if (command === 'check') await check(withFile(config.value));
else if (command === 'doctor') await diagnose(config.value);
else if (command === 'books') list(withFile(config.value));
else if (command === 'backup') await copy(withFile(config.value), file!, backUp);
else if (command === 'restore') await copy(file!, withFile(config.value), restore);
else refuse(`There is no command "${command}".\n${COMMANDS}`);
