import type { Mutant } from './plant.ts';

/** Order, admission, the log of a device and its store. */
export const ENGINE_MUTANTS: readonly Mutant[] = [
  {
    name: 'depth has no say in the order',
    file: 'src/clock/order.ts',
    find: 'if (a.depth !== b.depth) return a.depth - b.depth;',
    put: '',
  },
  {
    name: 'commands are compared by vector clock, else by id',
    file: 'src/clock/order.ts',
    find: 'if (a.depth !== b.depth) return a.depth - b.depth;',
    put: 'if (a.device === b.device) return a.seq - b.seq || (a.segment < b.segment ? -1 : 1);',
  },
  {
    name: 'at one depth the segment decides before the device',
    file: 'src/clock/order.ts',
    find: 'if (a.device !== b.device) return a.device < b.device ? -1 : 1;',
    put: '',
  },
  {
    name: 'a segment that comes before its predecessor is refused and not held',
    file: 'src/log/admission.ts',
    find: "if (header.prev !== '' && !prev) missing.unshift(header.prev);",
    put: '',
  },
  {
    name: 'a fork is taken for a duplicate',
    file: 'src/log/admission.ts',
    find: "return { kind: continues ? 'append' : 'branch', info: headerToInfo(hash, header) };",
    put: "return continues ? { kind: 'append', info: headerToInfo(hash, header) } : { kind: 'duplicate' };",
  },
  {
    name: 'a held segment is dropped when what it waits for arrives',
    file: 'src/book/admit-batch.ts',
    find: 'todo.unshift(...waitingFor(waiting, hash, engine.ports.crypto));',
    put: 'for (const one of waitingFor(waiting, hash, engine.ports.crypto)) waiting.delete(one.hash);',
  },
  {
    name: 'a spoilt copy that is held keeps the right one out',
    file: 'src/book/admit-batch.ts',
    find: 'const copyOf = ({ hash, signature }: Segment): string => `${hash} ${bytesToHex(signature)}`;',
    put: 'const copyOf = ({ hash }: Segment): string => hash;',
  },
  {
    name: 'a command does not name what its device has seen',
    file: 'src/book/append.ts',
    find: 'context: newsToContext(tip.news).now.map(rowToHead),',
    put: 'context: [],',
  },
  {
    name: 'a command is no deeper than what its device has seen of others',
    file: 'src/book/append.ts',
    find: 'depth: 1 + Math.max(tip.depth, ...tip.news.map((head) => head.depth)),',
    put: 'depth: 1 + tip.depth,',
  },
  {
    name: 'a command is acknowledged that is in no log',
    file: 'src/book/append.ts',
    find: "await tx.put('pending', [pending.value]);",
    put: '',
  },
  {
    name: 'news that came between two commands starts no segment',
    file: 'src/book/sealing.ts',
    find: 'row.context.length > 0 || events > MAX_EVENTS',
    put: 'events > MAX_EVENTS',
  },
  {
    name: 'a seal that another window was ahead of is told of all the same',
    file: 'src/book/sealing.ts',
    find: 'if (!written) return; // Another window was quicker',
    put: '// Another window was quicker',
  },
  {
    name: 'heads are told before they are stored',
    file: 'src/book/take.ts',
    find: 'const activity = activityRows(events);',
    put: 'const activity = activityRows(events);\n  cached.heads = heads;',
  },
  {
    name: 'seen moves before the fold',
    file: 'src/book/take.ts',
    find: 'const tip = withSegments(engine, cached.tip, seen);',
    put: 'const tip = withSegments(engine, cached.tip, seen);\n  cached.tip = { ...tip, version: cached.tip.version };',
  },
  {
    name: 'a window does not look whether another has written',
    file: 'src/book/current.ts',
    find: 'if ((await storedVersion(tx)) !== version) return false;',
    put: '',
  },
  {
    name: 'a commit is relaxed where strict is promised',
    file: 'src/storage/transactions.ts',
    find: "{ durability: 'strict' }",
    put: "{ durability: 'relaxed' }",
  },
  {
    name: 'a full disk goes unnoticed',
    file: 'src/storage/transactions.ts',
    find: 'tx.onabort = () => reject(failure',
    put: 'tx.onabort = () => outcome ? resolve(outcome.value) : reject(failure',
  },
  {
    name: 'of a forked log only one branch is sent',
    file: 'src/book/collect.ts',
    find: 'const isBranched = heads.length > 1 || there.length > 1 ||',
    put: 'const isBranched =',
  },
];
