/** Runs tasks one after another, each to its end, whether the one before failed or not. */
export interface Queue {
  <T>(task: () => Promise<T>): Promise<T>;
  /** Tasks that have not begun. */
  waiting(): number;
}

export const createQueue = (): Queue => {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const add = <T>(task: () => Promise<T>): Promise<T> => {
    waiting++;
    const result = last.then(() => {
      waiting--;
      return task();
    });
    last = result.catch(() => undefined);
    return result;
  };
  return Object.assign(add, { waiting: () => waiting });
};
