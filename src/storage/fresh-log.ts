/**
 * Has Chromium write to a new file from here on. It keeps an origin's databases in LevelDB, which goes on writing in
 * the file it was killed in, behind the record that was cut off: at the start after that the file counts as corrupt,
 * and every database of the origin is deleted (decision 10). Deleting a database, however small, ends that file.
 */
export const startFreshLog = async (factory: IDBFactory): Promise<void> => {
  try {
    const opened = await settled(factory.open(NAME, 1));
    opened.close();
    await settled(factory.deleteDatabase(NAME));
  } catch {
    // Where nothing can be stored the book's own database says so.
  }
};

/** Of a database that is empty, and there for a moment only. */
const NAME = 'daybook fresh log';

const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The request failed.')));
  });
