import type { ChatDataParts, ChatMessageMetadata, Citation, Grounding, Refusal, Usage } from '@shared/contracts';

/** A document as the AI SDK's UI message stream names a source. */
interface DocumentSource {
  readonly mediaType: string;
  readonly title: string;
  readonly filename?: string;
  readonly providerMetadata: { readonly groundwork: Citation };
}

/** A citation on `text-end`, in the AI SDK's shape. */
export interface UiCitation {
  readonly source: DocumentSource & { readonly type: 'source'; readonly sourceType: 'document'; readonly id: string };
  readonly startIndex: number;
  readonly endIndex: number;
  readonly citedText: string;
}

type DataChunk<Name extends string, Data> = {
  readonly type: `data-${Name}`;
  readonly id?: string;
  readonly data: Data;
  readonly transient?: true;
};

/** What the stream carries: the part of the AI SDK's UI message stream that we send. */
export type UiChunk =
  | { readonly type: 'start'; readonly messageId: string; readonly messageMetadata: ChatMessageMetadata }
  | DataChunk<'status', ChatDataParts['status']>
  | DataChunk<'conversation', ChatDataParts['conversation']>
  | DataChunk<'degraded', { degraded: true }>
  | DataChunk<'refusal', Refusal>
  | DataChunk<'grounding', Grounding>
  | DataChunk<'usage', Usage>
  | DataChunk<'suggestions', ChatDataParts['suggestions']>
  | DataChunk<'shutdown', Record<string, never>>
  | DataChunk<'error', { code: string; message: string }>
  | ({ readonly type: 'source-document'; readonly sourceId: string } & DocumentSource)
  | { readonly type: 'text-start'; readonly id: string }
  | { readonly type: 'text-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'text-end'; readonly id: string; readonly citations: UiCitation[] }
  | { readonly type: 'error'; readonly errorText: string }
  | { readonly type: 'abort'; readonly reason: string }
  | {
      readonly type: 'finish';
      readonly finishReason: 'stop' | 'length' | 'content-filter';
      readonly messageMetadata: ChatMessageMetadata;
    };
