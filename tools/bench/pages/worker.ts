/** The engine in a worker, as in the app, with what only a benchmark asks for. */
import { serve } from '../../../renderer/engine/rpc.ts';
import type { BenchWorker } from './bench-page.ts';

// Listens at once and loads after that, like the app's.
serve<BenchWorker, never>(
  self,
  import('./ingest.ts').then(({ benchWorker }) => benchWorker),
);
