/** The references of `latency`: its parts by themselves, in the rhythm of the edits. */
import { openDatabase } from './raw-database.ts';
import { inRhythm } from './rhythm.ts';

const timed = async (count: number, work: (beat: number) => Promise<void>): Promise<readonly number[]> => {
  const times: number[] = [];
  await inRhythm(count, async (beat) => {
    const start = performance.now();
    await work(beat);
    times.push(performance.now() - start);
  });
  return times;
};

export const pacedCommits = async (count: number): Promise<readonly number[]> => {
  const db = await openDatabase();
  return timed(
    count,
    (seq) =>
      new Promise((resolve, reject) => {
        const tx = db.transaction('events', 'readwrite', { durability: 'strict' });
        tx.objectStore('events').put({ seq, line: 'y'.repeat(280) });
        tx.oncomplete = () => resolve();
        tx.onabort = () => reject(tx.error!);
      }),
  );
};

export const pacedEchoes = async (url: string, count: number): Promise<readonly number[]> => {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const bytes = crypto.getRandomValues(new Uint8Array(800));
  return timed(count, async () => {
    const back = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    socket.send(bytes);
    await back;
  });
};
