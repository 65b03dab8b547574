import { ForbiddenError, NotFoundError, UnauthenticatedError } from '../../errors';
import { isLocal } from '../../protocol/client-address';
import { METRICS_CONTENT_TYPE, renderMetrics, type ServingState } from '../metrics/exposition';
import type { ApiRequest } from '../../protocol/request';
import type { Call, DataPlaneParts, Route } from '../route';

/**
 * The process's figures for Prometheus. By default for secret keys, which see the configuration version of their
 * own environment alone; this machine's requests need a setting, as a proxy on it makes everybody local.
 */
export const metricsRoute: Route = {
  method: 'GET',
  path: '/metrics',
  operation: 'getMetrics',
  topic: 'Health',
  summary: 'Read metrics of the process, for Prometheus',
  success: {
    status: 200,
    description: 'The text format of Prometheus.',
    content: { [METRICS_CONTENT_TYPE]: 'text' },
  },
  isFor: (request) => !isForPage(request),
  access: 'open',
  errors: 'problem',
  handle: async ({ request, parts }) => {
    const environmentId = readerOf(request, parts);
    const body = await renderMetrics(parts.metrics, stateOf(parts, environmentId), parts.now());
    return { status: 200, headers: { 'content-type': METRICS_CONTENT_TYPE }, body };
  },
};

/** The console has a page of the same path: browsers ask for HTML, and Next for the page's parts; scrapers ask for neither. */
function isForPage(request: ApiRequest): boolean {
  const isPart = request.header('rsc') !== null || request.path.includes('_rsc=');
  return isPart || (request.header('accept') ?? '').includes('text/html');
}

/** The environment whose key reads; null for a reader who may see all. Throws for everybody else. */
function readerOf(request: ApiRequest, { metricsAccess, feed, now }: Call['parts']): number | null {
  if (metricsAccess === 'off') throw new NotFoundError('page', '/metrics');
  if (metricsAccess === 'open') return null;
  const authorization = request.header('authorization');
  if (metricsAccess === 'local' && authorization === null && isFromHere(request)) return null;
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? request.header('x-api-key');
  const holder = key === null ? null : feed.current()?.keys.find(key, now().getTime());
  if (holder === null || holder === undefined) throw new UnauthenticatedError();
  if (holder.kind !== 'secret') throw new ForbiddenError('Metrics are for secret keys.');
  return holder.environmentId;
}

function isFromHere(request: ApiRequest): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => request.header(name) !== null,
  );
  return isLocal(request.remoteAddress, isForwarded);
}

function stateOf(parts: DataPlaneParts, environmentId: number | null): ServingState {
  const { feed, exposures, streams } = parts;
  const { waiting, lost } = exposures.counts();
  const environments = [...(feed.current()?.environments.values() ?? [])];
  return {
    isDatabaseReachable: feed.isDatabaseReachable(),
    exposuresWaiting: waiting,
    exposuresLost: lost,
    streams: streams.count(),
    configurationConfirmedAtMs: feed.confirmedAt()?.getTime() ?? null,
    environments: environments.filter(({ id }) => environmentId === null || id === environmentId),
  };
}
