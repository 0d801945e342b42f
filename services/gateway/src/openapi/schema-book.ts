import {
  askBody,
  chatAnswerSchema,
  citationSchema,
  completionResult,
  conversationDetailSchema,
  conversationPageSchema,
  conversationPatchBody,
  conversationSchema,
  documentPageSchema,
  documentPatchBody,
  documentSchema,
  documentTextSchema,
  feedbackBody,
  groundingSchema,
  messageSchema,
  openAiErrorSchema,
  plainChatBody,
  plainChatResult,
  problemSchema,
  searchBody,
  searchHitSchema,
  searchResultSchema,
  sourceSchema,
  stopResultSchema,
  uploadResultSchema,
  usageSchema,
  useChatBody,
} from '@shared/contracts';
import { z } from 'zod';
import { modelHealthy, modelUnhealthy } from '../routing/gateway-routes.js';

/** Names of schemas in the description. A schema without a name is written where it is used. */
const NAMES: Readonly<Record<string, z.ZodType>> = {
  AskBody: askBody,
  ChatAnswer: chatAnswerSchema,
  Citation: citationSchema,
  CompletionResult: completionResult,
  Conversation: conversationSchema,
  ConversationDetail: conversationDetailSchema,
  ConversationPage: conversationPageSchema,
  ConversationPatch: conversationPatchBody,
  Document: documentSchema,
  DocumentPage: documentPageSchema,
  DocumentPatch: documentPatchBody,
  DocumentText: documentTextSchema,
  Feedback: feedbackBody,
  Grounding: groundingSchema,
  Message: messageSchema,
  OpenAiError: openAiErrorSchema,
  ModelHealthy: modelHealthy,
  ModelUnhealthy: modelUnhealthy,
  PlainChatBody: plainChatBody,
  PlainChatResult: plainChatResult,
  Problem: problemSchema,
  SearchBody: searchBody,
  SearchHit: searchHitSchema,
  SearchResult: searchResultSchema,
  Source: sourceSchema,
  StopResult: stopResultSchema,
  UploadResult: uploadResultSchema,
  Usage: usageSchema,
  UseChatBody: useChatBody,
};

type Json = Record<string, unknown>;
type Io = 'input' | 'output';

/** Turns zod schemas into JSON Schema and collects those that have a name, for `components.schemas`. */
export class SchemaBook {
  private readonly names = z.registry<{ id: string }>();
  private readonly written = new Map<string, Json>();

  constructor() {
    for (const [id, schema] of Object.entries(NAMES)) this.names.add(schema, { id });
  }

  /** The schema, or a reference to it; `io` tells whether a client sends it (defaults are optional) or receives it. */
  refer(schema: z.ZodType, io: Io): Json {
    const {
      $schema: _,
      $defs: named = {},
      ...own
    } = z.toJSONSchema(schema, {
      metadata: this.names,
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // Answers may gain fields; a client must not be told to refuse them.
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        // The format says it; zod's pattern for it fills a screen.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      },
    });
    for (const [id, { id: __, ...rest }] of Object.entries(named)) this.written.set(id, pointedAtComponents(rest));
    return pointedAtComponents(own);
  }

  /** Every named schema that was referred to, by name. */
  schemas(): Json {
    return Object.fromEntries([...this.written].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Zod refers to `#/$defs/X`; in the description X stands in `components`. */
function pointedAtComponents(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
