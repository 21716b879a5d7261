/** A part of a text, in UTF-16 units; `end` is the first behind it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** These end a sentence whatever follows. */
const WIDE_ENDS = '。！？';
const ENDS = `.!?…${WIDE_ENDS}`;
const CLOSERS = '"\'”’»)]」』';

/** Every letter of a sentence is asked this at each edit of it, so what most letters are is told by their numbers. */
const isBlank = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) : text[at]!.trim() === '';
};

const isEnd = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? unit === 0x21 || unit === 0x2e || unit === 0x3f : ENDS.includes(text[at]!);
};

/**
 * The sentences that a range reaches into, or that a place is inside of: from their first letter to behind the mark that
 * ends them, or to the end of their line. Written out rather than left to `Intl.Segmenter`, whose rules change with its
 * release: two devices have to find the same ones. That "e.g. this" is two of them does no harm.
 */
export const sentencesIn = (text: string, { start, end }: Range): readonly Range[] => {
  const lines = {
    start: start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1,
    end: text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end),
  };
  return allIn(text, lines).filter((one) => one.start < end && one.end > start);
};

const allIn = (text: string, lines: Range): readonly Range[] => {
  const found: Range[] = [];
  for (let at = lines.start; at < lines.end;) {
    if (isBlank(text, at)) at++;
    else {
      const end = endOf(text, at, lines.end);
      found.push({ start: at, end });
      at = end;
    }
  }
  return found;
};

/** Where the sentence ends that begins at `start`, in time that grows with its length. */
const endOf = (text: string, start: number, limit: number): number => {
  let last = start;
  for (let at = start; at < limit && text[at] !== '\n';) {
    if (isEnd(text, at)) {
      const isWide = WIDE_ENDS.includes(text[at]!);
      while (at < limit && isEnd(text, at)) at++;
      while (at < limit && CLOSERS.includes(text[at]!)) at++;
      last = at;
      if (isWide || at === limit || isBlank(text, at)) return at;
    } else {
      if (!isBlank(text, at)) last = at + 1;
      at++;
    }
  }
  return last;
};
