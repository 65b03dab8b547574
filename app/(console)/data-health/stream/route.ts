import { consoleSessionOf } from '@/lib/console/console-context';
import { UnauthenticatedError } from '@/lib/errors';
import { consoleIngestionStream } from '@/lib/api/ingestion-stream';

/** What is just arriving, for a person who is signed in; programs use /api/v1/ingestion/stream with a key. */
export async function GET(request: Request): Promise<Response> {
  const { headers } = request;
  return consoleIngestionStream(request, async () => {
    const session = await consoleSessionOf(headers);
    if (session === null) throw new UnauthenticatedError('Sign in first.');
    return session.ctx;
  });
}
