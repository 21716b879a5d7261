import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fileWith, replayFile } from '../support/fleet-cli.ts';
import { makeTrace } from '../support/fleet-trace.ts';

const FRIENDS = '../shared/data/friendsforever.json.gz';
const TIMEOUT = 60_000;

const traceFile = (trace: object): string => fileWith('trace.json', JSON.stringify(trace));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test.each([1, 2, 3])(
  'three agents write at once, astral characters too, and all end in the same text (seed %i)',
  { timeout: TIMEOUT },
  async (seed) => {
    const trace = makeTrace(3, 150, seed);
    const { status, result, said } = await replayFile(traceFile(trace));
    expect(said).toEqual([]);
    expect(result).toMatchObject({
      agents: 3,
      txns: 150,
      // A transaction without patches is no command.
      events: trace.txns.filter(({ patches }) =>
        patches.some(([, deleted, inserted]) => deleted > 0 || inserted !== ''),
      ).length,
      converged: true,
      textSha256: sha256(trace.endContent),
      expectedSha256: sha256(trace.endContent),
      // All of them, on each of the three.
      duplicatesRefused: 3 * result!.segments,
    });
    expect(status).toBe(0);
  },
);

test(
  'a sequential trace has a writer and a reader, and begins from its start content',
  { timeout: TIMEOUT },
  async () => {
    const startContent = '𝒳1\n';
    const txns = [
      { patches: [[1, 1, '2']] },
      { patches: [] },
      {
        patches: [
          [3, 0, 'ende'],
          [0, 1, ''],
        ],
      },
    ];
    const trace = { startContent, endContent: '2\nende', txns };
    const { status, result } = await replayFile(fileWith('trace.json.gz', gzipSync(JSON.stringify(trace))));
    expect(result).toMatchObject({
      agents: 2,
      txns: 3,
      events: 3,
      converged: true,
      textSha256: sha256('2\nende'),
    });
    expect(status).toBe(0);
  },
);

test('a trace whose end is another text has not converged, with status 1', { timeout: TIMEOUT }, async () => {
  const trace = { ...makeTrace(2, 20, 4), endContent: 'something else' };
  const { status, result } = await replayFile(traceFile(trace));
  expect(result).toMatchObject({ converged: false, expectedSha256: sha256('something else') });
  expect(status).toBe(1);
});

test.each([
  [
    'with a parent that comes later',
    { txns: [{ parents: [1], agent: 0, patches: [] }] },
    /Transaction 0 has a parent that comes after it/,
  ],
  [
    'with an agent that forgets itself',
    {
      txns: [
        { parents: [], agent: 0, patches: [] },
        { parents: [], agent: 0, patches: [] },
      ],
    },
    /Transaction 1 does not follow/,
  ],
  [
    'of an agent that is not there',
    { txns: [{ parents: [], agent: 7, patches: [] }] },
    /Transaction 0 is of agent 7/,
  ],
])('a trace %s is one line that says so, and status 1', { timeout: TIMEOUT }, async (_, part, why) => {
  const trace = { kind: 'concurrent', endContent: '', numAgents: 1, ...part };
  const { status, said } = await replayFile(traceFile(trace));
  expect(said).toEqual([expect.stringMatching(why)]);
  expect(status).toBe(1);
});

test.each([
  ['no JSON', '{"kind":', /trace\.json is no editing trace/],
  ['of another form', '{"kind":"concurrent"}', /trace\.json is no editing trace.*endContent/],
])(
  'a file that is %s is one line that says so, and status 1',
  { timeout: TIMEOUT },
  async (_, content, why) => {
    const { status, said } = await replayFile(fileWith('trace.json', content));
    expect(said).toEqual([expect.stringMatching(why)]);
    expect(status).toBe(1);
  },
);

test('two people who really typed at once end in the same text', { timeout: 600_000 }, async ({ skip }) => {
  skip(!existsSync(FRIENDS), `${FRIENDS} is not there`);
  const { status, result } = await replayFile(FRIENDS);
  expect(result).toMatchObject({ agents: 2, txns: 26_078, events: 26_078, converged: true });
  expect(result!.textSha256).toBe(result!.expectedSha256);
  expect(result!.duplicatesRefused).toBe(2 * result!.segments);
  expect(status).toBe(0);
});
