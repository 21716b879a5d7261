/** As often as a screen is drawn. */
const FRAME_MS = 16;

/**
 * `work` at once when it was not asked for lately; of a burst, once a frame. Drawing a list takes longer than storing
 * the command that changed it, on the same cores.
 */
export const inBursts = (work: () => void): (() => void) => {
  let last = -FRAME_MS;
  let isWaiting = false;
  const run = (): void => {
    last = performance.now();
    isWaiting = false;
    work();
  };
  return () => {
    if (isWaiting) return;
    const wait = last + FRAME_MS - performance.now();
    if (wait <= 0) return run();
    isWaiting = true;
    // Not a frame's callback: pages out of sight get none.
    setTimeout(run, wait);
  };
};
