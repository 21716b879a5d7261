import { useBook } from '../../store/use-book.ts';

/** The style sheet keeps it out of sight for the first half second: what is quicker needs no bar. */
export const WorkBar = () => {
  const progress = useBook((state) => state.progress);
  if (!progress) return undefined;
  const percent = Math.round(progress.done * 100);
  return (
    <div className="work slow">
      <span>
        {progress.label} {percent} %
      </span>
      <progress aria-label={progress.label} max={100} value={percent} />
    </div>
  );
};
