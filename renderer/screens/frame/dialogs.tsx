import { useState } from 'react';
import { useLocation } from 'wouter';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { useCommand } from '../../commands/command-bus.ts';
import { useArrivals } from '../../parts/arrivals.ts';
import { Invite } from '../devices/invite.tsx';
import { NewPerson } from '../people/new-person.tsx';
import { homeOf } from '../places.ts';
import { NewRecord } from '../record/new-record.tsx';
import { Help } from './help.tsx';
import { Palette } from './palette.tsx';

type Open = 'record' | 'person' | 'invite' | 'palette' | 'help' | undefined;

/** The sheets that commands open; one at a time. */
export const Dialogs = () => {
  const [open, setOpen] = useState<Open>();
  const [, go] = useLocation();
  const arrivals = useArrivals();
  useCommand('record.new', () => setOpen('record'));
  useCommand('person.new', () => setOpen('person'));
  useCommand('book.invite', () => setOpen('invite'));
  useCommand('palette', () => setOpen('palette'));
  useCommand('help', () => setOpen('help'));
  // Only itself: what a key has opened while an answer was waited for stays.
  const close = (): void => setOpen((now) => (now === open ? undefined : now));
  const created = (id: AggregateId): void => {
    arrivals.expect(id);
    close();
    go(homeOf(id));
  };
  switch (open) {
    case 'record':
      return <NewRecord close={close} created={created} />;
    case 'person':
      return <NewPerson close={close} created={created} />;
    case 'invite':
      return <Invite close={close} />;
    case 'palette':
      return <Palette close={close} />;
    case 'help':
      return <Help close={close} />;
    case undefined:
      return undefined;
  }
};
