/** Who may import whom. Lint holds it (plugin.ts); ARCHITECTURE.md explains it. */
interface Part {
  /** Path prefix from the project's root; the longest that fits a file is its part. */
  readonly at: string;
  /** Path prefixes of the parts it may use; `*` stands for all. Its own files are always allowed. */
  readonly uses: readonly string[];
  /** Parts of which it may use the types only. */
  readonly types?: readonly string[];
  /** Packages it may load; without the field, any. */
  readonly packages?: readonly string[];
}

const CORE = ['src/kernel', 'src/clock', 'src/events'];
const ENGINE = [
  ...CORE,
  'src/log',
  'src/domain',
  'src/aggregates',
  'src/commands',
  'src/projections',
  'src/history',
  'src/sync',
];

export const PARTS: readonly Part[] = [
  { at: 'src/kernel', uses: [], packages: [] },
  { at: 'src/clock', uses: ['src/kernel'], packages: [] },
  { at: 'src/events', uses: ['src/kernel', 'src/clock'], packages: ['zod'] },
  { at: 'src/log', uses: CORE, packages: ['zod', 'fflate'] },
  { at: 'src/domain', uses: CORE, packages: ['zod'] },
  // Names every aggregate type, prose too.
  { at: 'src/domain/catalogue', uses: [...CORE, 'src/domain'], packages: [] },
  { at: 'src/domain/body', uses: [...CORE, 'src/domain'], packages: ['zod', '@automerge/automerge'] },
  { at: 'src/aggregates', uses: [...CORE, 'src/domain', 'src/log'], packages: [] },
  { at: 'src/commands', uses: [...CORE, 'src/domain', 'src/log', 'src/aggregates'], packages: ['zod'] },
  { at: 'src/projections', uses: [...CORE, 'src/domain'], packages: [] },
  { at: 'src/history', uses: [...CORE, 'src/domain', 'src/aggregates', 'src/projections'], packages: [] },
  { at: 'src/sync', uses: [...CORE, 'src/log'], packages: ['zod'] },
  { at: 'src/book', uses: ENGINE, packages: ['zod'] },
  // Types of the ports it fills: transport and windows.
  { at: 'src/platform', uses: ['src/kernel'], types: ['src/sync', 'src/book'], packages: ['hash-wasm'] },
  { at: 'src/storage', uses: [...ENGINE, 'src/book'], packages: ['dexie'] },
  { at: 'src/ipc', uses: ['src/kernel'], packages: ['zod'] },
  { at: 'main', uses: ['src/kernel', 'src/ipc', 'src/log'] },
  {
    at: 'renderer',
    // Of the domain it uses what registers, marks and parts show, and how long a text may be.
    uses: [
      'src/kernel',
      'src/book',
      'src/ipc',
      'src/domain/register',
      'src/domain/limits',
      'src/domain/record/marks',
      'src/domain/record/parts',
    ],
    types: [
      'src/clock',
      'src/events',
      'src/commands',
      'src/projections',
      'src/history',
      'src/domain',
      'src/sync',
    ],
  },
  // The one place of the app that names the storage and the platform.
  { at: 'renderer/worker', uses: [...ENGINE, 'src/book', 'src/platform', 'src/storage', 'renderer'] },
  {
    at: 'sync-server',
    uses: ['src/kernel', 'src/clock', 'src/log', 'src/platform', 'src/sync'],
    types: ['src/events'],
  },
  { at: 'tools', uses: ['*'] },
  { at: 'test', uses: ['*'] },
];

const isUnder = (file: string, prefix: string): boolean =>
  file === prefix || file.startsWith(`${prefix}/`) || file.startsWith(`${prefix}.`);

const partOf = (file: string): Part | undefined =>
  PARTS.filter((part) => isUnder(file, part.at)).toSorted((a, b) => b.at.length - a.at.length)[0];

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Why `file` may not load `specifier`, undefined when it may. Both files are paths from the project's root. */
export const refusePackage = (file: string, specifier: string): string | undefined => {
  const part = partOf(file);
  if (!part?.packages || part.packages.includes(packageOf(specifier))) return undefined;
  return `${part.at} may not use the package "${specifier}"`;
};

export const refuseFile = (file: string, target: string, typeOnly: boolean): string | undefined => {
  const part = partOf(file);
  if (!part) return undefined;
  const used = partOf(target);
  if (used === part) return undefined;
  if (used?.at === 'test') return 'nothing imports a test';
  const allowed = typeOnly ? [...part.uses, ...(part.types ?? [])] : part.uses;
  if (allowed.some((prefix) => prefix === '*' || isUnder(target, prefix))) return undefined;
  return `${part.at} may not import ${target}${typeOnly ? '' : ' (see tools/lint/arrows.ts)'}`;
};
