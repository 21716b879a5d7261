import type { Dice } from './world/dice.ts';
import { MISFORTUNES, type Misfortune, type Parameters } from './parameters.ts';

/** Something that happens to a device at a time; what it is in detail is thrown with dice of its own. */
export interface Step {
  readonly kind: Misfortune | 'command';
  /** Milliseconds since the phase began. */
  readonly at: number;
  /** Which device, modulo how many there are by then. */
  readonly device: number;
  /** Names the dice of this step: leaving out others changes none of its throws. */
  readonly name: string;
}

/** More than there will ever be devices: clones are among those that something happens to. */
const MANY = 10_000;

export interface Size {
  readonly devices: number;
  /** Of all devices together. */
  readonly commands: number;
}

/** Commands come in bursts, as people write: most of a burst is on one device. */
const drawCommands = (dice: Dice, { length }: Parameters, { commands }: Size): Step[] => {
  const steps: Step[] = [];
  while (steps.length < commands) {
    const device = dice.below(MANY);
    const burst = Math.min(
      commands - steps.length,
      dice.chance(0.4) ? dice.between(1, 4) : dice.between(5, 25),
    );
    let at = dice.below(length);
    for (let i = 0; i < burst; i++) {
      at += dice.between(0, dice.chance(0.1) ? 4000 : 5);
      steps.push({ kind: 'command', at: Math.min(at, length), device, name: `command ${steps.length}` });
    }
  }
  return steps;
};

export const drawPlan = (dice: Dice, parameters: Parameters, size: Size): readonly Step[] => {
  const { length, misfortunes } = parameters;
  const scale = Math.min(1, Math.max(0.1, size.commands / 300));
  const others = MISFORTUNES.flatMap((kind) =>
    Array.from({ length: Math.ceil(misfortunes[kind] * scale) }, (_, i): Step => {
      const device = dice.below(MANY);
      return { kind, at: dice.below(length), device, name: `${kind} ${i}` };
    }),
  );
  return [...drawCommands(dice, parameters, size), ...others].sort((a, b) => a.at - b.at);
};
