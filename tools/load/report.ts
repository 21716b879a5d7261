/** What a load answers: figures that a run does not measure are null. */
export interface Report {
  /** Segments that the server has acknowledged, control records apart. */
  readonly acked: number;
  readonly ackedPerSecond: number;
  /** From a segment's being sealed to its acknowledgement. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Acknowledged, and not there when read back. */
  readonly lost: number;
  /** Stored twice, or two at one place of a log. */
  readonly duplicated: number;
  /** Segments of others that devices have received, in all. */
  readonly delivered: number;
  readonly kills: number;
  /** CPU of the nodes, all of their threads, an acknowledged segment. */
  readonly serverCpuUsPerSegment: number | null;
  /** The most that any node has taken. */
  readonly serverRssMb: number;
  /** What nodes hold on to for a connected and silent device, their garbage collected. */
  readonly idleKbPerConnection: number | null;
  /** The longest that a node took to start again, from the end of the one before. */
  readonly mostDownMs: number | null;
  /** From the end of a node to the device's being let in again: of a single node its start is in it. */
  readonly reconnectP99Ms: number | null;
}
