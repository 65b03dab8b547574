import { z } from 'zod';
import { queryParameter } from '../../protocol/request';
import type { KeyedCall } from '../route';

/** For the API's description. */
export const catchUpQuery = z.object({
  flagConfigEtag: z
    .string()
    .optional()
    .describe('The `etag` of a stream event: the response has that version or a later one.'),
});

/**
 * A client that was told of a version by another process, and asks here for it (the parameter `flagConfigEtag` holds the
 * `etag` of the event): this process looks for it before it answers. Null where it is not behind.
 */
export function catchUp(call: KeyedCall): Promise<KeyedCall> | null {
  const { caller, parts, request } = call;
  if (!request.path.includes('?')) return null;
  const { id, version } = caller.environment;
  const etag = queryParameter(request.path, 'flagConfigEtag') ?? '';
  const told = /^"?(?<id>\d+)-(?<version>\d+)"?$/.exec(etag)?.groups;
  if (Number(told?.['id']) !== id || !(Number(told?.['version']) > version)) return null;
  return parts.lookAgain().then(() => {
    const environment = parts.feed.current()?.environments.get(id) ?? caller.environment;
    return { ...call, caller: { ...caller, environment } };
  });
}
