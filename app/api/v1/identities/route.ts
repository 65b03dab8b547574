// The data plane, mounted for hosts that run `next start` alone; server.ts answers these paths before Next sees them.
export {
  dataPlaneRoute as GET,
  dataPlaneRoute as POST,
  dataPlaneRoute as PUT,
  dataPlaneRoute as PATCH,
  dataPlaneRoute as DELETE,
  dataPlaneRoute as OPTIONS,
} from '@/lib/http/next-data-plane';
