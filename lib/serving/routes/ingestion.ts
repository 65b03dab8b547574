import { parseJson } from '../../http/parse-json';
import { recordEvents } from '../../services/ingestion/record-events';
import { recordExposures } from '../../services/ingestion/record-exposures';
import { jsonResponse } from '../request';
import { ingestionContext, type Route } from '../route';

/** Units met variants. Answered after the commit, with a verdict for each item. */
export const exposuresRoute: Route = {
  method: 'POST',
  path: '/api/v1/exposures',
  access: 'key',
  errors: 'problem',
  handle: async (call) => {
    const input = parseJson(await call.request.readBody());
    const result = await recordExposures({ ctx: ingestionContext(call), input });
    call.parts.metrics.countIngested('exposures', result);
    return jsonResponse(200, result);
  },
};

/** Units did something. Answered after the commit, with a verdict for each item. */
export const eventsRoute: Route = {
  method: 'POST',
  path: '/api/v1/events',
  access: 'key',
  errors: 'problem',
  handle: async (call) => {
    const input = parseJson(await call.request.readBody());
    const result = await recordEvents({ ctx: ingestionContext(call), input });
    call.parts.metrics.countIngested('events', result);
    return jsonResponse(200, result);
  },
};
