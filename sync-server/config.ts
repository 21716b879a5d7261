import { parseArgs } from 'node:util';
import { z } from 'zod';
import { fail, ok, type Failure, type Result } from '../src/kernel/result.ts';

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'is no origin such as https://books.example.org',
  );
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);
const count = z.coerce.number<string>().int();

/** Each setting is a flag `--public-origin` and a variable `DAYBOOK_PUBLIC_ORIGIN`; the flag wins. */
const schema = z.object({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: z
    .string()
    .regex(/^\d+$/, 'is no number')
    .pipe(count.max(65_535))
    .prefault('8787')
    .describe('0: the system chooses'),
  data: z.string().min(1).default('./data').describe('folder of the database'),
  app: z.string().min(1).optional().describe('folder of the built app, served to browsers'),
  origins: list
    .pipe(z.array(origin))
    .prefault('')
    .describe('further origins of pages that may connect, with commas'),
  publicOrigin: origin.optional().describe('what devices dial when it is not host and port: behind a proxy'),
  newBooks: z.stringbool().optional().describe('anyone may begin a book (else only on a loopback address)'),
  handshakes: z
    .string()
    .regex(/^\d+$/, 'is no number')
    .pipe(count.min(1))
    .prefault('1200')
    .describe('a minute and address'),
});

type Settings = z.infer<typeof schema>;
export type Config = Omit<Settings, 'newBooks'> & { readonly newBooks: boolean };
export type ConfigFailure = Failure<'config-invalid'>;

const toFlag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const toVariable = (name: string): string => `DAYBOOK_${toFlag(name).replaceAll('-', '_').toUpperCase()}`;

const NAMES = Object.keys(schema.shape) as (keyof Settings)[];
const FLAGS = Object.fromEntries(
  NAMES.map((name) => [
    toFlag(name),
    { type: name === 'newBooks' ? ('boolean' as const) : ('string' as const) },
  ]),
);

/** What people are shown who got a setting wrong. */
export const usage = (): string =>
  `Settings: ${NAMES.map((name) => `--${toFlag(name)} (${schema.shape[name].description})`).join(', ')}.`;

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

export const readConfig = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Result<Config, ConfigFailure> => {
  const flags = parseFlags(args);
  if (!flags.ok) return flags;
  const settings = NAMES.flatMap((name) => {
    const value = flags.value[toFlag(name)] ?? env[toVariable(name)];
    return value === undefined ? [] : [[name, String(value)]];
  });
  const parsed = schema.safeParse(Object.fromEntries(settings));
  if (parsed.success)
    return ok({ ...parsed.data, newBooks: parsed.data.newBooks ?? isLoopback(parsed.data.host) });
  const { path, message } = parsed.error.issues[0]!;
  const name = String(path[0]);
  return fail(
    'config-invalid',
    `The setting --${toFlag(name)} (${toVariable(name)}): ${message}. ${usage()}`,
    name,
  );
};

const parseFlags = (
  args: readonly string[],
): Result<Record<string, string | boolean | undefined>, ConfigFailure> => {
  try {
    return ok(parseArgs({ args: [...args], options: FLAGS }).values);
  } catch (error) {
    return fail('config-invalid', `${(error as Error).message} ${usage()}`);
  }
};
