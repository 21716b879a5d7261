import { Circle, CircleCheck, CircleDotDashed } from 'lucide-react';
import type { Status } from '../../src/domain/record/state.ts';

const MARKS = {
  open: { icon: Circle, words: 'Open', tone: 'open' },
  'in review': { icon: CircleDotDashed, words: 'In review', tone: 'review' },
  closed: { icon: CircleCheck, words: 'Closed', tone: 'closed' },
} as const satisfies { [S in Status]: unknown };

/** Icon and words: colour alone tells nothing to many people. */
export const StatusMark = ({ status }: { readonly status: string }) => {
  if (!Object.hasOwn(MARKS, status)) return <span className="mark">{status}</span>;
  const { icon: Icon, words, tone } = MARKS[status as Status];
  return (
    <span className="mark" data-tone={tone}>
      <Icon aria-hidden size={14} />
      {words}
    </span>
  );
};
