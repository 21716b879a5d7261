import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { mutate } from '../simulate/mutants/plant.ts';
import { DEFENCES } from './list.ts';

/** Of the defence that the tests run without, by its place in the list. */
export const WITHOUT = 'DAYBOOK_TEST_WITHOUT';

/** For the tests: reads the source without that defence. Nothing, where none is named. */
export const withoutDefence = (number: string | undefined): readonly Plugin[] => {
  const defence = number === undefined ? undefined : DEFENCES[Number(number)];
  if (!defence) return [];
  const file = fileURLToPath(new URL(`../../${defence.file}`, import.meta.url));
  return [
    {
      name: 'without-a-defence',
      enforce: 'pre',
      load: (id) => (id === file ? mutate(defence) : undefined),
    },
  ];
};
