/** The fleet's command line as a person runs it, over files that a test writes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Imported } from '../../tools/fleet/import.ts';
import type { Replayed } from '../../tools/fleet/replay.ts';
import { temporaryFolder } from './run-server.ts';

interface Answer<Result> {
  readonly status: number;
  /** The last line of its output; undefined where it said nothing. */
  readonly result: Result | undefined;
  /** What it told of on the side, a line each, without its progress. */
  readonly said: readonly string[];
}

const run = async <Result>(args: readonly string[]): Promise<Answer<Result>> => {
  const child = spawn(process.execPath, ['tools/fleet/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, aside, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  const last = output.trimEnd().split('\n').at(-1)!;
  const said = aside.split(/[\r\n]+/).filter((line) => line !== '' && !/^\d+ %$/.test(line));
  return { status, result: last === '' ? undefined : (JSON.parse(last) as Result), said };
};

export const importFile = (file: string, ...options: readonly string[]): Promise<Answer<Imported>> =>
  run(['import', file, ...options]);

export const replayFile = (file: string): Promise<Answer<Replayed>> => run(['replay', file]);

/** A file that goes with the test. */
export const fileWith = (name: string, content: string | Uint8Array): string => {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
};
