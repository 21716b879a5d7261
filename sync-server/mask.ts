const HIDDEN = '***';

/** Without the passwords in it: those of addresses, of their parameters, and of `key=value` connection strings. */
export const maskSecrets = (text: string): string =>
  text
    .replace(/(\w+:\/\/[^\s:/?#]*):[^\s/?#]*@/g, `$1:${HIDDEN}@`)
    .replace(/\b(password|passwd|secret|token)=[^\s&]*/gi, `$1=${HIDDEN}`);
