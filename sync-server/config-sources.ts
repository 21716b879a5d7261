import { parseArgs } from 'node:util';
import { fail, ok, type Failure, type Result } from '../src/kernel/result.ts';

export type ConfigFailure = Failure<'config-invalid'>;
/** Where a setting's value comes from, the strongest first. */
export type Source = 'flag' | 'environment' | 'file' | 'default';

export interface Given {
  readonly value: string;
  readonly source: Source;
}

/** Which file it is, is the one thing that the file cannot say. */
const FILE_FLAG = 'config';
const FILE_VARIABLE = 'DAYBOOK_CONFIG';

export const toFlag = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const toVariable = (name: string): string =>
  `DAYBOOK_${toFlag(name).replaceAll('-', '_').toUpperCase()}`;

/** What is given for each setting, as text; of several sources the strongest. */
export const gatherSettings = (
  names: readonly string[],
  isSwitch: (name: string) => boolean,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  readFile: (path: string) => string,
): Result<ReadonlyMap<string, Given>, ConfigFailure> => {
  const flags = readFlags(names, isSwitch, args);
  if (!flags.ok) return flags;
  const path = flags.value[FILE_FLAG] ?? env[FILE_VARIABLE];
  const file = path === undefined ? ok<FileSettings>({}) : readSettingsFile(String(path), names, readFile);
  if (!file.ok) return file;
  const given = new Map<string, Given>();
  for (const name of names) {
    const all: readonly (readonly [Source, string | boolean | undefined])[] = [
      ['flag', flags.value[toFlag(name)]],
      ['environment', env[toVariable(name)]],
      ['file', file.value[name]],
    ];
    const found = all.find(([, value]) => value !== undefined);
    if (found) given.set(name, { source: found[0], value: String(found[1]) });
  }
  return ok(given);
};

type Flags = Readonly<Record<string, string | boolean | undefined>>;
type FileSettings = Readonly<Record<string, string>>;

const readFlags = (
  names: readonly string[],
  isSwitch: (name: string) => boolean,
  args: readonly string[],
): Result<Flags, ConfigFailure> => {
  const options = Object.fromEntries(
    names.map((name) => [
      toFlag(name),
      { type: isSwitch(name) ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return ok(
      parseArgs({ args: [...args], options: { ...options, [FILE_FLAG]: { type: 'string' } } }).values,
    );
  } catch (error) {
    return fail('config-invalid', flagsToWords(error as NodeJS.ErrnoException));
  }
};

/** What Node says goes on with advice for other programs than this one. */
const flagsToWords = ({ code, message }: NodeJS.ErrnoException): string => {
  const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && /'([^']+)'/.exec(message)?.[1];
  return unknown ? `There is no setting ${unknown}.` : `${message.split('\n')[0]!.replace(/\.$/, '')}.`;
};

/** One JSON object, by the names of the settings. A name that is none is more often a slip than meant. */
const readSettingsFile = (
  path: string,
  names: readonly string[],
  readFile: (path: string) => string,
): Result<FileSettings, ConfigFailure> => {
  const wrong = (what: string, name?: string) =>
    fail('config-invalid', `The configuration file ${path}: ${what}.`, name);
  let json: unknown;
  try {
    json = JSON.parse(readFile(path));
  } catch (error) {
    // What JSON.parse says quotes the text, which may hold a password.
    return wrong(error instanceof SyntaxError ? 'is no JSON' : (error as Error).message);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return wrong('is no JSON object');
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (!names.includes(name)) return wrong(`there is no setting "${name}"`, name);
    const text = valueToText(value);
    if (text === undefined) return wrong(`"${name}" is no text, number, true, false or list of texts`, name);
    settings[name] = text;
  }
  return ok(settings);
};

const valueToText = (value: unknown): string | undefined => {
  if (Array.isArray(value))
    return value.every((entry) => typeof entry === 'string' && !entry.includes(','))
      ? value.join(',')
      : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
};
