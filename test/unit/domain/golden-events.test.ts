/**
 * Events as released versions wrote them, and what the newest version makes of them. Books outlive programs: an event
 * that was ever written stays readable, to the byte, for as long as there are books.
 *
 * - **"there is a fixture"** fails: a type or a version is new. Write test/golden/events/TYPE.VERSION.json with the two
 *   lines of such an event, as `draftToLines` makes them (given, if it means something only after others, the names of
 *   their fixtures), and its line into SHA256SUMS, which the message gives. Its state is written by the next run: look
 *   whether it is right.
 * - **"as it was written"** fails: a fixture was changed. Undo that. Payloads change by a new version and an upcast,
 *   never in place (CONTRIBUTING.md, "An event version").
 * - **"gives the state"** fails: old events are read otherwise. Where that is meant, raise the decider's `version`, so
 *   that snapshots made before are void, and take the new states over with
 *   `npx vitest run --project unit test/unit/domain/golden-events.test.ts -u`.
 */
import { expect, test } from 'vitest';
import { aggregateFromAll } from '../../../src/aggregates/aggregate.ts';
import type { AnyDecider } from '../../../src/aggregates/fold.ts';
import { createDefinitions, definitionOf, understandEvent } from '../../../src/domain/catalogue.ts';
import type { AnyDefinition } from '../../../src/domain/definition.ts';
import type { Event } from '../../../src/events/event.ts';
import { viewBody } from '../../../src/book/body-edits.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { createDevices } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';
import { controlSchemas, parseControl } from '../../../src/log/control.ts';
import {
  fixtureToEvents,
  fixtureToHash,
  readFixtures,
  readPinned,
  stateFile,
} from '../../support/golden-events.ts';

const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
const fixtures = readFixtures();

/** Each type with each version up to the one written now. */
const released: readonly string[] = [
  ...Object.values(definitions as unknown as { [type: string]: AnyDefinition }).flatMap(({ events }) =>
    Object.entries(events).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, i) => `${type}.${i + 1}`),
    ),
  ),
  ...Object.keys(controlSchemas).map((type) => `${type}.1`),
];

test.each(released)('there is a fixture of %s', (name) => {
  expect(fixtures.has(name), `${name} has no fixture: see the head of this file`).toBe(true);
});

test.each([...fixtures])('the fixture %s is as it was written', (name, fixture) => {
  const hash = fixtureToHash(fixture);
  expect(readPinned().get(name), `if the fixture is new, SHA256SUMS lacks: ${hash}  ${name}`).toBe(hash);
});

const understood = (event: Event): Event => {
  const result = understandEvent(definitions, event);
  if (!result.ok) throw new Error(`${event.type} ${event.v}: ${result.error.message}`);
  return result.value;
};

/** The newest state, with the version of the decider that makes it. */
const foldFixture = (name: string): unknown => {
  const events = fixtureToEvents(fixtures, name);
  const { aggregate } = events.at(-1)!;
  if (aggregate === 'book:self') {
    const record = parseControl(events.at(-1)!);
    expect(record).not.toMatchObject({ value: { type: 'unknown' } });
    return record;
  }
  const { decider } = definitionOf(definitions, aggregate)!;
  const { folded } = aggregateFromAll(decider as AnyDecider, aggregate, events.map(understood));
  expect(folded.quarantined).toEqual([]);
  return { decider: decider.version, state: decider.digest(folded.state) };
};

test.each([...fixtures.keys()])('an event of %s gives the state that it always gave', async (name) => {
  await expect(`${JSON.stringify(foldFixture(name), null, 2)}\n`).toMatchFileSnapshot(stateFile(name));
});

test('a device takes a segment of all of them, and nothing of it is aside', async () => {
  const [ada, bob] = await createDevices(2);
  const domain = [...fixtures].filter(([name]) => !name.startsWith('book.')).map(([, fixture]) => fixture);
  const lines = domain.flatMap(({ envelope, payload }) => [envelope, payload]);
  const { bytes } = await sealAs(bob, { changed: { lines, commands: domain.length } });
  expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
  expect(await ada.store.read(['aside'], (tx) => tx.range('aside'))).toEqual([]);
  const { text } = await viewBody(ada.book, 'body:1' as AggregateId);
  expect(text).toBe('Riß 😀 found');
});
