/** Loaded into a node before the server: collects its garbage when asked to, and answers what is left, in KB. */
const KB = 1024;

process.on('message', () => {
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  process.send!((heapUsed + external) / KB);
});
