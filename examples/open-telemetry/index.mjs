import { createClient } from '@fairsplit/sdk';
import { FairsplitServerProvider } from '@fairsplit/sdk/openfeature-server';
import { EventHook } from '@openfeature/open-telemetry-hooks';
import { OpenFeature } from '@openfeature/server-sdk';
import { logs } from '@opentelemetry/api-logs';
import { ConsoleLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';

const { FAIRSPLIT_URL: url = 'http://localhost:3000', FAIRSPLIT_KEY: key = '' } = process.env;

// In place of the console: the exporter of whatever takes your telemetry. Before the hook, which asks for a logger.
const exporter = new ConsoleLogRecordExporter();
logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor(exporter)] }));

// OpenFeature's own hook, through the provider: it finds run, version and flag set in the flag's metadata. The conventions
// have renamed the message of an error since the hook was written, so both names are sent.
const hook = new EventHook({
  attributeMapper: (_, { errorMessage }) =>
    errorMessage === undefined ? {} : { 'feature_flag.error.message': errorMessage },
});
const client = createClient({ url, key });
await OpenFeature.setProviderAndWait(new FairsplitServerProvider(client, { hooks: [hook] }));

const flags = OpenFeature.getClient();
const context = { targetingKey: process.argv[2] ?? 'user-1', country: 'SE' };
await flags.getBooleanValue('one-page-checkout', false, context);
flags.track('purchase', context, { value: 59.9, currency: 'EUR' });

await OpenFeature.close();
