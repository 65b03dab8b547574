/** One thing that is wrong with an input, at the place (`/variants/0/weight`) where it has to be changed. */
export interface InputProblem {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * The one family of errors that verbs throw. `code` is stable and part of the API; `status` is the HTTP status the
 * edges answer with; `detail` says what to change. One place, lib/protocol/problem.ts, maps it to problem+json.
 */
export class FairsplitError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly problems: readonly InputProblem[] = [],
  ) {
    super(detail);
    this.name = new.target.name;
  }
}

/** The input cannot be accepted as it is; each problem names its place. */
export class InvalidInputError extends FairsplitError {
  constructor(detail: string, problems: readonly InputProblem[] = []) {
    super('INVALID_INPUT', 400, detail, problems);
  }
}

/** The same, which says its problems in one sentence too. */
export function invalidInput(problems: readonly InputProblem[]): InvalidInputError {
  const summary = problems.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`));
  return new InvalidInputError(summary.join('; '), problems);
}

export class UnauthenticatedError extends FairsplitError {
  constructor(detail = 'Send a key as "Authorization: Bearer <key>".') {
    super('UNAUTHENTICATED', 401, detail);
  }
}

export class ForbiddenError extends FairsplitError {
  constructor(detail: string) {
    super('FORBIDDEN', 403, detail);
  }
}

/** Also the answer for what belongs to somebody else: an unknown id and a foreign one look alike. */
export class NotFoundError extends FairsplitError {
  constructor(subject: string, key?: string) {
    super('NOT_FOUND', 404, `There is no ${subject}${key === undefined ? '' : ` "${key}"`} here.`);
  }
}

/** The request contradicts the state: a duplicate key, a second start, a metric still in use. */
export class ConflictError extends FairsplitError {
  constructor(code: string, detail: string) {
    super(code, 409, detail);
  }
}

/** Somebody saved in between: the version that was read is no longer the version that is stored. */
export class VersionMismatchError extends FairsplitError {
  constructor(versionRead: number, versionStored: number) {
    super(
      'VERSION_MISMATCH',
      412,
      `Somebody saved in between: you read version ${versionRead}, it is now ${versionStored}. Read it again.`,
    );
  }
}
