import type { ErrorFace } from '@shared/http';

/** OpenAI's error object: what its clients read `code`, `type` and `param` from. */
export interface ErrorObject {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
    readonly content_filter_results?: FilterResults;
  };
}
/** What a content filter found, by category. */
export type FilterResults = Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;

/** Codes that clients of OpenAI know by another name than ours. */
const OPENAI_CODES: Readonly<Partial<Record<string, string>>> = {
  content_filtered: 'content_filter',
  question_screened: 'content_filter',
};

/** `type` of an error of ours, by its status. */
export function typeOfStatus(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

export const errorObject = (status: number, code: string, message: string): ErrorObject => ({
  error: { message, type: typeOfStatus(status), param: null, code: OPENAI_CODES[code] ?? code },
});

/** How every error under `/v1` looks. */
export const openAiFace: ErrorFace = {
  mediaType: 'application/json; charset=utf-8',
  body: ({ status, code, detail }) => errorObject(status, code, detail),
};
