interface Props {
  readonly group: string;
  readonly text: string;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/** The letters of all sides, as they stand together now, to be left so. */
export const StandingLine = ({ group, text, isChosen, choose }: Props) => (
  <label className="side">
    <input type="radio" name={group} checked={isChosen} onChange={choose} />
    <span className="side-body">
      Leave the text as it stands:
      <span className="conflict-value">{text}</span>
    </span>
  </label>
);
