import { expect, test } from 'vitest';
import { DEFENCES } from '../../tools/defences/list.ts';
import { tryWithout } from '../../tools/defences/try-without.ts';

test.each(DEFENCES.map((defence, index) => [defence.case, defence.name, index] as const))(
  'case %i: a test fails when %s',
  async (_case, _name, index) => {
    expect((await tryWithout(index)).failed).not.toBeNull();
  },
);
