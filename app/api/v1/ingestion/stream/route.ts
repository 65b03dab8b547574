// What is just arriving, for a program with a secret key. Next's, because it lasts: the control plane answers whole bodies.
export { keyedIngestionStream as GET } from '@/lib/http/ingestion-stream';
