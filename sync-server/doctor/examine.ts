import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { isPostgres } from '../open-store.ts';
import { examineCertificate } from './certificate.ts';
import { examineFolder } from './data-folder.ts';
import { problem, well, type Finding } from './finding.ts';
import { examinePostgres } from './postgres.ts';
import { examineReach } from './reach.ts';
import type { Surroundings } from './surroundings.ts';

const OLDEST_NODE = 24;

/** Looks at all that a server needs, and changes nothing. */
export const examine = async (config: Config, around: Surroundings): Promise<readonly Finding[]> => [
  examineNode(around.nodeVersion),
  ...(isPostgres(config.data)
    ? await examinePostgres(config.data, around.now)
    : examineFolder(resolve(config.data), around)),
  ...examineCertificate(config, around.now),
  ...(await examineReach(config, around)),
];

const examineNode = (version: string): Finding =>
  Number.parseInt(version, 10) >= OLDEST_NODE
    ? well('Node', version)
    : problem('Node', `${version} is too old: install Node ${OLDEST_NODE} or newer.`);
