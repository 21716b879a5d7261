import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { fail, ok, type Result } from '../src/kernel/result.ts';
import { gatherSettings, toFlag, toVariable, type ConfigFailure, type Source } from './config-sources.ts';
import type { Quota } from './rulings/watch-rulings.ts';
import { LOG_LEVELS } from './log.ts';
import { maskSecrets } from './mask.ts';

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
const address = z
  .string()
  .refine(
    (text) => /^[^/]+(\/\d{1,3})?$/.test(text) && isIP(text.split('/')[0]!) !== 0,
    'is no address or network',
  );
const count = z.coerce.number<string>().int();

const limit = z.string().regex(/^\d+$/, 'is no number').pipe(count.min(1)).optional();

/**
 * Each setting is a flag `--public-origin`, a variable `DAYBOOK_PUBLIC_ORIGIN` and a name in the file that `--config`
 * names; the first that says something counts.
 */
const schema = z.object({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: z
    .string()
    .regex(/^\d+$/, 'is no number')
    .pipe(count.max(65_535))
    .prefault('8787')
    .describe('0: the system chooses'),
  data: z
    .string()
    .min(1)
    .default('./data')
    .describe('folder of the database, or the address of one in PostgreSQL, postgres://…'),
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
  tlsCert: z
    .string()
    .min(1)
    .optional()
    .describe('file of a certificate and its chain, PEM; read again on SIGHUP'),
  tlsKey: z.string().min(1).optional().describe('file of its private key, PEM'),
  trustedProxies: list
    .pipe(z.array(address))
    .prefault('')
    .describe('addresses or networks, with commas, whose X-Forwarded-For is believed'),
  connections: z
    .string()
    .regex(/^\d+$/, 'is no number')
    .pipe(count.min(1))
    .prefault('10000')
    .describe('at a time, from all addresses'),
  bookMegabytes: limit.describe('that one book may take up; without it, no limit'),
  bookDevices: limit.describe('that one book may have; without it, no limit'),
  bookKilobytesASecond: limit.describe(
    'that the devices of one book may send together; without it, no limit',
  ),
  requestSeconds: z
    .string()
    .regex(/^\d+$/, 'is no number')
    .pipe(count.min(1).max(3600))
    .prefault('10')
    .describe('that a request may take to arrive'),
  logLevel: z
    .enum(LOG_LEVELS, `is none of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe(`how much is logged: ${LOG_LEVELS.join(', ')}`),
});

type Settings = z.infer<typeof schema>;
export type Config = Omit<Settings, 'newBooks'> & {
  readonly newBooks: boolean;
  /** Where each setting's value comes from. */
  readonly from: Readonly<Record<string, Source>>;
};

const NAMES = Object.keys(schema.shape) as (keyof Settings)[];
const isSwitch = (name: string): boolean => name === 'newBooks';

/** All there are. */
export const usage = (): string =>
  `Settings: ${NAMES.map((name) => `--${toFlag(name)} (${schema.shape[name].description})`).join(', ')}, --config (file of settings, JSON).`;

const HOW_TO_SEE_ALL = 'The command "help" shows all settings.';

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

const readText = (path: string): string => readFileSync(path, 'utf8');

export const readConfig = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  readFile: (path: string) => string = readText,
): Result<Config, ConfigFailure> => {
  const given = gatherSettings(NAMES, isSwitch, args, env, readFile);
  if (!given.ok) return fail('config-invalid', `${given.error.message} ${HOW_TO_SEE_ALL}`, given.error.at);
  const values = Object.fromEntries([...given.value].map(([name, { value }]) => [name, value]));
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const name = String(path[0]);
    const source = given.value.get(name)?.source ?? 'default';
    return fail(
      'config-invalid',
      `The setting --${toFlag(name)} (${toVariable(name)}: ${schema.shape[name as keyof Settings].description}), from the ${source}: ${message}. ${HOW_TO_SEE_ALL}`,
      name,
    );
  }
  return ok({
    ...parsed.data,
    newBooks: parsed.data.newBooks ?? isLoopback(parsed.data.host),
    from: Object.fromEntries(NAMES.map((name) => [name, given.value.get(name)?.source ?? 'default'])),
  });
};

/** What every book may hold of which nothing else is ruled. */
export const configToQuota = ({ bookMegabytes, bookDevices }: Config): Quota => ({
  maxBytes: bookMegabytes === undefined ? undefined : bookMegabytes * 1_000_000,
  maxDevices: bookDevices,
});

/** The effective configuration as it may be shown: each value with its source, passwords masked. */
export const configToShown = (config: Config): Readonly<Record<string, string>> =>
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      `${maskSecrets(String(config[name] ?? ''))} (${config.from[name] ?? 'default'})`.trim(),
    ]),
  );
