import { CircleAlert } from 'lucide-react';
import type { Failure } from '../../src/kernel/result.ts';

/** Why something was not done, where it was asked for. */
export const FailureLine = ({ failure }: { readonly failure: Failure | undefined }) =>
  failure && (
    <p className="failure" role="alert">
      <CircleAlert aria-hidden size={15} />
      <span>{failure.message}</span>
    </p>
  );
