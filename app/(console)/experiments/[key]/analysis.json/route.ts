import { readConsoleSession } from '@/lib/auth/console-context';
import { FairsplitError } from '@/lib/errors';
import { latestAnalysis } from '@/lib/services/analysis/latest-analysis';

interface RouteContext {
  readonly params: Promise<{ key: string }>;
}

/** The latest analysis as the page shows it, for a person who is signed in; programs use /api/v1 with a key. */
export async function GET(_request: Request, { params }: RouteContext): Promise<Response> {
  const session = await readConsoleSession();
  if (session === null) return Response.json({ detail: 'Sign in first.' }, { status: 401 });
  try {
    const analysis = await latestAnalysis({ ctx: session.ctx, input: { key: (await params).key } });
    if (analysis === null) return Response.json({ detail: 'There is no analysis yet.' }, { status: 404 });
    return Response.json(analysis, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return Response.json({ code: error.code, detail: error.message }, { status: error.status });
  }
}
