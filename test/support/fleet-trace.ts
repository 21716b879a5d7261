/** Concurrent editing traces whose end is known without any merge: each agent writes in a region of its own. */
import type { Patch } from '../../tools/fleet/trace.ts';

export interface ConcurrentTrace {
  readonly kind: 'concurrent';
  readonly endContent: string;
  readonly numAgents: number;
  readonly txns: readonly {
    readonly parents: readonly number[];
    readonly agent: number;
    readonly patches: readonly Patch[];
  }[];
}

/** Within and beyond the plane in which code points are UTF-16 units, and one character of several code points. */
const CHARACTERS = ['a', 'é', '李', '𝒳', '😀', '👩‍🚀', ' ', '\n'];
/** Between the regions, so that no two agents ever write at one place. */
const FENCE = '|';

/** Numbers from 0 up to, and without, `below`: the same for the same seed. */
export const seededPick = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** An agent: the region it writes in, after each of its transactions, and what it knows of everybody's. */
interface Agent {
  readonly versions: string[][];
  /** For each agent, how many of its versions this one knows. */
  knows: number[];
  /** Newest transactions it knows of. */
  parents: number[];
}

/** The first transaction lays the fences; then agents edit at random and sometimes learn what others know. */
export const makeTrace = (numAgents: number, count: number, seed: number): ConcurrentTrace => {
  const pick = seededPick(seed);
  const start = FENCE.repeat(numAgents + 1);
  const agents = Array.from({ length: numAgents }, (): Agent => ({
    versions: [[]],
    knows: Array.from({ length: numAgents }, () => 1),
    parents: [0],
  }));
  const txns: ConcurrentTrace['txns'][number][] = [{ parents: [], agent: 0, patches: [[0, 0, start]] }];
  const regionAt = (viewer: Agent, of: number): readonly string[] =>
    agents[of]!.versions[viewer.knows[of]! - 1]!;

  while (txns.length < count) {
    const self = pick(numAgents);
    const agent = agents[self]!;
    if (pick(3) === 0) learn(agent, agents[pick(numAgents)]!);
    const before = Array.from({ length: self }, (_, of) => regionAt(agent, of).length + 1);
    const offset = before.reduce((sum, length) => sum + length, 1);
    const { region, patches } = edit(agent.versions.at(-1)!, offset, pick);
    agent.versions.push(region);
    agent.knows[self]!++;
    txns.push({ parents: agent.parents, agent: self, patches });
    agent.parents = [txns.length - 1];
  }
  const regions = agents.map(({ versions }) => versions.at(-1)!.join(''));
  return {
    kind: 'concurrent',
    numAgents,
    txns,
    endContent: `${FENCE}${regions.map((text) => text + FENCE).join('')}`,
  };
};

const learn = (agent: Agent, from: Agent): void => {
  if (agent === from) return;
  agent.knows = agent.knows.map((count, of) => Math.max(count, from.knows[of]!));
  agent.parents = [...new Set([...agent.parents, ...from.parents])].toSorted((a, b) => a - b);
};

/** None to three patches, to be applied in turn, in code points. */
const edit = (before: readonly string[], offset: number, pick: (below: number) => number) => {
  const region = [...before];
  const patches = Array.from({ length: pick(4) }, (): Patch => {
    const at = pick(region.length + 1);
    const deleted = pick(Math.min(4, region.length - at + 1));
    const inserted = Array.from({ length: pick(4) }, () => CHARACTERS[pick(CHARACTERS.length)]!).join('');
    region.splice(at, deleted, ...inserted);
    return [offset + at, deleted, inserted];
  });
  return { region, patches };
};
