// What the client calls the broker's errors.

/** Whether the error, or one behind it, is the broker's of that name (https://kafka.apache.org/protocol#protocol_error_codes). */
export function isOfType(error: unknown, type: string): boolean {
  if (!(error instanceof Error)) return false;
  // kafkajs' error classes are not among the names that an ES module can import.
  if ('type' in error && error.type === type) return true;
  return error.cause !== undefined && isOfType(error.cause, type);
}
