/**
 * What the log and the wire accept is pinned to their versions: a device that has not been upgraded must go on
 * understanding the others, and a book must stay readable. Each schema is described by its verdicts on several hundred
 * values a field (test/golden/schemas), so it does not matter how it is written.
 *
 * When one of these fails, find in the difference which field takes more or less than it did. If that is not meant,
 * undo it. If it is:
 *
 * - **a payload of an event**: released payloads are never changed. Raise the type's `version`, with an upcast
 *   (CONTRIBUTING.md). A new type or version only adds a file here.
 * - **the envelope, the header, a control record or a limit**: others would set aside or refuse what is written now.
 *   Raise FORMAT, go on reading the old one, and write a decision record and SPEC.md.
 * - **a message**: raise PROTOCOL, and let a server answer both for a while.
 *
 * Then take the files over (`npx vitest run --project unit test/unit/log/pinned.test.ts -u`) and put the hashes that
 * the messages give here.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createDefinitions, understandEvent } from '../../../src/domain/catalogue.ts';
import type { JsonObject } from '../../../src/events/event.ts';
import * as lines from '../../../src/events/lines.ts';
import { parseControl } from '../../../src/log/control.ts';
import { bodyHashToSecondLine, FORMAT, parseHeader } from '../../../src/log/header.ts';
import * as limits from '../../../src/log/limits.ts';
import * as protocol from '../../../src/sync/protocol.ts';
import { fixtureToEvent, readFixtures } from '../../support/golden-events.ts';
import { probe } from '../../support/probes.ts';

const PINNED = {
  FORMAT: 1,
  PROTOCOL: 1,
  log: 'b55795bc9789afb77c7a04c7dae01366ab91b5b8e2b895c24b87ee5638f2881f',
  payloads: 'caebb91fb5a7a9095ddaca6b02a54ab5b962af66ed53e329ce965245dc4db60e',
  wire: '03c8d39edb5ec6629c118aaf2abdcc84ac6ca7e468875ed0c8fddc3287738675',
};

const [HASH, SHORT] = ['a'.repeat(64), 'd'.repeat(32)];
const fixtures = readFixtures();
const definitions = createDefinitions({ actor: 'ab'.repeat(16) });

const HEADER = {
  v: 1,
  kind: 'events',
  book: HASH,
  device: SHORT,
  seq: 1,
  events: 4096,
  commands: 1,
  depth: 1,
  context: [[SHORT, 1, HASH]],
  prev: HASH,
  root: HASH,
  codec: 'gzip',
  epoch: HASH,
};
const SECOND = { bodyHash: HASH };

const toHeader = (first: object, second: object): string =>
  `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`;

const MESSAGES: readonly object[] = [
  { type: 'hello', protocol: 1, book: HASH, device: SHORT, nonce: HASH },
  { type: 'challenge', nonce: HASH, origin: 'http://127.0.0.1:8787' },
  { type: 'prove', signature: 'z'.repeat(86), proof: ['a'] },
  { type: 'welcome', time: 1 },
  { type: 'have', heads: [[SHORT, 1, HASH]], unknown: [HASH] },
  { type: 'refused', segment: HASH, code: 'a', message: 'a' },
  { type: 'stop', code: 'a', message: 'a', retry: true },
];

const envelope = JSON.parse(fixtures.get('record.title-set.1')!.envelope) as object;

const withoutSalt = ({ salt: _, ...payload }: JsonObject): JsonObject => payload;

const isDomain = (name: string): boolean => !name.startsWith('book.');

const descriptions = {
  log: {
    limits,
    overs: lines.MAX_OVER,
    header: probe(HEADER, (changed) => parseHeader(toHeader(changed, SECOND)) !== undefined),
    secondLine: probe(SECOND, (changed) => parseHeader(toHeader(HEADER, changed)) !== undefined),
    envelope: probe(envelope, (changed) => lines.parseLines(JSON.stringify(changed), '{}').ok),
    ...Object.fromEntries(
      [...fixtures]
        .filter(([name]) => !isDomain(name))
        .map(([name, fixture]) => {
          const event = fixtureToEvent(fixture, 1);
          return [
            name,
            probe(
              withoutSalt(event.payload),
              (payload) => parseControl({ ...event, payload: payload as never }).ok,
            ),
          ];
        }),
    ),
  },
  payloads: Object.fromEntries(
    [...fixtures]
      .filter(([name]) => isDomain(name))
      .map(([name, fixture]) => {
        const event = fixtureToEvent(fixture, 1);
        const accepts = (payload: object) =>
          understandEvent(definitions, { ...event, payload: payload as never }).ok;
        return [name, probe(withoutSalt(event.payload), accepts)];
      }),
  ),
  wire: {
    frame: [protocol.FRAME_BYTES, protocol.MAX_FRAME],
    ...Object.fromEntries(
      MESSAGES.map((message) => [
        (message as { type: string }).type,
        probe(message, (changed) => protocol.frameToMessage(JSON.stringify(changed)).ok),
      ]),
    ),
  },
};

const file = (name: string): string => new URL(`../../golden/schemas/${name}.json`, import.meta.url).pathname;

const texts = Object.entries(descriptions).map(
  ([name, description]) => [name, `${JSON.stringify(description, null, 1)}\n`] as const,
);

test.each(texts)('the schemas of the %s take what they took', async (name, text) => {
  await expect(text).toMatchFileSnapshot(file(name));
});

test('a change of the schemas comes with a version: see the head of this file', () => {
  const hashes = texts.map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]);
  expect({ FORMAT, PROTOCOL: protocol.PROTOCOL, ...Object.fromEntries(hashes) }).toEqual(PINNED);
});

test('a header is described in the spelling that it is read in', () => {
  expect(parseHeader(toHeader(HEADER, SECOND))).toBeDefined();
  expect(bodyHashToSecondLine(HASH)).toBe(JSON.stringify(SECOND));
});
