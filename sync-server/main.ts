#!/usr/bin/env node
/** The sync server as a program; `node sync-server/main.ts help` says what it does. */
import { splitArguments } from './commands/arguments.ts';
import { COMMANDS } from './commands/commands.ts';
import { refuse, say } from './commands/terminal.ts';
import { readConfig, usage } from './config.ts';
import { createLog } from './log.ts';

const help = (): string =>
  [
    'Commands:',
    ...Object.values(COMMANDS).flatMap((one) =>
      one.usage.map(([typed, does]) => `  ${typed.padEnd(18)} ${does}`),
    ),
  ].join('\n');

const [first = 'serve', ...rest] = process.argv.slice(2);
const isFlag = first.startsWith('-');
const name = isFlag ? 'serve' : first;
const command = Object.hasOwn(COMMANDS, name)
  ? COMMANDS[name]!
  : refuse(`There is no command "${name}".\n${help()}`);
const args = splitArguments(isFlag ? process.argv.slice(2) : rest, command.flags ?? []);
const surplus = args.words[command.words ?? 0];
if (surplus !== undefined) refuse(`"${surplus}" is one word too many for ${name}.\n${help()}`);
const config = readConfig(args.settings, process.env);
if (name === 'help') say(`${help()}\n${usage()}`);
else if (config.ok) await command.run(config.value, args);
else if (name !== 'serve') refuse(config.error.message);
else {
  createLog().error(config.error.message);
  process.exitCode = 1;
}
