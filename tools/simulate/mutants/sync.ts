import type { Mutant } from './plant.ts';

/** The session, what a device says of it, and the server. */
export const SYNC_MUTANTS: readonly Mutant[] = [
  {
    name: 'what was lost on the way is never sent again',
    file: 'src/sync/session.ts',
    find: 'collect({ ...rested, inFlight: [] });',
    put: 'collect(rested);',
  },
  {
    name: 'what is on its way is taken to have arrived',
    file: 'src/sync/session.ts',
    find: 'session.ours.every(covering(session.theirs, session.ours)) &&',
    put: 'session.ours.every(covering(expected(session), session.ours)) &&',
  },
  {
    name: 'what is kept on the device alone is called up to date',
    file: 'src/book/status.ts',
    find: "if (kept > 0 || !isAcknowledged(session)) return { state: 'sending', kept };",
    put: '',
  },
  {
    name: 'the window that leads does not hear what another has sealed',
    file: 'src/book/open-session.ts',
    find: 'synced?.heard();',
    put: '',
  },
  {
    name: 'the server acknowledges before it has committed',
    file: 'sync-server/book/book-log.ts',
    find: 'const written = await write(book, async (tx) => {\n        const refusal',
    put: 'for (const { segment } of checked) current.set(segment.hash, segmentToHead(segment));\n      const written = await write(book, async (tx) => {\n        const refusal',
  },
  {
    name: 'the server tells nobody what has come',
    file: 'sync-server/book/telling.ts',
    find: 'for (const watcher of watchers) watcher(now, told);',
    put: '',
  },
  {
    name: 'on the server a branch takes the place of the other',
    file: 'sync-server/book/book-log.ts',
    find: "if (segment.header.prev !== '') current.delete(segment.header.prev);",
    put: 'for (const head of [...current.values()]) if (head.device === segment.header.device) current.delete(head.hash);',
  },
  {
    name: 'the server sends the newest of a log and not what comes before',
    file: 'sync-server/book/missing.ts',
    find: 'afterSeq: Math.max(0, ...known.map((head) => head.seq))',
    put: 'afterSeq: ours[0]!.seq - 1',
  },
];
