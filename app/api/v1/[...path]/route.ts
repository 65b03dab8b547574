// The control plane, mounted for hosts that run `next start` alone; server.ts answers these paths before Next sees them.
export {
  controlPlaneRoute as GET,
  controlPlaneRoute as POST,
  controlPlaneRoute as PUT,
  controlPlaneRoute as PATCH,
  controlPlaneRoute as DELETE,
} from '@/lib/http/next-control-plane';
