import { readConsoleSession } from '@/lib/console/console-context';
import { fileHeaders } from '@/lib/api/attachment';
import { FairsplitError } from '@/lib/errors';
import { exportAuditEntries } from '@/lib/verbs/audit/export-audit-entries';
import { readAddress } from '../../_audit/filter-address';

interface RouteContext {
  readonly params: Promise<{ readonly format: string }>;
}

/** The audit trail as a file, for a person who is signed in; programs use /api/v1/audit-entries/export with a key. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const session = await readConsoleSession();
  if (session === null) return Response.json({ detail: 'Sign in first.' }, { status: 401 });
  const { format } = await params;
  const { after: _after, ...filter } = readAddress(Object.fromEntries(new URL(request.url).searchParams));
  try {
    const file = await exportAuditEntries({ ctx: session.ctx, input: { ...filter, format } });
    return new Response(file.body, { headers: { ...fileHeaders(file), 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return Response.json({ code: error.code, detail: error.message }, { status: error.status });
  }
}
