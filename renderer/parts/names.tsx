import { useDeviceName, useName } from '../store/use-book.ts';

export const ActorName = ({ actor }: { readonly actor: string }) => (
  <span className="actor">{useName(actor)}</span>
);

export const DeviceName = ({ device }: { readonly device: string }) => <span>{useDeviceName(device)}</span>;
