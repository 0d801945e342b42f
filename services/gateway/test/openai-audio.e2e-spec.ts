import { begin, call, headersOf, type Reply } from './support/call.js';
import { expectOpenAiError } from './support/expect-openai-error.js';
import { setTwoModels, type TwoModels } from './support/two-models.js';

describe('sound', () => {
  let models: TwoModels;
  // Each time anew: what one fault leaves behind is a deployment that rests.
  beforeEach(async () => {
    models = await setTwoModels();
  });
  afterEach(() => models.stop());

  it('is streamed as it comes', async () => {
    const audio = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    models.a.play = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'audio/mpeg' }).write(audio);
      setImmediate(() => outgoing.end(audio));
    };
    const speaking = begin(`${models.stage.url}/v1/audio/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    speaking.end(JSON.stringify({ model: 'voice', input: 'Hi', voice: 'alloy' }));
    const incoming = await headersOf(speaking);
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    expect([incoming.statusCode, incoming.headers['content-type']]).toEqual([200, 'audio/mpeg']);
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat([audio, audio]));
  });

  it('cuts the connection where speech breaks off, so that half of it is not taken for all', async () => {
    models.a.play = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'audio/mpeg' }).write('half');
      setImmediate(() => outgoing.socket?.destroySoon());
    };
    const speaking = call(`${models.stage.url}/v1/audio/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'voice', input: 'Hi' }),
    });
    await expect(speaking).rejects.toThrow(/aborted|ECONNRESET|hang up/);
  });

  describe('transcriptions', () => {
    const recording = Buffer.from(Array.from({ length: 3_000 }, (_, i) => i % 256));
    const form = (parts: readonly (readonly [string, string | Buffer])[]): Buffer =>
      Buffer.concat([
        ...parts.flatMap(([name, value]) => [
          Buffer.from(
            `--frontier\r\ncontent-disposition: form-data; name="${name}"${typeof value === 'string' ? '' : '; filename="Aufnahme 1.wav"\r\ncontent-type: audio/wav'}\r\n\r\n`,
          ),
          Buffer.from(value),
          Buffer.from('\r\n'),
        ]),
        Buffer.from('--frontier--\r\n'),
      ]);
    const transcribe = (body: Buffer): Promise<Reply> =>
      call(`${models.stage.url}/v1/audio/transcriptions`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'multipart/form-data; boundary=frontier' },
      });

    it('go to the next deployment intact, with the model after the file and every field in its place', async () => {
      models.a.json('{}', 503);
      models.b.json('{"text":"Hello","usage":{"type":"tokens","input_tokens":9,"output_tokens":1}}');
      const reply = await transcribe(
        form([
          ['timestamp_granularities[]', 'word'],
          ['file', recording],
          ['timestamp_granularities[]', 'segment'],
          ['model', 'whisper'],
        ]),
      );

      expect([reply.status, reply.json()]).toEqual([
        200,
        { text: 'Hello', usage: { type: 'tokens', input_tokens: 9, output_tokens: 1 } },
      ]);
      const [first, second] = [models.a.got[0], models.b.got[0]];
      expect([first?.url, second?.url]).toEqual([
        '/v1/audio/transcriptions',
        '/openai/deployments/south-whisper/audio/transcriptions?api-version=2024-10-21',
      ]);
      for (const got of [first, second]) {
        expect(got?.body.includes(recording)).toBe(true);
        expect(got?.headers['content-length']).toBe(String(got?.body.length));
        const text = got?.body.toString('latin1') ?? '';
        expect(text.match(/ name="[^"]+"/g)?.slice(0, 3)).toEqual([
          ' name="timestamp_granularities[]"',
          ' name="file"',
          ' name="timestamp_granularities[]"',
        ]);
        expect(text).toContain('filename="Aufnahme 1.wav"\r\ncontent-type: audio/wav\r\n\r\n');
        expect(text).not.toContain('frontier');
      }
      expect(first?.body.toString('latin1')).toContain('name="model"\r\n\r\nnorth-whisper\r\n');
      // The classic path names the deployment already.
      expect(second?.body.toString('latin1')).not.toContain('name="model"');
      expect(await models.stage.metrics()).toMatch(/^\S*tokens_total\S*(?=\S*transcriptions)(?=\S*input)\S* 9$/m);
    });

    it('come back in the format asked for', async () => {
      models.a.play = (_, outgoing) => void outgoing.writeHead(200, { 'content-type': 'text/plain' }).end('WEBVTT\n');
      const reply = await transcribe(
        form([
          ['model', 'whisper'],
          ['response_format', 'vtt'],
          ['file', recording],
        ]),
      );
      expect([reply.status, reply.headers['content-type'], reply.body]).toEqual([200, 'text/plain', 'WEBVTT\n']);
    });

    it.each<[string, Buffer, number, string]>([
      ['no file', form([['model', 'whisper']]), 400, 'audio_form_malformed'],
      ['no model', form([['file', recording]]), 400, 'invalid_input'],
      [
        'half a form',
        form([
          ['model', 'whisper'],
          ['file', recording],
        ]).subarray(0, 900),
        400,
        'audio_form_malformed',
      ],
      [
        'more than 25 MiB',
        form([
          ['model', 'whisper'],
          ['file', Buffer.alloc(25 * 1024 ** 2 + 1)],
        ]),
        413,
        'audio_too_large',
      ],
    ])('are refused with %s', async (_, body, status, code) => {
      expectOpenAiError(await transcribe(body), status, code, 'invalid_request_error');
      expect(models.a.got).toEqual([]);
    });
  });
});
