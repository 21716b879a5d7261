/**
 * A process that can be killed at any instant. What it was waiting for is then never answered, so that nothing of it
 * goes on: timers, transactions and connections look here first.
 */
export interface Process {
  readonly name: string;
  isAlive: boolean;
}

export const startProcess = (name: string): Process => ({ name, isAlive: true });
