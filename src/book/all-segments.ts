import type { Head } from '../clock/head.ts';
import { readStored, type Segment } from '../log/segment.ts';
import type { Outgoing } from '../sync/log-port.ts';
import { collectStored } from './collect.ts';
import type { Engine } from './engine.ts';

/** Bytes of segments in memory at once. */
const TURN = 24 * 1024 * 1024;

export interface Turn {
  readonly segments: readonly Segment[];
  /** How much of all the log has been given by then, 0 to 1. */
  readonly done: number;
}

/** Every stored segment, context before what depends on it, turn by turn. */
export async function* allSegments(engine: Engine): AsyncGenerator<Turn, void, void> {
  const total = engine.cached.heads.reduce((sum, head) => sum + head.seq, 0);
  let after: readonly Head[] = [];
  for (;;) {
    const { segments, more } = await collectStored(engine, { after, unknownThere: [], budget: TURN });
    after = advance(after, segments);
    const given = after.reduce((sum, head) => sum + head.seq, 0);
    yield {
      segments: segments.map(({ bytes }) => readStored(bytes, engine.ports.crypto)),
      done: total === 0 ? 1 : given / total,
    };
    if (!more) return;
  }
}

const advance = (heads: readonly Head[], segments: readonly Outgoing[]): readonly Head[] => {
  const byHash = new Map(heads.map((head) => [head.hash, head]));
  for (const { head, prev } of segments) {
    if (prev !== '') byHash.delete(prev);
    byHash.set(head.hash, head);
  }
  return [...byHash.values()];
};
