import Fastify from 'fastify';
import { Agent, request } from 'undici';

/** The least that a gateway can be: parses, writes the model's name, passes through, and ends the call of who leaves. */
const agent = new Agent({ connections: null, pipelining: 1 });
const app = Fastify({ bodyLimit: 10 * 1024 ** 2 });
app.post('/v1/chat/completions', async (incoming, reply) => {
  const left = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  const answer = await request(`${process.env['UPSTREAM_URL'] ?? ''}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...(incoming.body as object), model: 'deployment' }),
    dispatcher: agent,
    signal: left.signal,
  });
  answer.body.on('error', () => undefined);
  return reply.status(answer.statusCode).header('content-type', answer.headers['content-type']).send(answer.body);
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url })}\n`);
