import { useState } from 'react';
import type { Failure } from '../../src/kernel/result.ts';
import { takeInvitation } from '../engine/invitation-link.ts';
import { FailureLine } from '../parts/failure-line.tsx';
import { JoinForm } from './join-form.tsx';

/** A device whose invitation was refused has no book to show: only another invitation helps. */
export const NotLetIn = ({ failure }: { readonly failure: Failure }) => {
  const [link] = useState(takeInvitation);
  return (
    <main className="first-run">
      <div className="first-run-sheet">
        <h1>This device was not let in</h1>
        <FailureLine failure={failure} />
        <p className="page-lead">Ask for a new invitation, and paste its link here.</p>
        <JoinForm link={link} />
      </div>
    </main>
  );
};
