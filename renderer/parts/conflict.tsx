import { GitFork } from 'lucide-react';
import type { ReactNode } from 'react';
import { isConflict, namesIn, type Register } from '../../src/domain/register.ts';
import type { Json } from '../../src/events/event.ts';
import type { EventName } from '../../src/kernel/ids.ts';
import { ActorName, DeviceName } from './names.tsx';
import { useSeen } from './seen.ts';
import { When } from './when.tsx';

interface Props<Value extends Json> {
  readonly label: string;
  readonly register: Register<Value>;
  readonly show: (value: Value) => ReactNode;
  /** One more write, over all that stand side by side. */
  readonly choose: (value: Value, over: readonly EventName[]) => void;
  /** What has happened, where it is more than that one thing was written twice. */
  readonly head?: string;
  readonly action?: (value: Value) => string;
}

/** All values that were written without knowing of each other. Nothing is lost until a person has chosen. */
export const Conflict = <Value extends Json>({
  label,
  register,
  show,
  choose,
  head = `Written in ${register.length} places at once. Keep one, or write another.`,
  action = () => 'Keep this',
}: Props<Value>) => {
  const seen = useSeen();
  if (!isConflict(register)) return undefined;
  return (
    <section className="conflict" aria-label={`Conflict in ${label}`}>
      <p className="conflict-head">
        <GitFork aria-hidden size={15} />
        {head}
      </p>
      <ul>
        {register.map((held) => (
          <li key={held.name}>
            <div>
              <div className="conflict-value">{show(held.value)}</div>
              <div className="byline">
                <ActorName actor={held.actor} /> on <DeviceName device={held.device} />, <When at={held.at} />
              </div>
            </div>
            <button
              type="button"
              className="button"
              onClick={() => choose(held.value, seen(namesIn(register)))}
            >
              {action(held.value)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
