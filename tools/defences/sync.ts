import type { Defence } from './defence.ts';

/** Servers that forget or lie, losses (cases 7, 9, 16). */
export const SYNC_DEFENCES: readonly Defence[] = [
  {
    case: 7,
    name: 'what a server once had is taken to be there for ever',
    file: 'src/sync/session.ts',
    find: 'const heard = { ...session, theirs: heads,',
    put: 'const heard = { ...session, theirs: [...(session.theirs ?? []), ...heads],',
    test: 'test/unit/book/lying-server.test.ts',
    title: 'case 16: a server that was rolled back',
  },
  {
    case: 9,
    name: 'what was lost on the way is not sent again',
    file: 'src/sync/session.ts',
    find: 'collect({ ...rested, inFlight: [] })',
    put: 'collect(rested)',
    test: 'test/properties/session.test.ts',
  },
  {
    case: 9,
    name: 'a segment that comes before its predecessor is refused and not held',
    file: 'src/log/admission.ts',
    find: "if (header.prev !== '' && !prev) missing.unshift(header.prev);",
    put: '',
    test: 'test/properties/session.test.ts',
  },
  {
    case: 16,
    name: 'a body need not be the one that was signed',
    file: 'src/log/segment.ts',
    find: 'if (bytesToHex(sha256(body)) !== header.bodyHash)',
    put: 'if (false)',
    test: 'test/unit/book/lying-server.test.ts',
    title: 'case 16: a server that gives the body of another segment',
  },
  {
    case: 16,
    name: 'what a server has of another branch counts as an acknowledgement',
    file: 'src/book/status.ts',
    find: '      .filter(({ seq, hash }) => seq < ours[0]!.seq && !session.unknownHere.includes(hash))\n',
    put: '',
    test: 'test/unit/book/synced.test.ts',
    title: 'case 16: heads of the own log that are made up',
  },
];
