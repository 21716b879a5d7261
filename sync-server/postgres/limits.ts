/** The oldest that is tried, as `server_version_num` tells it. */
export const OLDEST_POSTGRES = 150_000;
/** Connections of a node that only read. */
export const READERS = 4;
