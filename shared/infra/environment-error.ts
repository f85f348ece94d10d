// Tells a fault of the machine or its settings from a fault of this program, so that the CLI can exit with 3.

/** Something the harness needs is missing or unreachable; `message` is one sentence that says what mends it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}
