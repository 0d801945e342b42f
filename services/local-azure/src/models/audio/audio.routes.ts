import { Readable } from 'node:stream';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FaultDesk } from '../../faults/fault-desk.js';
import { beginCall, sendEvents } from '../call.js';
import { deploymentNamed } from '../deployments.js';
import { badRequest } from '../model-error.js';
import { collected, paced, piecesOf, streamError, waitForFirst, type Beat } from '../pacing.js';
import { parseBody } from '../parse-body.js';
import { tokensIn } from '../tokens.js';
import { readForm, type SentForm } from './audio-form.js';
import { readRecording, toneOf, wavOf } from './recording.js';
import { FORMATS, written, type Format, type Transcript } from './transcript-format.js';

/** Tokens that a second of audio counts. */
const TOKENS_PER_SECOND = 10;
/** Bytes of audio in one piece of an answer: 0.1 s. */
const PIECE_BYTES = 4_800;

const speechRequest = z.object({
  model: z.string().min(1),
  input: z.string().min(1).max(4_096),
  voice: z.union([z.string().min(1), z.object({ id: z.string() })]),
  response_format: z.enum(['wav', 'pcm'], 'Only wav and pcm are spoken here.').nullish(),
  speed: z.number().min(0.25).max(4).nullish(),
});

/** `POST /audio/speech` and `POST /audio/transcriptions`: tones, and the text that a recording of such tones carries. */
export function audioRoutes(faults: FaultDesk): FastifyPluginAsync {
  return async (app) => {
    app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));

    app.post('/audio/speech', async (request, reply) => {
      const { fault, left } = beginCall(faults, 'speech', 'Speech_Create', request, reply);
      const asked = parseBody(speechRequest, request.body);
      deploymentNamed(asked.model, 'speech');
      const tone = toneOf(asked.input);
      const isWav = asked.response_format !== 'pcm';
      const audio = isWav ? wavOf(tone, asked.input) : tone;
      await waitForFirst(fault, left);
      return reply.header('content-type', isWav ? 'audio/wav' : 'audio/pcm').send(
        Readable.from(
          spoken(audio, (pieces) => paced(pieces, fault, left)),
          { objectMode: false },
        ),
      );
    });

    app.post('/audio/transcriptions', async (request, reply) => {
      const { fault, left } = beginCall(faults, 'transcription', 'Transcriptions_Create', request, reply);
      const form = await readForm(request.headers['content-type'] ?? '', streamOf(request));
      deploymentNamed(form.fields.get('model') ?? pathDeployment(request), 'transcription');
      const format = formatOf(form);
      const { seconds, text: said } = heard(form);
      await waitForFirst(fault, left);
      if (form.fields.get('stream') === 'true') {
        return sendEvents(
          reply,
          transcriptEvents(paced(piecesOf(said), fault, left), (text) => usageOf({ text, seconds })),
        );
      }
      const { text } = await collected(piecesOf(said), fault, left);
      const answer = written(format, { text, seconds }, usageOf({ text, seconds }));
      return typeof answer === 'string'
        ? reply.header('content-type', 'text/plain; charset=utf-8').send(answer)
        : answer;
    });
  };
}

/** What a recording says: its own text if it was spoken here; otherwise only how long it is, which is all that can be told. */
function heard({ file }: SentForm): Transcript {
  const recording = readRecording(file);
  if (!recording)
    return { text: `A recording of ${file.length} bytes; local Azure understands only its own.`, seconds: 0 };
  const { text, seconds } = recording;
  return {
    text: text ?? `A recording of ${seconds.toFixed(1)} seconds; local Azure understands only its own.`,
    seconds,
  };
}

function formatOf({ fields }: SentForm): Format {
  const given = fields.get('response_format') ?? 'json';
  const format = FORMATS.find((name) => name === given);
  if (!format) throw badRequest('response_format', `Invalid value: '${given}'.`, 'invalid_value');
  return format;
}

const usageOf = ({ text, seconds }: Transcript): object => {
  const input = Math.ceil(seconds * TOKENS_PER_SECOND);
  const output = tokensIn(text);
  return { type: 'tokens', input_tokens: input, output_tokens: output, total_tokens: input + output };
};

/** The audio at the pace that the fault orders, a piece a beat. */
async function* spoken(audio: Buffer, paceOf: (pieces: string[]) => AsyncIterable<Beat>): AsyncGenerator<Buffer> {
  const count = Math.ceil(audio.length / PIECE_BYTES);
  let at = 0;
  for await (const beat of paceOf(Array.from({ length: count }, () => ' '))) {
    if (beat.kind !== 'text') throw streamError();
    yield audio.subarray(at, at + PIECE_BYTES);
    at += PIECE_BYTES;
  }
}

async function* transcriptEvents(beats: AsyncIterable<Beat>, usage: (text: string) => object): AsyncGenerator<string> {
  const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
  let text = '';
  for await (const beat of beats) {
    if (beat.kind !== 'text') {
      yield event(streamError().toBody());
      return;
    }
    text += beat.text;
    yield event({ type: 'transcript.text.delta', delta: beat.text });
  }
  // No `[DONE]` here, as in the service.
  yield event({ type: 'transcript.text.done', text, usage: usage(text) });
}

function streamOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw badRequest(null, 'We could not parse the form of your request. Send multipart/form-data.');
}

/** The classic path names the deployment, and the form need not. */
export function pathDeployment({ params }: FastifyRequest): string {
  const { deployment } = params as { deployment?: string };
  return deployment ?? '';
}
