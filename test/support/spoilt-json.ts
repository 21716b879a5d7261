/** An object's JSON, and what may be done to it: each is refused wherever JSON comes in. */
export const SPOILT: readonly [string, (json: string) => string][] = [
  ['a key twice', (json) => json.replace(/^\{("[a-z]+":)/, '{$1"first",$1')],
  ['__proto__', (json) => json.replace(/\}$/, ',"__proto__":{"polluted":true}}')],
  ['constructor', (json) => json.replace(/\}$/, ',"constructor":{"prototype":{"polluted":true}}}')],
  ['a field more', (json) => json.replace(/\}$/, ',"more":1}')],
  [
    'nesting without end',
    (json) => json.replace(/\}$/, `,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ],
  ['a number beyond all', (json) => json.replace(/:1([,}\]])/, ':1e999$1')],
  ['an integer beyond exactness', (json) => json.replace(/:1([,}\]])/, ':9007199254740993$1')],
  ['an integer spelt otherwise', (json) => json.replace(/:1([,}\]])/, ':1.0$1')],
  ['NaN', (json) => json.replace(/:1([,}\]])/, ':NaN$1')],
  ['white space', (json) => json.replace(/:/, ': ')],
  ['text behind it', (json) => `${json}{}`],
];
