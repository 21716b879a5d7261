const HIDDEN = '***';

/**
 * Without the passwords in it: those of addresses, of their parameters, and of `key=value` connection strings. Also
 * where one holds signs that it should have had escaped, for which the address is then refused.
 */
export const maskSecrets = (text: string): string =>
  text
    .replace(/(\w+:\/\/[^\s:/?#@]*):\S*@/g, `$1:${HIDDEN}@`)
    .replace(/(password|passwd|secret|token)=[^\s&]*/gi, `$1=${HIDDEN}`);
