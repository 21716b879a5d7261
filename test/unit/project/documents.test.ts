import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesEnding, readText, ROOT } from './files.ts';

const DOCUMENTS = filesEnding('.md');
const NPM_OWN = new Set(['ci', 'install', 'i']);

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1]!);

test('every npm command that a document names is a script', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const unknown = DOCUMENTS.flatMap((path) =>
    all(readText(path), /\bnpm (?:run (?:--silent )?)?([a-z][\w:-]*)/g)
      .filter((name) => !(name in scripts) && !NPM_OWN.has(name))
      .map((name) => `${path}: npm ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('README names the two commands', () => {
  const readme = readText('README.md');
  expect(readme).toContain('npm start');
  expect(readme).toContain('npm test');
});

test('every file that a script runs exists', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const missing = Object.values(scripts)
    .flatMap((script) => all(script, /\bnode ([\w/.-]+\.[jt]s)/g))
    .filter((path) => !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

test('every relative link in a document resolves', () => {
  const broken = DOCUMENTS.flatMap((path) =>
    all(readText(path), /\]\(([^)\s#]+)(?:#[^)]*)?\)/g)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => !existsSync(join(ROOT, dirname(path), decodeURIComponent(link))))
      .map((link) => `${path}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('every file and folder that a document names by its path exists', () => {
  const path = /`((?:docs|main|renderer|src|sync-server|test|tools)\/[\w./-]*)`/g;
  const missing = DOCUMENTS.flatMap((document) =>
    all(readText(document), path)
      .filter((named) => !existsSync(join(ROOT, named)))
      .map((named) => `${document}: ${named}`),
  );
  expect(missing).toEqual([]);
});

test('every folder of the app, the server and the tools is named in ARCHITECTURE.md', () => {
  const text = readText('ARCHITECTURE.md');
  const folders = ['src', 'renderer', 'sync-server', 'tools'].flatMap((top) =>
    readdirSync(join(ROOT, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${top}/${entry.name}/`),
  );
  expect(folders.filter((folder) => !text.includes(`\`${folder}`))).toEqual([]);
});
