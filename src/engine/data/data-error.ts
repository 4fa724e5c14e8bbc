/** Data that could not be loaded or is not what it should be. Its message says what happened, why, and what to do next. */
export class DataError extends Error {
  override name = 'DataError';
}

/** A person's own data that nobody brought along. */
export class OwnDataError extends Error {
  override name = 'OwnDataError';
}
