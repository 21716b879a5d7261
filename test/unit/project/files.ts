import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'out', 'data', '.git']);

/** Paths from the project's root of all its files that end in `ending`. */
export const filesEnding = (ending: string, folder = ''): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesEnding(ending, path);
    return path.endsWith(ending) ? [path] : [];
  });

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
