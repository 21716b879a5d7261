import { X } from 'lucide-react';

interface Props {
  readonly kind: string;
  readonly words: readonly string[];
  readonly remove: (word: string) => void;
}

/** Words that can be taken off: tags, interests. */
export const Chips = ({ kind, words, remove }: Props) => (
  <ul className="chips" aria-label={`${kind}s`}>
    {words.map((word) => (
      <li key={word} className="chip">
        {word}
        <button type="button" aria-label={`Remove ${kind} ${word}`} onClick={() => remove(word)}>
          <X aria-hidden size={12} />
        </button>
      </li>
    ))}
  </ul>
);
