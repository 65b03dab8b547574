import { InvalidInputError } from '../../errors';
import { MethodNotAllowedError } from './method-not-allowed';
import type { Route } from './route';

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The route that takes this method and path; null where no route has the path. Throws {@link MethodNotAllowedError}
 * where the path takes other methods.
 */
export function matchRoute(routes: readonly Route[], method: string, pathname: string): RouteMatch | null {
  const segments = pathname.split('/');
  const onPath = routes.flatMap((route) => {
    const parameters = parametersOf(route.path.split('/'), segments);
    return parameters === null ? [] : [{ route, parameters }];
  });
  if (onPath.length === 0) return null;
  const match = onPath.find(({ route }) => route.method === method);
  if (match === undefined)
    throw new MethodNotAllowedError(method, onPath.map(({ route }) => methodsOf(route)).join(', '));
  return {
    route: match.route,
    parameters: Object.fromEntries(
      Object.entries(match.parameters).map(([name, value]) => [name, decoded(value)]),
    ),
  };
}

/** What takes GET answers HEAD too. */
const methodsOf = ({ method }: Route) => (method === 'GET' ? 'GET, HEAD' : method);

function parametersOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(?<name>\w+)\}$/.exec(part)?.groups?.['name'];
    if (name === undefined && part !== segment) return null;
    if (name !== undefined) parameters[name] = segment;
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InvalidInputError(`"${segment}" in the path is not valid percent-encoding.`);
  }
}
