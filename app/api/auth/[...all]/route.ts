import { consoleAuth } from '@/lib/auth/better-auth';

const answer = (request: Request): Promise<Response> => consoleAuth().handler(request);

export { answer as GET, answer as POST };
