import { consoleAuthRoute } from '@/lib/http/console-auth';

export { consoleAuthRoute as GET, consoleAuthRoute as POST };
