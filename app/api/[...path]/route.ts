// Both planes of the API, mounted for hosts that run `next start` alone; server.ts answers these paths before Next sees them.
export {
  apiRoute as GET,
  apiRoute as POST,
  apiRoute as PUT,
  apiRoute as PATCH,
  apiRoute as DELETE,
  apiRoute as OPTIONS,
} from '@/lib/api/next-route';
