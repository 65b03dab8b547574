import { readConsoleSession } from '@/lib/console/console-context';
import { FairsplitError } from '@/lib/errors';
import { fileHeaders } from '@/lib/api/attachment';
import { exportAnalysis } from '@/lib/verbs/analysis/export-analysis';
import { exportUnits } from '@/lib/verbs/analysis/export-units';

interface RouteContext {
  readonly params: Promise<{ key: string; format: string }>;
}

/**
 * The last look of a run (`?run=`) as a file, or with `?rows=units` its units, for a person who is signed in; programs use /api/v1 with a key.
 */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const session = await readConsoleSession();
  if (session === null) return Response.json({ detail: 'Sign in first.' }, { status: 401 });
  try {
    const { searchParams } = new URL(request.url);
    const ofUnits = searchParams.get('rows') === 'units';
    const run = searchParams.get('run');
    const moments = ofUnits ? null : searchParams.get('moments');
    const read = ofUnits ? exportUnits : exportAnalysis;
    const file = await read({
      ctx: session.ctx,
      input: { ...(await params), ...(run !== null && { run }), ...(moments !== null && { moments }) },
    });
    if (file === null) return Response.json({ detail: 'There is no analysis yet.' }, { status: 404 });
    return new Response(file.body, { headers: { ...fileHeaders(file), 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return Response.json({ code: error.code, detail: error.message }, { status: error.status });
  }
}
