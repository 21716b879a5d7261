import { expect, test } from 'vitest';
import { claimTime } from '../../../src/events/claimed-time.ts';
import { draftToLines, parseLines } from '../../../src/events/lines.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { createPorts } from '../../support/devices.ts';
import { commandOf } from '../../support/events.ts';

test('case 12: whatever the clock says, the event that claims it can be read by every device', async () => {
  const { random, crypto } = await createPorts('clock');
  const instants = [0, -1, Date.UTC(2036, 0, 1), Date.UTC(12_000, 0, 1), -1e14, 8.64e15, -8.64e15];
  for (const instant of instants) {
    for (const offset of [-720, 0, 330, 840]) {
      const at = claimTime({ now: () => instant, offset: () => offset });
      const about = { aggregate: 'record:1' as AggregateId, command: commandOf(1), actor: 'Ada', at };
      const draft = { type: 'record.restored', v: 1, payload: {} };
      const { envelope, payload } = draftToLines(draft, about, random, crypto.sha256);
      expect(parseLines(envelope, payload)).toMatchObject({ ok: true });
    }
  }
});
