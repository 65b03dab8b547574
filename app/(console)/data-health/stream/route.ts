import { readConsoleSession } from '@/lib/auth/console-context';
import { ingestionStreamResponse } from '@/lib/http/ingestion-stream';

/** What is just arriving, for a person who is signed in; programs use /api/v1/ingestion/stream with a key. */
export async function GET(request: Request): Promise<Response> {
  const session = await readConsoleSession();
  if (session === null) return Response.json({ detail: 'Sign in first.' }, { status: 401 });
  return ingestionStreamResponse(request, session.ctx);
}
