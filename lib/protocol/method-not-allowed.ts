import { FairsplitError } from '../errors';

/** The path exists, but not with this method. */
export class MethodNotAllowedError extends FairsplitError {
  constructor(
    method: string,
    /** The Allow header. */
    readonly allow: string,
  ) {
    super('METHOD_NOT_ALLOWED', 405, `This path takes ${allow}, not ${method.slice(0, 20)}.`);
  }
}
