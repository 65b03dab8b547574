import type pg from 'pg';

/** One connection, for hand-written SQL that needs a transaction or a snapshot of its own. */
export type Connection = pg.ClientBase;

/** The connections of a process; each statement takes one of them. */
export type ConnectionPool = pg.Pool;
