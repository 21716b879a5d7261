import type { Dice } from './world/dice.ts';
import type { Weather } from './world/pipe.ts';

/** What is drawn for a run before it begins: how much goes wrong, and of which kind. */
export interface Parameters {
  readonly weather: Weather;
  /** Milliseconds of the phase in which things go wrong. */
  readonly length: number;
  /** Milliseconds that a commit takes at most, and how likely it is to take a hundred times as long. */
  readonly commit: number;
  readonly stall: number;
  /** Of each kind of misfortune, how many there are. */
  readonly misfortunes: { readonly [Kind in Misfortune]: number };
  /** Probability that a device starts with an older release. */
  readonly old: number;
  readonly poison: number;
  /** Probability that a frame from the server is falsified on its way, or by the server. */
  readonly lies: number;
  /** Probability that a command is given again, here or on another device. */
  readonly again: number;
  /** Probability that instead of a command a person takes one back, or what they wrote so. */
  readonly back: number;
  /** That are written to. */
  readonly records: number;
}

export const MISFORTUNES = [
  'crash',
  'close',
  'wipe',
  'rollback',
  'clone',
  'fullDisk',
  'clockJump',
  'partition',
  'cut',
  'serverCrash',
  'serverRollback',
  'serverFull',
  'stick',
  'upgrade',
  'rebuild',
] as const;
export type Misfortune = (typeof MISFORTUNES)[number];

/** At most so many of each in a run of 300 commands. */
const MOST: { readonly [Kind in Misfortune]: number } = {
  crash: 8,
  close: 6,
  wipe: 1,
  rollback: 2,
  clone: 1,
  fullDisk: 3,
  clockJump: 4,
  partition: 10,
  cut: 8,
  serverCrash: 3,
  serverRollback: 2,
  serverFull: 2,
  stick: 15,
  upgrade: 3,
  rebuild: 2,
};

/** Half of the runs are free of a kind, so that each kind is met alone and in company. */
const some = (dice: Dice, most: number): number => (dice.chance(0.5) ? 0 : dice.between(1, most));
const sometimes = (dice: Dice, most: number): number => (dice.chance(0.5) ? 0 : dice.next() * most);

/** From 32 kbit/s, the least that the session is made for. */
const drawRate = (dice: Dice): Pick<Weather, 'rate'> =>
  dice.chance(0.8) ? {} : { rate: dice.between(4, 32) };

/** Few commands meet in few records, or nothing would come of them. */
const COMMANDS_A_RECORD = 50;

export const drawParameters = (dice: Dice, commands: number): Parameters => {
  const least = dice.between(1, 50);
  return {
    weather: {
      loss: sometimes(dice, 0.3),
      repeats: sometimes(dice, 0.5),
      reordering: sometimes(dice, 0.3),
      delay: { least, most: least + dice.between(1, 300) },
      ...drawRate(dice.named('narrow')),
    },
    length: dice.between(120, 900) * 1000,
    commit: dice.between(1, 20),
    stall: sometimes(dice, 0.02),
    misfortunes: Object.fromEntries(MISFORTUNES.map((kind) => [kind, some(dice, MOST[kind])])) as {
      [Kind in Misfortune]: number;
    },
    old: sometimes(dice, 0.6),
    poison: sometimes(dice, 0.02),
    lies: dice.chance(0.7) ? 0 : dice.next() * 0.3,
    again: sometimes(dice, 0.2),
    // Its own dice, like the rate's: the plans of seeds that are kept stay what they were.
    back: sometimes(dice.named('back'), 0.3),
    records: Math.ceil(Math.min(commands, 300) / COMMANDS_A_RECORD),
  };
};
