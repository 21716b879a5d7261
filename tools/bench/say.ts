/** Progress, for people: stdout is for figures. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
