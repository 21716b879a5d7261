import { OLDEST_POSTGRES, READERS } from '../postgres/limits.ts';
import { refuseVersion, type Described } from '../postgres/versions.ts';
import { hint, problem, SKEW, well, type Finding } from './finding.ts';

/** What a PostgreSQL says of itself, on a connection such as the server's. */
export interface PostgresFacts {
  /** As `server_version_num` has it: 150004 is 15.4. */
  readonly version: number;
  readonly role: string;
  readonly schema: string | null;
  readonly fsync: string;
  readonly fullPageWrites: string;
  /** On this connection, which asked for "on". */
  readonly synchronousCommit: string;
  readonly checksums: string;
  readonly isReadOnly: boolean;
  /** Milliseconds since 1970, by its clock. */
  readonly time: number;
  readonly mayCreate: boolean;
  readonly isEncrypted: boolean;
  readonly isLocal: boolean;
  readonly freeConnections: number;
  readonly bytes: number;
  /** Those of ours that are there. */
  readonly tables: readonly {
    readonly name: string;
    readonly isOwned: boolean;
    readonly isUsable: boolean;
  }[];
  /** Undefined where there are no tables, or none that may be read. */
  readonly described: Described | undefined;
  /** The version of the tables that this program makes. */
  readonly own: number;
}

/** A node's: its writer, its readers, one that listens, and one for the check at its start. */
const CONNECTIONS_OF_A_NODE = READERS + 3;

export const judgePostgres = (facts: PostgresFacts, now: number): readonly Finding[] => [
  judgeVersion(facts),
  ...judgeDurability(facts),
  ...judgePermissions(facts),
  ...judgeTables(facts),
  ...judgeSurroundings(facts, now),
];

const judgeVersion = ({ version }: PostgresFacts): Finding => {
  const said = `${Math.floor(version / 10_000)}.${version % 10_000}`;
  return version >= OLDEST_POSTGRES
    ? well('PostgreSQL', said)
    : problem('PostgreSQL', `${said} is too old: use 15 or newer.`);
};

const judgeDurability = (facts: PostgresFacts): readonly Finding[] => {
  const wrong: Finding[] = [];
  const restart = 'in postgresql.conf, and reload it';
  if (facts.fsync !== 'on')
    wrong.push(
      problem('durability', `It acknowledges what a power cut takes away: set fsync = on ${restart}.`),
    );
  if (facts.fullPageWrites !== 'on')
    wrong.push(
      problem('durability', `A power cut may tear its pages: set full_page_writes = on ${restart}.`),
    );
  if (['off', 'local'].includes(facts.synchronousCommit))
    wrong.push(
      problem(
        'durability',
        `synchronous_commit is "${facts.synchronousCommit}" although "on" was asked for: a pooler in between drops it. Let it pass the option, or run ALTER ROLE ${facts.role} SET synchronous_commit = on.`,
      ),
    );
  if (facts.checksums !== 'on')
    wrong.push(
      hint(
        'durability',
        'It has no data checksums, so that it does not notice what its disk spoils: stop it and run pg_checksums --enable.',
      ),
    );
  return wrong.length > 0 ? wrong : [well('durability', 'fsync, full_page_writes, checksums are on.')];
};

const judgePermissions = ({
  role,
  schema,
  tables,
  mayCreate,
  isReadOnly,
}: PostgresFacts): readonly Finding[] => {
  if (isReadOnly)
    return [
      problem('permissions', 'It only reads: it is a standby, or set so. Name the one that is written to.'),
    ];
  if (schema === null)
    return [
      problem(
        'permissions',
        `${role} may use no schema there: make it the owner of the database (ALTER DATABASE).`,
      ),
    ];
  const unusable = tables.filter(({ isUsable }) => !isUsable);
  if (unusable.length > 0)
    return [
      problem(
        'permissions',
        `${role} may not read and write ${unusable.map(({ name }) => name).join(', ')}: run ALTER TABLE … OWNER TO ${role}, or use the role that owns them.`,
      ),
    ];
  const foreign = tables.filter(({ isOwned }) => !isOwned);
  if (foreign.length > 0)
    return [
      hint(
        'permissions',
        `${role} does not own ${foreign.map(({ name }) => name).join(', ')}: an upgrade of the tables will fail. Run ALTER TABLE … OWNER TO ${role}.`,
      ),
    ];
  return mayCreate
    ? [well('permissions', `${role} may read, write and make tables.`)]
    : [
        problem(
          'permissions',
          `${role} may make no tables in the schema ${schema}: run GRANT CREATE ON SCHEMA ${schema} TO ${role}.`,
        ),
      ];
};

const judgeTables = ({ tables, described, own, bytes }: PostgresFacts): readonly Finding[] => {
  if (tables.length === 0)
    return [hint('tables', 'There are none yet: the server makes them at its first start.')];
  if (!described) return []; // The permissions say why.
  const refused = refuseVersion(described, own);
  if (refused && !refused.ok) return [problem('tables', refused.error.message)];
  if (described.movingFrom !== undefined)
    return [
      problem(
        'tables',
        `The move from ${described.movingFrom} did not come to its end: begin it again ("migrate", or "restore").`,
      ),
    ];
  const size = `${Math.ceil(bytes / 1_000_000)} MB`;
  if (described.version < own)
    return [
      hint(
        'tables',
        `Of version ${described.version}, ${size}: the next start brings them to ${own}. Make a backup first.`,
      ),
    ];
  return [well('tables', `Of version ${described.version}, ${size}; "check" looks at all that is in them.`)];
};

const judgeSurroundings = (
  { isEncrypted, isLocal, freeConnections, time }: PostgresFacts,
  now: number,
): readonly Finding[] => {
  const findings: Finding[] = [];
  if (!isEncrypted && !isLocal)
    findings.push(
      hint(
        'connection',
        'It is not encrypted, and leaves this machine: put ?sslmode=verify-full behind the address, unless the network is yours alone.',
      ),
    );
  if (freeConnections < CONNECTIONS_OF_A_NODE)
    findings.push(
      hint(
        'connection',
        `It has ${freeConnections} connections left, and a node takes up to ${CONNECTIONS_OF_A_NODE}: raise max_connections, or end what holds them.`,
      ),
    );
  const skew = Math.round((now - time) / 1000);
  if (Math.abs(skew * 1000) > SKEW)
    findings.push(
      problem(
        'clock',
        `It differs by ${skew} s from that of PostgreSQL: turn on NTP on both. Devices are told the time of this machine.`,
      ),
    );
  return findings;
};
