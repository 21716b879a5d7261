/** A quick hand: slow enough that each edit finds everything at rest. */
export const RHYTHM_MS = 100;

/** `work` at each beat, one after another. */
export const inRhythm = async (count: number, work: (beat: number) => Promise<void>): Promise<void> => {
  for (let beat = 0; beat < count; beat++) {
    const next = new Promise((resolve) => setTimeout(resolve, RHYTHM_MS));
    await work(beat);
    await next;
  }
};
