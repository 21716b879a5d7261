/** SPEC.md and the tests name the same rules: a rule without a test is a wish, a test without a rule is a guess. */
import { expect, test } from 'vitest';
import { filesEnding, readText } from './files.ts';

const ID = '[A-Z]{2}\\d+';

/** `test('CO1, DE1: …` speaks of both rules. Titles are the first argument of a call, also after `.each(…)`. */
const TITLE = new RegExp(`\\(\\s*['"\`](${ID}(?:(?:, | and )${ID})*)\\b`, 'g');

const rulesIn = (spec: string): string[] =>
  [...spec.matchAll(new RegExp(`^\\s*- \\*\\*(${ID})\\*\\*`, 'gm'))].map((match) => match[1]!);

const idsIn = (tests: string): string[] =>
  [...tests.matchAll(TITLE)].flatMap((match) => match[1]!.match(new RegExp(ID, 'g'))!);

// Contract suites and shared properties live in files of their own and are run by tests.
const tests = filesEnding('.ts', 'test').filter((path) => !path.startsWith('test/unit/project/'));
const tested = new Set(tests.flatMap((path) => idsIn(readText(path))));
const stated = rulesIn(readText('SPEC.md'));

test('each rule is stated once', () => {
  expect(stated.length).toBeGreaterThan(0);
  expect(stated.filter((id, index) => stated.indexOf(id) !== index)).toEqual([]);
});

test('each rule of SPEC.md has a test whose title begins with its id', () => {
  expect(stated.filter((id) => !tested.has(id))).toEqual([]);
});

test('each id in a test title is a rule of SPEC.md', () => {
  expect([...tested].filter((id) => !stated.includes(id))).toEqual([]);
});
