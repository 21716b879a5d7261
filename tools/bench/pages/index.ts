/** The page of all benchmarks. Opened with `?app`, it is the app at once; else nothing runs until it is asked for. */
import { connect } from '../../../renderer/engine/rpc.ts';
import { listDrawn, startApp } from './app.tsx';
import type { BenchPage, BenchWorker } from './bench-page.ts';
import { catchUp } from './catch-up.ts';
import { edits } from './edits.ts';
import { arrivals, found, join, pacedEdits } from './edit-across.ts';
import { pacedCommits, pacedEchoes } from './paced-references.ts';
import { rawPuts } from './raw-puts.ts';

declare global {
  interface Window {
    scriptStart: number;
    bench: BenchPage;
  }
}

let worker: BenchWorker | undefined;
const app = location.search === '?app' ? startApp() : undefined;
const drawn = app && listDrawn();

window.bench = {
  get worker() {
    const start = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    return (worker ??= connect<BenchWorker, never>(start(), () => undefined).api);
  },
  drawn: async () => {
    const { titles, at } = await drawn!;
    return { titles, time: at - window.scriptStart };
  },
  edits: (count) => edits(app!.api, count),
  rawPuts,
  found: (server) => found(app!, server),
  join: (link) => join(app!, link),
  catchUp: (link) => catchUp(app!, link),
  pacedEdits: (record, count) => pacedEdits(app!, record, count),
  arrivals: (record, count) => arrivals(app!, record, count),
  pacedCommits,
  pacedEchoes,
};
