import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A dialog over the page: focus stays inside, Escape closes, and focus goes back where it was. */
export const Sheet = ({ title, close, children, className = '' }: Props) => (
  <Dialog.Root open onOpenChange={(open) => !open && close()}>
    <Dialog.Portal>
      <Dialog.Backdrop className="backdrop" />
      <Dialog.Popup className={`sheet ${className}`}>
        <header className="sheet-head">
          <Dialog.Title className="sheet-title">{title}</Dialog.Title>
          <Dialog.Close className="icon-button" aria-label="Close">
            <X aria-hidden size={16} />
          </Dialog.Close>
        </header>
        {children}
      </Dialog.Popup>
    </Dialog.Portal>
  </Dialog.Root>
);
