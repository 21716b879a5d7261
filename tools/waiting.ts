/** Who waits for a condition that only what is heard can bring about: nobody asks again and again. */
export interface Waiting {
  /** Resolves as soon as `isMet`: at once, or at a later `look`. */
  readonly until: (isMet: () => boolean) => Promise<void>;
  /** To be called after every change that may matter to a condition. */
  readonly look: () => void;
}

export const createWaiting = (): Waiting => {
  const looks = new Set<() => void>();
  return {
    until: (isMet) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isMet()) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
    look: () => {
      for (const look of looks) look();
    },
  };
};
