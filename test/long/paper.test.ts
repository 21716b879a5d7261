import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { replayFile } from '../support/fleet-cli.ts';

const PAPER = '../shared/data/automerge-paper.json.gz';

/** One core is busy all the while: on a machine that is slow, and busy besides, for more than twenty minutes. */
const TIMEOUT = 2_400_000;

test(
  'a paper typed character by character is the same for its reader',
  { timeout: TIMEOUT },
  async ({ skip }) => {
    skip(!existsSync(PAPER), `${PAPER} is not there`);
    const { status, result } = await replayFile(PAPER);
    expect(result).toMatchObject({ agents: 2, txns: 259_778, events: 259_778, converged: true });
    expect(result!.textSha256).toBe(result!.expectedSha256);
    expect(result!.duplicatesRefused).toBe(2 * result!.segments);
    expect(status).toBe(0);
  },
);
