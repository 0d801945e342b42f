import 'reflect-metadata';
import { runMain, serve } from '@shared/http';
import { ChatModule } from './chat.module.js';
import { readChatConfig } from './config/chat.config.js';

/** Largest body: a `useChat()` client sends its whole history; design section 7. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

await runMain('chat', async () => {
  const config = readChatConfig(process.env);
  const { url } = await serve(ChatModule.with(config), {
    host: config.host,
    port: config.port,
    bodyLimitBytes: BODY_LIMIT_BYTES,
  });
  process.stdout.write(`${JSON.stringify({ ready: true, service: 'chat', url })}\n`);
});
