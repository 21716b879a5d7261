import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { X509Certificate } from 'node:crypto';
import type { Config } from '../config.ts';
import { isLoopback } from '../config.ts';
import { isPostgres } from '../open-store.ts';
import { readCertificate } from '../http/tls.ts';
import { DATABASE, openForReading } from '../sqlite/open.ts';

/** `problem`: it will not work, or is not safe; `hint`: it works, and someone should know. */
export interface Finding {
  readonly kind: 'well' | 'hint' | 'problem';
  readonly about: string;
  /** What is, and what to do where something is wrong. */
  readonly says: string;
}

export interface Surroundings {
  readonly now: number;
  readonly nodeVersion: string;
  /** Of the file system that holds the folder, for this user. */
  readonly freeBytes: (folder: string) => number;
  /** Answers the response to a GET, or rejects. */
  readonly get: (
    url: string,
  ) => Promise<{ readonly status: number; readonly date: string | null; readonly text: string }>;
}

const OLDEST_NODE = 24;
const LITTLE_ROOM = 1024 ** 3;
const DAY = 86_400_000;
const SOON = 14 * DAY;
/** Milliseconds that a clock may be off before people see it in what they write. */
const SKEW = 60_000;

const well = (about: string, says: string): Finding => ({ kind: 'well', about, says });
const hint = (about: string, says: string): Finding => ({ kind: 'hint', about, says });
const problem = (about: string, says: string): Finding => ({ kind: 'problem', about, says });

/** Looks at all that a server needs, and changes nothing. */
export const examine = async (config: Config, around: Surroundings): Promise<readonly Finding[]> => [
  examineNode(around.nodeVersion),
  ...(isPostgres(config.data)
    ? [hint('database', 'The data is in PostgreSQL, which this does not look at: see docs/operations.md.')]
    : examineFolder(resolve(config.data), around)),
  ...examineCertificate(config, around.now),
  ...(await examineReach(config, around)),
];

const examineNode = (version: string): Finding =>
  Number.parseInt(version, 10) >= OLDEST_NODE
    ? well('Node', version)
    : problem('Node', `${version} is too old: install Node ${OLDEST_NODE} or newer.`);

const examineFolder = (folder: string, { freeBytes }: Surroundings): readonly Finding[] => {
  if (!existsSync(folder)) return [examineMissing(folder)];
  const findings: Finding[] = [];
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    findings.push(well('data folder', `${folder} can be read and written by this user.`));
  } catch {
    findings.push(
      problem(
        'data folder',
        `This user may not write to ${folder}: run as its owner, or give it away by chown.`,
      ),
    );
  }
  if ((statSync(folder).mode & 0o077) !== 0)
    findings.push(hint('data folder', `Other users may look into ${folder}: chmod 700 keeps them out.`));
  const free = freeBytes(folder);
  const room = `${Math.floor(free / 1024 ** 2)} MB free`;
  findings.push(free < LITTLE_ROOM ? problem('disk', `Only ${room}: make room.`) : well('disk', `${room}.`));
  if (existsSync(join(folder, DATABASE))) findings.push(examineDatabase(join(folder, DATABASE)));
  return findings;
};

const examineMissing = (folder: string): Finding => {
  let parent = dirname(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
    return hint('data folder', `${folder} is not there yet: the server makes it at its first start.`);
  } catch {
    return problem('data folder', `${folder} is not there, and this user may not make it in ${parent}.`);
  }
};

const examineDatabase = (file: string): Finding => {
  const opened = openForReading(file);
  if (!opened.ok) return problem('database', opened.error.message);
  opened.value.close();
  return well('database', `${file} is of this program's version; "check" looks at all that is in it.`);
};

const examineCertificate = (config: Config, now: number): readonly Finding[] => {
  const read = readCertificate(config);
  if (!read.ok) return [problem('certificate', read.error.message)];
  if (!read.value) {
    const isOpen = !isLoopback(config.host) && config.publicOrigin?.startsWith('https:') !== true;
    return isOpen
      ? [
          problem(
            'certificate',
            'Devices would talk without TLS: give --tls-cert and --tls-key, or a proxy and --public-origin https://…',
          ),
        ]
      : [well('certificate', 'None of its own: a proxy has it, or only this machine is served.')];
  }
  const { validFrom, validTo } = new X509Certificate(read.value.cert);
  const until = Date.parse(validTo);
  if (Date.parse(validFrom) > now)
    return [problem('certificate', `Valid from ${validFrom} only: look at the clock.`)];
  if (until < now) return [problem('certificate', `It ended ${validTo}: renew it, then send SIGHUP.`)];
  if (until - now < SOON) return [hint('certificate', `It ends ${validTo}: renew it, then send SIGHUP.`)];
  return [well('certificate', `Valid until ${validTo}.`)];
};

/** From here, as a device dials it; the clock by what the answer says of the time. */
const examineReach = async (config: Config, { now, get }: Surroundings): Promise<readonly Finding[]> => {
  const origin = config.publicOrigin;
  if (origin === undefined)
    return [hint('reach', 'Without --public-origin devices dial host and port; that was not tried.')];
  try {
    const { status, date, text } = await get(`${origin}/health`);
    if (status !== 200 || !text.includes('"version"'))
      return [
        problem(
          'reach',
          `${origin}/health answers ${status}, and not as this server does: look at the proxy.`,
        ),
      ];
    const skew = date === null ? 0 : now - Date.parse(date);
    return [
      well('reach', `${origin} is answered by a sync server.`),
      Math.abs(skew) > SKEW
        ? problem(
            'clock',
            `It differs by ${Math.round(skew / 1000)} s from what ${origin} says: turn on NTP.`,
          )
        : well('clock', 'As the answer says.'),
    ];
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return [
      problem(
        'reach',
        `${origin} cannot be reached from here (${why}): is the server running, and the name right?`,
      ),
    ];
  }
};

export const findingToLine = ({ kind, about, says }: Finding): string =>
  `${{ well: 'well   ', hint: 'hint   ', problem: 'PROBLEM' }[kind]}  ${about}: ${says}`;
