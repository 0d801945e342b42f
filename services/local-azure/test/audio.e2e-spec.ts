import OpenAI, { AzureOpenAI, toFile } from 'openai';
import { API_KEY, startEmulators, until, type Emulators } from './emulators.js';

const TEXT = 'The alarm code word is heliotrope.';

describe('speech and transcription', () => {
  let azure: Emulators;
  let client: OpenAI;
  beforeAll(async () => {
    azure = await startEmulators();
    client = new OpenAI({ baseURL: `${azure.url}/openai/v1/`, apiKey: API_KEY, maxRetries: 0 });
  });
  afterAll(() => azure.close());
  afterEach(() => azure.faults.remove());

  const speak = async (input = TEXT): Promise<Buffer> => {
    const reply = await client.audio.speech.create({
      model: 'local-tones',
      input,
      voice: 'alloy',
      response_format: 'wav',
    });
    expect(reply.headers.get('content-type')).toBe('audio/wav');
    return Buffer.from(await reply.arrayBuffer());
  };
  const file = async (bytes: Buffer): Promise<File> => toFile(bytes, 'said.wav', { type: 'audio/wav' });

  it('come back as the text that was spoken', async () => {
    const spoken = await speak();
    // 34 letters of 0.02 s at 24,000 samples a second, of 2 bytes: 34 x 480 x 2, behind the headers and the comment.
    expect(spoken.readUInt32LE(spoken.indexOf('data') + 4)).toBe(34 * 480 * 2);
    const heard = await client.audio.transcriptions.create({ model: 'local-hearing', file: await file(spoken) });
    expect(heard.text).toBe(TEXT);
    // 34 x 0.02 s = 0.68 s, at 10 tokens a second: 7.
    expect(heard.usage).toMatchObject({ type: 'tokens', input_tokens: 7 });
  });

  it.each([
    ['text', `${TEXT}\n`],
    ['srt', `1\n00:00:00,000 --> 00:00:00,680\n${TEXT}\n\n`],
    ['vtt', `WEBVTT\n\n00:00:00.000 --> 00:00:00.680\n${TEXT}\n\n`],
  ] as const)('are written as %s', async (format, expected) => {
    const heard = await client.audio.transcriptions.create({
      model: 'local-hearing',
      file: await file(await speak()),
      response_format: format,
    });
    expect(heard).toBe(expected);
  });

  it('are written with their segments', async () => {
    const heard = await client.audio.transcriptions.create({
      model: 'local-hearing',
      file: await file(await speak()),
      response_format: 'verbose_json',
    });
    expect(heard).toMatchObject({ duration: 0.68, text: TEXT, segments: [{ start: 0, end: 0.68, text: TEXT }] });
  });

  it('are streamed, and end without [DONE]', async () => {
    const events: { type: string }[] = [];
    let text = '';
    const stream = await client.audio.transcriptions.create({
      model: 'local-hearing',
      file: await file(await speak()),
      stream: true,
    });
    for await (const event of stream) {
      events.push(event);
      if (event.type === 'transcript.text.delta') text += event.delta;
    }
    expect(text).toBe(TEXT);
    expect(events.at(-1)).toMatchObject({ type: 'transcript.text.done', text: TEXT });
  });

  it('tell of a foreign recording only how long it is', async () => {
    const heard = await client.audio.transcriptions.create({
      model: 'local-hearing',
      file: await file(Buffer.alloc(500)),
    });
    expect(heard.text).toMatch(/^A recording of 500 bytes; local Azure understands only its own\.$/);
  });

  it('take the classic paths, where the address names the deployment', async () => {
    const classic = new AzureOpenAI({ endpoint: azure.url, apiKey: API_KEY, apiVersion: '2024-10-21', maxRetries: 0 });
    const spoken = await classic.audio.speech.create({
      model: 'local-tones',
      input: 'Hi',
      voice: 'alloy',
      response_format: 'pcm',
    });
    expect((await spoken.arrayBuffer()).byteLength).toBe(2 * 480 * 2);
    const chat = await classic.chat.completions.create({
      model: 'local-extractive',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(chat.model).toBe('local-extractive');
    const without = await fetch(`${azure.url}/openai/deployments/local-extractive/chat/completions`, {
      method: 'POST',
      headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
      body: '{"messages":[{"role":"user","content":"Hi"}]}',
    });
    expect([without.status, await without.json()]).toEqual([
      404,
      { error: { code: '404', message: 'Resource not found' } },
    ]);
  });

  it.each([
    ['another format', { response_format: 'mp3' }, 'response_format'],
    ['no text', { input: '' }, 'input'],
  ] as const)('refuse %s', async (_, fields, param) => {
    const asked = { model: 'local-tones', input: 'Hi', voice: 'alloy', ...fields } as const;
    await expect(client.audio.speech.create(asked)).rejects.toMatchObject({ status: 400, param });
  });

  it('fail as ordered, and notice who leaves', async () => {
    azure.faults.add({ operation: 'speech', fault: { kind: 'status', status: 503 }, count: 1 });
    await expect(speak()).rejects.toMatchObject({ status: 503 });
    azure.faults.add({ operation: 'speech', fault: { kind: 'latency', ms: 0, perTokenMs: 60_000 } });
    const leaving = new AbortController();
    const reply = await client.audio.speech.create(
      { model: 'local-tones', input: TEXT, voice: 'alloy', response_format: 'pcm' },
      { signal: leaving.signal },
    );
    reply.arrayBuffer().catch(() => undefined);
    leaving.abort();
    await until(() =>
      azure.faults.ledger.list().some(({ operation, aborted }) => operation === 'speech' && aborted === 1),
    );
  });
});
