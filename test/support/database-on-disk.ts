import { chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { asAdmin, newDatabase } from './postgres.ts';

/** A database whose rows are in that folder; undefined where the PostgreSQL is not on this machine, or not ours. */
export const databaseOnDisk = async (server: string, folder: string): Promise<string | undefined> => {
  const space = join(folder, 'space');
  const [settings] = (await asAdmin(server, 'SHOW data_directory')) as { data_directory: string }[];
  try {
    const { uid, gid } = statSync(settings!.data_directory);
    mkdirSync(space);
    chownSync(space, uid, gid);
  } catch {
    return undefined;
  }
  const url = await newDatabase(server);
  const name = new URL(url).pathname.slice(1);
  await asAdmin(server, `CREATE TABLESPACE ${name} LOCATION '${space}'`);
  await asAdmin(server, `ALTER DATABASE ${name} SET TABLESPACE ${name}`);
  // Before the disk goes, without which it could not shut down.
  onTestFinished(async () => {
    await asAdmin(server, `DROP DATABASE ${name} WITH (FORCE)`);
    await asAdmin(server, `DROP TABLESPACE ${name}`);
  });
  return url;
};
