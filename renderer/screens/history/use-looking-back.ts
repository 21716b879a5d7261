import { useEffect, useState } from 'react';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { useCommand } from '../../commands/command-bus.ts';
import { isTyping } from '../../commands/typing.ts';
import { stepFrom } from './group-steps.ts';
import { stepToMoment, type Moment } from './moment.ts';
import { useHistory, type History } from './use-history.ts';

export interface LookingBack {
  readonly isOpen: boolean;
  readonly history: History | undefined;
  /** Undefined: the present. */
  readonly at: Moment | undefined;
  readonly go: (moment: Moment | undefined) => void;
  readonly toggle: () => void;
}

const NOTHING: readonly AggregateId[] = [];

/** Whether the history is open, and where in it one stands; ← and → step through it, with Shift group by group. */
export const useLookingBack = (ids: readonly AggregateId[]): LookingBack => {
  const [isOpen, setOpen] = useState(false);
  const [at, go] = useState<Moment>();
  const history = useHistory(isOpen ? ids : NOTHING);
  const toggle = (): void => {
    setOpen(!isOpen);
    go(undefined);
  };
  useCommand('record.history', toggle);
  useEffect(() => {
    if (!isOpen || !history) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
      if (by === 0 || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0]))
        return;
      event.preventDefault();
      go((from) => {
        const step = stepFrom(history.groups, from?.step, by, event.shiftKey);
        return step && stepToMoment(step);
      });
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [isOpen, history]);
  return { isOpen, history, at, go, toggle };
};
