/** Data that could not be loaded or is not what it should be. Its message says what happened, why, and what to do next. */
export class DataError extends Error {
  override name = 'DataError';
}
