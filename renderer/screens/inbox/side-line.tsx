import type { SideView, Saw } from '../../../src/projections/conflict-sides.ts';
import type { ConflictRow, ConflictSide } from '../../../src/projections/conflict.ts';
import { ActorName, DeviceName } from '../../parts/names.tsx';
import { When } from '../../parts/when.tsx';
import { isChoosable, showValue, sideWords } from './conflict-kinds.tsx';

interface Props {
  readonly row: ConflictRow;
  readonly side: ConflictSide;
  readonly view: SideView | undefined;
  /** Key that chooses it. */
  readonly nth: number;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/** One side, to be chosen: what it says, whose it is, and what they had in front of them. */
export const SideLine = ({ row, side, view, nth, isChosen, choose }: Props) => {
  const did = sideWords(row.kind, side.value);
  return (
    <label className="side">
      <input
        type="radio"
        name={row.id}
        disabled={!isChoosable(row.part, side.value)}
        checked={isChosen}
        onChange={choose}
      />
      <span className="side-body">
        <span className="conflict-value">{showValue(row.part, side.value)}</span>
        <span className="byline">
          {did && `${did}: `}
          <ActorName actor={side.actor} /> on <DeviceName device={side.device} />, <When at={side.at} />
        </span>
        {view?.saw.map((saw) => (
          <SawWords key={saw.device} saw={saw} row={row} />
        ))}
      </span>
      {nth <= 9 && <kbd aria-hidden>{nth}</kbd>}
    </label>
  );
};

const SawWords = ({ saw, row }: { readonly saw: Saw; readonly row: ConflictRow }) => {
  const { device, events, at } = saw;
  const actor = row.sides.find((side) => side.device === device)!.actor;
  if (events === 0)
    return (
      <span className="byline">
        Had seen nothing from <ActorName actor={actor} /> on <DeviceName device={device} />
      </span>
    );
  return (
    <span className="byline">
      Had seen what <ActorName actor={actor} /> wrote on <DeviceName device={device} /> up to{' '}
      {at === undefined ? `change ${events}` : <When at={at} />}
    </span>
  );
};
