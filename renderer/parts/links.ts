export interface Piece {
  readonly text: string;
  readonly href?: string;
}

/** Nothing else becomes a link: other schemes can run code or start programs. */
const LINK = /\bhttps:\/\/[^\s<>"']+|\b(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** The stop that ends the sentence, and the bracket around the link, are not part of it. */
const TRAILING = /[.,;:!?)\]}]+$/;

/** Text that others wrote, cut into plain pieces and links. */
export const findLinks = (text: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = match[0].replace(TRAILING, '');
    const href = /^(https:|mailto:)/.test(link) ? link : `mailto:${link}`;
    if (!URL.canParse(href)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: link, href });
    end = match.index + link.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
};
