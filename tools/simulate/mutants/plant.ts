import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** A fault that somebody might make: one place of the source, read otherwise while it is loaded. */
export interface Mutant {
  /** What it does wrong. */
  readonly name: string;
  /** Path from the project's root. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly put: string;
}

const ROOT = new URL('../../../', import.meta.url);

/** The source of the file with the fault in it. Throws where the place is not there, or is not the only one. */
export const mutate = (
  { name, file, find, put }: Mutant,
  source = readFileSync(new URL(file, ROOT), 'utf8'),
): string => {
  const places = source.split(find).length - 1;
  if (places !== 1)
    throw new Error(`The mutant "${name}" applies to ${file} in ${places} places: it must be one.`);
  return source.replace(find, () => put);
};

/** From now on their files are loaded with the faults: whatever has loaded them before keeps them as they are. */
export const plant = (mutants: readonly Mutant[]): void => {
  const sources = new Map<string, string>();
  for (const mutant of mutants) {
    const url = new URL(mutant.file, ROOT).href;
    sources.set(url, mutate(mutant, sources.get(url)));
  }
  registerHooks({
    load: (url, context, next) => {
      const source = sources.get(url);
      return source === undefined ? next(url, context) : { ...next(url, context), source };
    },
  });
};
