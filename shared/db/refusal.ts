// Says in a sentence why a server would not make what a run needs.
import pg from 'pg';
import { EnvironmentError } from '../infra/environment-error.ts';

/** The error for a statement that makes `what`; as it is when it is none that a user can mend. */
export function refusalOf(error: unknown, what: string): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  switch (error.code) {
    case '42P04':
    case '42710':
      return new EnvironmentError(
        `PostgreSQL has ${what} already, which this run has not made: nothing was touched; start again, or remove it`,
        { cause: error },
      );
    case '42501':
      return new EnvironmentError(
        `the role in DATABASE_URL may not make ${what} (${error.message}): it needs CREATEDB and CREATEROLE`,
        { cause: error },
      );
    default:
      return error;
  }
}
