import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DATABASE, openForReading } from '../sqlite/open.ts';
import { hint, problem, well, type Finding } from './finding.ts';
import type { Surroundings } from './surroundings.ts';

const LITTLE_ROOM = 1024 ** 3;

export const examineFolder = (
  folder: string,
  { freeBytes }: Pick<Surroundings, 'freeBytes'>,
): readonly Finding[] => {
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
