import { at, everyone, question, readers, type Row } from './row.ts';
import { fileForm } from './scene.ts';

const messages = [{ role: 'user', content: question }];
const chat = (model: string, more: object = {}): Row['call'] =>
  at('POST', '/v1/chat/completions', { model, messages, ...more });
/** The product of this test has no deployment that hears or speaks. */
const NO_MODEL = '404 model_not_found';

/** OpenAI's routes. Of the documents an answer tells its caller what `POST /api/chat` would, without the sources beside it. */
export const openAiRows: readonly Row[] = [
  { route: 'GET /v1/models', call: at('GET', '/v1/models'), outcomes: everyone('200') },
  { route: 'GET /v1/models/{model}', call: at('GET', '/v1/models/groundwork'), outcomes: everyone('200') },
  { route: 'POST /v1/chat/completions', call: chat('local-extractive'), outcomes: everyone('200') },
  {
    route: 'POST /v1/chat/completions',
    what: 'from the documents',
    call: chat('groundwork'),
    outcomes: readers('200 title secret', '200'),
  },
  {
    route: 'POST /v1/chat/completions',
    what: 'from the documents, as a stream',
    call: chat('groundwork', { stream: true }),
    outcomes: readers('200 title secret', '200'),
  },
  {
    route: 'POST /v1/responses',
    call: at('POST', '/v1/responses', { model: 'local-extractive', input: question }),
    outcomes: everyone('200'),
  },
  {
    route: 'POST /v1/embeddings',
    call: at('POST', '/v1/embeddings', { model: 'local-hashed', input: 'x', dimensions: 8 }),
    outcomes: everyone('200'),
  },
  {
    route: 'POST /v1/audio/transcriptions',
    call: () => ({
      method: 'POST',
      path: '/v1/audio/transcriptions',
      body: fileForm('said.wav', 'x', { model: 'whisper' }),
    }),
    outcomes: everyone(NO_MODEL),
  },
  {
    route: 'POST /v1/audio/speech',
    call: at('POST', '/v1/audio/speech', { model: 'voice', input: 'x' }),
    outcomes: everyone(NO_MODEL),
  },
  ...['/v1/realtime', '/v1/realtime/sessions'].map((path): Row => ({
    route: `GET ${path}`,
    call: () => ({ method: 'GET', path: `${path}?model=voice` }),
    outcomes: everyone('400 websocket_expected'),
  })),
  // What there is not is told to anybody.
  { route: 'ALL /v1/*', call: at('GET', '/v1/nothing'), outcomes: { open: '404 route_not_found' } },
];
