/** Events as released versions wrote them, one file a type and version in test/golden/events. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Event } from '../../src/events/event.ts';
import { eventName } from '../../src/events/leaf.ts';
import { parseLines } from '../../src/events/lines.ts';
import { utf8ToBytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';

export interface Fixture {
  /** Other fixtures whose events come before it. */
  readonly given?: readonly string[];
  /** The two lines, to the byte. */
  readonly envelope: string;
  readonly payload: string;
}

export const stateFile = (name: string): string =>
  new URL(`../golden/states/${name}.json`, import.meta.url).pathname;

const FOLDER = new URL('../golden/events/', import.meta.url);

/** By type and version, such as `record.created.1`. */
export const readFixtures = (): ReadonlyMap<string, Fixture> =>
  new Map(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        file.slice(0, -'.json'.length),
        JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Fixture,
      ]),
  );

/** The hashes that were written down when a fixture was made, by name. */
export const readPinned = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(new URL('SHA256SUMS', FOLDER), 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [hash, name] = line.split('  ');
        return [name!, hash!];
      }),
  );

const sha256 = (...parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

export const fixtureToHash = ({ envelope, payload }: Fixture): string =>
  createHash('sha256').update(`${envelope}\n${payload}\n`).digest('hex');

/** The event as a segment would give it, the `depth`th of one device. */
export const fixtureToEvent = ({ envelope, payload }: Fixture, depth: number): Event => {
  const parsed = parseLines(envelope, payload);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const place = {
    depth,
    device: 'd0'.repeat(16) as DeviceId,
    segment: 'e0'.repeat(32) as SegmentHash,
    seq: depth,
  };
  const name = eventName(utf8ToBytes(envelope), utf8ToBytes(payload), sha256);
  return { ...parsed.value.envelope, payload: parsed.value.payload, name, place };
};

/** A fixture's event behind those that it is given, which may be given others. */
export const fixtureToEvents = (fixtures: ReadonlyMap<string, Fixture>, name: string): readonly Event[] => {
  const fixture = fixtures.get(name);
  if (!fixture) throw new Error(`There is no fixture ${name}.`);
  const names = [...(fixture.given ?? []), name];
  return names.map((one, i) => fixtureToEvent(fixtures.get(one)!, i + 1));
};
