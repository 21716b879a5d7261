import { expect, test } from 'vitest';
import { PARTS, refuseFile, refusePackage } from '../../../tools/lint/arrows.ts';
import { filesEnding, readText } from './files.ts';

test.each([
  ['src/kernel/id.ts', 'src/clock/head.ts'],
  ['src/clock/head.ts', 'src/events/envelope.ts'],
  ['src/domain/record/decide.ts', 'src/domain/body/text.ts'],
  ['src/domain/decider.ts', 'src/domain/body/text.ts'],
  ['src/book.ts', 'src/storage/dexie.ts'],
  ['src/book.ts', 'test/doubles/electron.ts'],
  ['main/index.ts', 'src/domain/decider.ts'],
  ['renderer/app.tsx', 'src/storage/dexie.ts'],
  ['sync-server/main.ts', 'src/domain/decider.ts'],
  ['sync-server/main.ts', 'src/book/take.ts'],
])('%s may not import %s', (file, target) => {
  expect(refuseFile(file, target, false)).toBeTypeOf('string');
});

test.each([
  ['src/clock/head.ts', 'src/kernel/bytes.ts'],
  ['src/kernel/id.ts', 'src/kernel/bytes.ts'],
  ['src/domain/body/decide.ts', 'src/domain/decider.ts'],
  ['src/book.ts', 'src/book/open.ts'],
  ['src/book/open.ts', 'src/sync/client.ts'],
  ['renderer/worker/main.ts', 'src/storage/dexie.ts'],
  ['renderer/worker.ts', 'src/storage/dexie.ts'],
  ['sync-server/main.ts', 'src/sync/protocol.ts'],
  ['tools/fleet/main.ts', 'src/storage/dexie.ts'],
])('%s may import %s', (file, target) => {
  expect(refuseFile(file, target, false)).toBeUndefined();
});

test('types may be shared where values may not', () => {
  expect(refuseFile('renderer/list.tsx', 'src/projections/row.ts', true)).toBeUndefined();
  expect(refuseFile('renderer/list.tsx', 'src/projections/row.ts', false)).toBeTypeOf('string');
});

test('a package is used where it belongs only', () => {
  expect(refusePackage('src/domain/body/text.ts', '@automerge/automerge')).toBeUndefined();
  expect(refusePackage('src/domain/record/decide.ts', '@automerge/automerge')).toBeTypeOf('string');
  expect(refusePackage('src/kernel/id.ts', 'node:crypto')).toBeTypeOf('string');
  expect(refusePackage('sync-server/main.ts', 'fastify')).toBeUndefined();
});

test('every source file belongs to a part', () => {
  const sources = ['src', 'main', 'renderer', 'sync-server', 'tools'].flatMap((folder) =>
    filesEnding('.ts', folder),
  );
  const strays = sources.filter(
    (file) => !PARTS.some(({ at }) => file.startsWith(`${at}/`) || file === `${at}.ts`),
  );
  expect(strays).toEqual([]);
});

test('ARCHITECTURE.md names every part', () => {
  const text = readText('ARCHITECTURE.md');
  expect(
    PARTS.map(({ at }) => at).filter((at) => !text.includes(`${at}/`) && !text.includes(`${at}.ts`)),
  ).toEqual([]);
});
