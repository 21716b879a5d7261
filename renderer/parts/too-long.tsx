/** Characters beyond those that fit, as the book counts them; 0 where all do. */
export const excess = (text: string, most: number): number => Math.max(0, text.trim().length - most);

interface Props {
  readonly text: string;
  readonly most: number;
}

/** Says while it is typed that a text will not be taken, and by how much. */
export const TooLong = ({ text, most }: Props) => {
  const over = excess(text, most);
  return (
    over > 0 && (
      <output className="hint">
        {over === 1 ? 'One character' : `${over.toLocaleString()} characters`} too many: up to{' '}
        {most.toLocaleString()} fit.
      </output>
    )
  );
};
