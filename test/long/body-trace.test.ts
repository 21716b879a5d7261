import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Event } from '../../src/events/event.ts';
import { bodyDevice } from '../support/body-device.ts';

const TRACE = '../shared/data/friendsforever.json.gz';

interface Trace {
  readonly endContent: string;
  readonly numAgents: number;
  readonly txns: readonly {
    readonly parents: readonly number[];
    readonly agent: number;
    readonly patches: readonly [number, number, string][];
  }[];
}

/** Transactions in a history that are not in `known`, oldest first; afterwards they are. */
const learn = (txns: Trace['txns'], parents: readonly number[], known: Set<number>): readonly number[] => {
  const news: number[] = [];
  const waiting = [...parents];
  for (let txn = waiting.pop(); txn !== undefined; txn = waiting.pop()) {
    if (known.has(txn)) continue;
    known.add(txn);
    news.push(txn);
    waiting.push(...txns[txn]!.parents);
  }
  return news.toSorted((a, b) => a - b);
};

// Its text has no character outside the basic plane, so that code points are UTF-16 units.
test('two people who typed into one text at once end in the same text', ({ skip }) => {
  skip(!existsSync(TRACE), `${TRACE} is not there`);
  const { endContent, numAgents, txns } = JSON.parse(gunzipSync(readFileSync(TRACE)).toString()) as Trace;
  const devices = Array.from({ length: numAgents }, (_, agent) => ({
    body: bodyDevice(agent + 1),
    known: new Set<number>(),
  }));
  const events: Event[] = [];
  for (const [txn, { parents, agent, patches }] of txns.entries()) {
    const { body, known } = devices[agent]!;
    body.receive(...learn(txns, parents, known).map((parent) => events[parent]!));
    const [first, ...others] = patches;
    expect(others).toEqual([]);
    events.push(body.edit(...first!));
    known.add(txn);
  }
  for (const { body, known } of devices) {
    body.receive(...events.filter((_, txn) => !known.has(txn)));
    expect(body.text()).toBe(endContent);
  }
});
