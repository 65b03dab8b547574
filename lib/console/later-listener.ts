import type { RequestListener } from 'node:http';

const RETRY_AFTER_SECONDS = '5';

const body = JSON.stringify({
  type: 'urn:fairsplit:problem:not-yet',
  title: 'Service Unavailable',
  status: 503,
  detail:
    'Fairsplit is starting, or waits for its Postgres. Evaluation works; try the rest again in a moment.',
  code: 'NOT_YET',
});

/** A listener whose work is only given later; until then every request is told to come again. */
export interface LaterListener {
  readonly listener: RequestListener;
  readonly become: (listener: RequestListener) => void;
}

export function createLaterListener(): LaterListener {
  let actual: RequestListener = notYet;
  return {
    listener: (request, response) => actual(request, response),
    become: (listener) => {
      actual = listener;
    },
  };
}

const notYet: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(503, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': RETRY_AFTER_SECONDS,
  });
  response.end(body);
};
