import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { admit, headerToInfo, type Known, type SegmentInfo } from '../../src/log/admission.ts';
import { lastDepth, lastSeq, type Header } from '../../src/log/header.ts';
import { shuffled } from '../support/random-work.ts';

interface Made {
  readonly hash: SegmentHash;
  readonly header: Header;
}

/** A log of what is admitted, and what waits: the smallest thing that keeps the rules. */
const createBook = () => {
  const infos = new Map<SegmentHash, SegmentInfo>();
  const heads = new Set<SegmentHash>();
  const known: Known = {
    segment: (hash) => infos.get(hash),
    isHead: (hash) => heads.has(hash),
    hasLog: (device) => [...infos.values()].some((info) => info.device === device),
  };
  return {
    heads,
    offer: ({ hash, header }: Made) => {
      const verdict = admit(hash, header, known);
      if (verdict.kind === 'append' || verdict.kind === 'branch') {
        infos.set(hash, verdict.info);
        heads.delete(header.prev as SegmentHash);
        heads.add(hash);
      }
      return verdict;
    },
  };
};

const headerOf = (device: number, prev: Made | undefined, seen: readonly Made[], events: number): Header => {
  const depth = 1 + Math.max(0, ...[...seen, ...(prev ? [prev] : [])].map(({ header }) => lastDepth(header)));
  return {
    v: 1,
    kind: prev ? 'events' : 'control',
    book: '',
    device: `d${device}` as DeviceId,
    seq: prev ? lastSeq(prev.header) + 1 : 1,
    events: prev ? events : 1,
    commands: 1,
    depth,
    prev: prev?.hash ?? '',
    root: '',
    codec: 'plain',
    epoch: '',
    bodyHash: '',
    context: seen.map(({ hash, header }) => ({ device: header.device, seq: lastSeq(header), hash })),
  };
};

/** Honest logs, here and there forked: each segment follows one of its device's, and has seen some of the others'. */
const logs = fc
  .array(
    fc.record({
      device: fc.nat(2),
      fork: fc.nat(9),
      sees: fc.array(fc.nat(99), { maxLength: 2 }),
      events: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((plan) => {
    const made: Made[] = [];
    for (const { device, fork, sees, events } of plan) {
      const own = made.filter(({ header }) => header.device === `d${device}`);
      const prev = fork === 0 ? (own.at(-2) ?? own.at(-1)) : own.at(-1);
      const others = made.filter(({ header }) => header.device !== `d${device}`);
      const seen = others.length ? [...new Set(sees.map((at) => others[at % others.length]!))] : [];
      made.push({ hash: `h${made.length}` as SegmentHash, header: headerOf(device, prev, seen, events) });
    }
    return made;
  });

test('HB1, FK1: logs are admitted whole in any order of arrival, and what is admitted is causally closed', () => {
  fc.assert(
    fc.property(logs, fc.nat(), (made, seed) => {
      const [inOrder, other] = [createBook(), createBook()];
      for (const one of made) expect(['append', 'branch']).toContain(inOrder.offer(one).kind);
      const admitted = new Set<SegmentHash>();
      let waiting = shuffled([...made, ...made.slice(0, 3)], seed);
      while (waiting.length > 0) {
        const held = waiting.filter((one) => {
          const verdict = other.offer(one);
          if (verdict.kind === 'duplicate') expect(admitted).toContain(one.hash);
          if (verdict.kind !== 'append' && verdict.kind !== 'branch') return verdict.kind === 'held';
          for (const needed of [one.header.prev, ...one.header.context.map(({ hash }) => hash)])
            if (needed) expect(admitted).toContain(needed);
          admitted.add(one.hash);
          return false;
        });
        expect(held.length).toBeLessThan(waiting.length);
        waiting = held;
      }
      expect([...other.heads].toSorted()).toEqual([...inOrder.heads].toSorted());
    }),
  );
});

test('DU1: what is known is a duplicate, whatever is offered', () => {
  fc.assert(
    fc.property(logs, (made) => {
      const book = createBook();
      for (const one of made) book.offer(one);
      const heads = [...book.heads];
      for (const one of made) expect(book.offer(one)).toEqual({ kind: 'duplicate' });
      expect([...book.heads]).toEqual(heads);
    }),
  );
});

const wrong: readonly (readonly [string, string, (header: Header) => Header])[] = [
  ['DE1: one depth too many', 'depth-wrong', (header) => ({ ...header, depth: header.depth + 1 })],
  ['DE1: one depth too few', 'depth-wrong', (header) => ({ ...header, depth: header.depth - 1 })],
  ['a number that leaves a gap', 'chain-broken', (header) => ({ ...header, seq: header.seq + 1 })],
  ['the log of another device', 'chain-broken', (header) => ({ ...header, device: 'd9' as DeviceId })],
  [
    'CX1: a context inside a segment',
    'context-wrong',
    (header) => ({ ...header, context: header.context.map((entry) => ({ ...entry, seq: entry.seq + 1 })) }),
  ],
  [
    'CX1: a context of another device',
    'context-wrong',
    (header) => ({
      ...header,
      context: header.context.map((entry) => ({ ...entry, device: 'd8' as DeviceId })),
    }),
  ],
  [
    'DE1: a control record of two events',
    'chain-broken',
    (header) => ({ ...header, kind: 'control', events: 2 }),
  ],
  ['a log that begins in the middle', 'not-a-first-segment', (header) => ({ ...header, prev: '' })],
];

test.each(wrong)('%s is refused', (_, code, spoil) => {
  const book = createBook();
  const first = { hash: 'h0' as SegmentHash, header: headerOf(0, undefined, [], 1) };
  const other = { hash: 'h1' as SegmentHash, header: headerOf(1, undefined, [first], 1) };
  for (const one of [first, other]) expect(book.offer(one).kind).toBe('append');
  const next = headerOf(0, first, [other], 2);
  expect(book.offer({ hash: 'h2' as SegmentHash, header: spoil(next) })).toMatchObject({
    kind: 'refused',
    failure: { code },
  });
  expect(book.offer({ hash: 'h2' as SegmentHash, header: next })).toEqual({
    kind: 'append',
    info: headerToInfo('h2' as SegmentHash, next),
  });
});
