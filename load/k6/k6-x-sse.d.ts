/** Our module of tools/k6, whose README says what each field is. */
declare module 'k6/x/sse' {
  export interface SseEvent {
    readonly id: string;
    readonly event: string;
    readonly data: string;
    readonly atMs: number;
  }

  export interface SseParams {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | ArrayBuffer;
    readonly timeout?: string | number;
    readonly idleTimeout?: string | number;
    readonly maxEventBytes?: number;
    readonly tags?: Readonly<Record<string, string>>;
  }

  export interface SseFault {
    readonly code:
      'connection_failed' | 'timed_out' | 'idle' | 'cut' | 'event_too_large' | 'not_a_stream' | 'interrupted';
    readonly message: string;
  }

  export interface SseAnswer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly events: number;
    readonly comments: number;
    readonly durationMs: number;
    readonly error: SseFault | null;
  }

  export function read(url: string, params: SseParams | null, onEvent: (event: SseEvent) => boolean | void): SseAnswer;
}

/** k6 has one; `@types/k6` leaves it to the DOM's types, of which it has nothing else. */
declare const console: { error(words: string): void };
