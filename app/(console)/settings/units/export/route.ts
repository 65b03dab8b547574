import { fileHeaders } from '@/lib/api/attachment';
import { readConsoleSession } from '@/lib/console/console-context';
import { FairsplitError } from '@/lib/errors';
import { exportUnitRecords } from '@/lib/verbs/data/export-unit-records';

/**
 * What is stored of a unit as a file, for a person who is signed in; programs use /api/v1/unit-exports with a key. The unit comes in a form,
 * so that its id stands in no address, history or access log.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) {
    return Response.json(
      { detail: 'This form is sent from the page Data of a unit alone.' },
      { status: 403 },
    );
  }
  const session = await readConsoleSession();
  if (session === null) return Response.json({ detail: 'Sign in first.' }, { status: 401 });
  try {
    const unit = (await request.formData()).get('unit');
    const file = await exportUnitRecords({ ctx: session.ctx, input: { unit } });
    return new Response(file.body, { headers: { ...fileHeaders(file), 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return Response.json({ code: error.code, detail: error.message }, { status: error.status });
  }
}

/** Browsers say it of themselves where the address is https or this machine, and else by the origin. */
function isFromOwnPage({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === headers.get('host');
}
