import { findLinks } from './links.ts';

export const LinkedText = ({ text }: { readonly text: string }) => (
  <span className="written">
    {findLinks(text).map(({ text: piece, href }, index) =>
      href === undefined ? (
        piece
      ) : (
        // The pieces of a text never change places.
        <a key={index} href={href} target="_blank" rel="noreferrer noopener">
          {piece}
        </a>
      ),
    )}
  </span>
);
