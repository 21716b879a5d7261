import { MAX_OVER } from '../../src/events/lines.ts';

const WORDS = [
  '',
  'a',
  'A',
  '\ud800',
  '__proto__',
  'events',
  'control',
  'plain',
  'gzip',
  'gzip+aes256gcm',
  'admin',
  'member',
  'owner',
  'open',
  'in review',
  'closed',
  'record:1',
  'Record:1',
  'record.created',
  'record created',
];

/** Values that a field may meet: of each kind, and at both sides of the lengths and numbers that limits are set by. */
const VALUES: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['true', true],
  ['[]', []],
  ['{}', {}],
  ...[-1, -0, 0, 1, 1.5, 2, 150, 151, 4096, 4097, 2 ** 53 - 1, 2 ** 53, Infinity].map(
    (number): [string, unknown] => [Object.is(number, -0) ? '-0' : String(number), number],
  ),
  ...WORDS.map((text): [string, unknown] => [JSON.stringify(text), text]),
  ...[32, 43, 64, 65, 80, 81, 86, 128, 129, 300, 301, 500, 501, 2000, 2001, 20_000, 20_001].flatMap(
    (length): [string, unknown][] => [
      [`${length} of a`, 'a'.repeat(length)],
      [`${length} of z`, 'z'.repeat(length)],
    ],
  ),
  ...['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05Z', '2026-01-02', '2026-99-02T03:04:05.678+01:00'].map(
    (text): [string, unknown] => [text, text],
  ),
  ['[1]', [1]],
  ['["a"]', ['a']],
  ['[hash]', ['a'.repeat(64)]],
  ['[head]', [['d'.repeat(32), 1, 'a'.repeat(64)]]],
  ['[head of 0]', [['d'.repeat(32), 0, 'a'.repeat(64)]]],
  ...[64, 65, 256, 257, 512, 513, MAX_OVER, MAX_OVER + 1, 4096, 4097].flatMap(
    (length): [string, unknown][] => [
      [`${length} hashes`, Array.from({ length }, () => 'a'.repeat(64))],
      [`${length} heads`, Array.from({ length }, () => ['d'.repeat(32), 1, 'a'.repeat(64)])],
      [`${length} texts`, Array.from({ length }, (_, i) => `t${i}`)],
    ],
  ),
  ['{"a":1}', { a: 1 }],
  ['{"a":"a"}', { a: 'a' }],
  ['{"a":{}}', { a: {} }],
  ['{"__proto__":1}', JSON.parse('{"__proto__":1}')],
  ['key of 64', { ['k'.repeat(64)]: 'a' }],
  ['key of 65', { ['k'.repeat(65)]: 'a' }],
  ['256 keys', Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`k${i}`, 'a']))],
  ['257 keys', Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`k${i}`, 'a']))],
];

/**
 * Which values each field of a valid object may hold, by what is then accepted; `left out` where it need not be there,
 * `more` where there may be other fields. So a schema is described by what it does, however it is written.
 */
export const probe = (
  valid: object,
  accepts: (changed: object) => boolean,
): { readonly [field: string]: string } => {
  if (!accepts(valid)) throw new Error(`Not valid to begin with: ${JSON.stringify(valid).slice(0, 200)}`);
  const verdicts: Record<string, string> = { more: accepts({ ...valid, more: 1 }) ? 'more' : '' };
  for (const field of Object.keys(valid)) {
    const { [field as never]: _, ...without } = valid;
    verdicts[field] = [
      ...(accepts(without) ? ['left out'] : []),
      ...VALUES.filter(([, value]) => accepts({ ...valid, [field]: value })).map(([label]) => label),
    ].join(', ');
  }
  return verdicts;
};
