import { createContext, useContext, useEffect, useState } from 'react';

/** What was begun and is not saved, by the page and the line it was begun in: it outlives the page on screen. */
export interface KeptDrafts {
  get(place: string): unknown;
  /** `undefined`: there is nothing to keep. */
  set(place: string, draft: unknown): void;
  count(): number;
}

export const createKeptDrafts = (): KeptDrafts => {
  const drafts = new Map<string, unknown>();
  return {
    get: (place) => drafts.get(place),
    set: (place, draft) => void (draft === undefined ? drafts.delete(place) : drafts.set(place, draft)),
    count: () => drafts.size,
  };
};

const Drafts = createContext<KeptDrafts>(createKeptDrafts());
export const KeptDraftsProvider = Drafts.Provider;

const Page = createContext('');
/** Says which record or person the lines inside are about. */
export const DraftPage = Page.Provider;

/** State of a line that is there again when the page is. Only what is worth keeping is handed to `keep`. */
export const useKept = <Draft>(
  line: string,
): readonly [kept: Draft | undefined, keep: (draft: Draft | undefined) => void] => {
  const drafts = useContext(Drafts);
  const place = `${useContext(Page)} ${line}`;
  const [kept] = useState(() => drafts.get(place) as Draft | undefined);
  return [kept, (draft) => drafts.set(place, draft)];
};

/** The browser asks before a window is closed in which something is not saved. */
export const useAskBeforeLeaving = (drafts: KeptDrafts): void => {
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (drafts.count() > 0) event.preventDefault();
    };
    addEventListener('beforeunload', onLeave);
    return () => removeEventListener('beforeunload', onLeave);
  }, [drafts]);
};
