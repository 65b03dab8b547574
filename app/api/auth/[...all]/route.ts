import { consoleAuthRoute } from '@/lib/console/console-auth';

export { consoleAuthRoute as GET, consoleAuthRoute as POST };
