import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { childEnvironment } from '../../lib/env';

const unpack = `await (await import('@sparticuz/chromium')).default.executablePath()`;

/** Unpacks the npm browser once: a file that does so while another starts it fails. In a process with its variables. */
export default function setUp(): void {
  execFileSync(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: childEnvironment({ AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }),
  });
}
