import FindMyWay from 'find-my-way';
import { pathWithoutQuery } from './request';

/** What a route table's row is found by. */
interface RoutedRow {
  readonly method: string;
  /** Such as /api/v1/experiments/{key}: a name takes one segment, and never an empty one. */
  readonly path: string;
}

export interface RouteMatch<Row> {
  /** The rows of the path, one for each method that it takes. */
  readonly rows: readonly [Row, ...Row[]];
  /** Values of the path's `{names}`, still percent-encoded. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

export type FindRoute<Row> = (pathAndQuery: string) => RouteMatch<Row> | null;

/** Node refuses longer heads. */
const MAX_PARAMETER_CHARACTERS = 64 * 1024;

/** Finds the rows of a path; null: no row has it. */
export function createRouter<Row extends RoutedRow>(rows: readonly Row[]): FindRoute<Row> {
  const router = FindMyWay({ maxParamLength: MAX_PARAMETER_CHARACTERS });
  const found = new Map<unknown, [Row, ...Row[]]>();
  const byPath = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const known = byPath.get(row.path);
    if (known === undefined) byPath.set(row.path, [row]);
    else known.push(row);
  }
  for (const [path, ofPath] of byPath) {
    // The library calls nothing: the handler is only what the path is known by.
    const handler = () => undefined;
    found.set(handler, ofPath);
    router.on('GET', path.replaceAll(/\{(\w+)\}/g, ':$1'), handler);
  }
  return (pathAndQuery) => {
    const given = pathWithoutQuery(pathAndQuery);
    // Whoever was given our address with a slash at its end puts two between it and the path.
    const path = given.startsWith('//') ? given.replace(/^\/+/, '/') : given;
    // Escaped once more, as the library decodes: what is no UTF-8 is an error that each plane words itself.
    const match = router.find('GET', path.includes('%') ? path.replaceAll('%', '%25') : path);
    const ofPath = match === null ? undefined : found.get(match.handler);
    if (match === null || ofPath === undefined) return null;
    const { params: parameters } = match;
    for (const name in parameters) if (parameters[name] === '') return null;
    return { rows: ofPath, parameters };
  };
}
