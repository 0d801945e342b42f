import { DomainError } from '@shared/errors';

/** The audio is larger than models take. */
export class AudioTooLarge extends DomainError {
  readonly code = 'audio_too_large';
  readonly kind = 'too-large';
  constructor(maxMiB: number) {
    super(`One recording may be ${maxMiB} MiB at most; compress it, or send it in parts.`);
  }
}

/** The form of a transcription is not one. */
export class AudioFormMalformed extends DomainError {
  readonly code = 'audio_form_malformed';
  readonly kind = 'invalid';
  constructor(options?: { cause?: unknown }) {
    super('Send a complete multipart form with the recording in the field "file" and the model in "model".', options);
  }
}

/** The address speaks WebSocket only. */
export class WebSocketExpected extends DomainError {
  readonly code = 'websocket_expected';
  readonly kind = 'invalid';
  constructor() {
    super('This address speaks WebSocket; connect with ws:// or wss:// and an Upgrade header.');
  }
}
