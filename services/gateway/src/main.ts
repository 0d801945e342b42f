import 'reflect-metadata';
import { runMain, serve } from '@shared/http';
import { gatewayConfig } from './config/gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { gatewayServeOptions } from './gateway.js';

await runMain('gateway', async () => {
  const config = gatewayConfig(process.env);
  const { url } = await serve(GatewayModule.with(config), gatewayServeOptions(config));
  process.stdout.write(`${JSON.stringify({ ready: true, service: 'gateway', url })}\n`);
});
