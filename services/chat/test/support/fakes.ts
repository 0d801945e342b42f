import { AuditLog, type Actor, type Deed } from '@shared/audit';
import type { Caller } from '@shared/identity';
import { ChatModel, Embedder, type ChatPiece, type ChatRequest } from '@shared/models';
import { ConversationArchive } from '../../src/ports/conversation-archive.port.js';
import {
  DocumentAuthority,
  type Asker,
  type DocumentVersion,
  type ReadableDocument,
} from '../../src/ports/document-authority.port.js';
import { PassageSearch, type FoundPassage, type PassageQuery } from '../../src/ports/passage-search.port.js';

export const CALLER: Caller = {
  tenantId: 'local',
  userId: 'ann',
  groups: [],
  roles: ['reader'],
  correlationId: 'correlation-1',
};
export const ASKER: Asker = { caller: CALLER, assertion: 'signed' };

/** An embedder whose vectors say nothing, or that fails. */
export class FakeEmbedder extends Embedder {
  readonly model = 'fake';
  readonly asked: string[] = [];
  failure: Error | undefined;
  /** Never answers, until its caller gives up. */
  isStalled = false;

  dimensions(): Promise<number> {
    return Promise.resolve(2);
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    if (this.failure) throw this.failure;
    if (this.isStalled) await untilAborted(new Promise(() => undefined), signal);
    this.asked.push(...texts);
    return texts.map(() => [1, 0]);
  }
}

/** Passages by mode, or a failure in place of them. */
export class FakeSearch extends PassageSearch {
  readonly queries: PassageQuery[] = [];
  failing: ReadonlySet<string> = new Set();

  constructor(public passages: readonly FoundPassage[] = []) {
    super();
  }

  async find(query: PassageQuery, signal?: AbortSignal): Promise<FoundPassage[]> {
    this.queries.push(query);
    signal?.throwIfAborted();
    if (this.failing.has(query.mode)) throw new Error(`${query.mode} is down`);
    return this.passages.slice(0, query.top);
  }
}

/** Every document is readable, but for those named. */
export class FakeAuthority extends DocumentAuthority {
  hidden: ReadonlySet<string> = new Set();
  /** Live versions of documents that have more than one. */
  readonly live = new Map<string, number>();
  failure: Error | undefined;

  async readable(_asker: Asker, versions: readonly DocumentVersion[]): Promise<ReadableDocument[]> {
    if (this.failure) throw this.failure;
    const known = new Map(versions.map((version) => [`${version.documentId}-${version.version}`, version]));
    return [...known.values()]
      .filter(({ documentId }) => !this.hidden.has(documentId))
      .filter(({ documentId, version }) => version === (this.live.get(documentId) ?? version))
      .map(({ documentId, version }) => ({
        documentId,
        version,
        title: 'Plan of today',
        fileName: 'plan.pdf',
        mediaType: 'application/pdf',
      }));
  }

  async readableDocuments(_asker: Asker, documentIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (this.failure) throw this.failure;
    return new Map(documentIds.filter((id) => !this.hidden.has(id)).map((id) => [id, this.live.get(id) ?? 1]));
  }
}

/** Nothing to look over: what an archive finds is tested over the real tables. */
export class EmptyArchive extends ConversationArchive {
  async *feedback(): AsyncGenerator<never> {}
  async *unchangedSince(): AsyncGenerator<never> {}
}

/** A record in a list. */
export class MemoryAudit extends AuditLog {
  readonly deeds: (Deed & { readonly actor: string })[] = [];

  async prepare(): Promise<void> {}

  async append({ userId }: Actor, deed: Deed): Promise<void> {
    this.deeds.push({ ...deed, actor: userId });
  }

  list(): never {
    throw new Error('chat does not read the record');
  }
}

/** One thing a scripted model does. */
export type Step =
  | string
  | { readonly wait: Promise<unknown> }
  | { readonly fail: Error }
  | { readonly finish: 'stop' | 'length' | 'content-filter' };

/** A model that plays a script: `answer` for prose, `query` for a rewritten question, `replies` for other JSON. */
export class ScriptedModel extends ChatModel {
  readonly model = 'scripted';
  readonly requests: ChatRequest[] = [];
  /** Calls that were closed before their end. */
  closed = 0;
  answer: readonly Step[] = ['The fee is 4 % [1].'];
  query: string | Error = 'standalone question';
  /** What it does when it is asked for JSON, by the schema's name; nothing of its own means an error. */
  replies: Readonly<Record<string, readonly Step[]>> = {};

  async *stream(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatPiece> {
    this.requests.push(request);
    const steps = this.stepsFor(request);
    let reason: 'stop' | 'length' | 'content-filter' = 'stop';
    let isWhole = false;
    try {
      for (const step of steps) {
        signal?.throwIfAborted();
        if (typeof step === 'string') yield { type: 'text', text: step };
        else if ('wait' in step) await untilAborted(step.wait, signal);
        else if ('fail' in step) throw step.fail;
        else reason = step.finish;
      }
      isWhole = true;
      yield { type: 'finish', reason, usage: { inputTokens: 10, outputTokens: 2 }, model: 'scripted' };
    } finally {
      if (!isWhole) this.closed += 1;
    }
  }

  private stepsFor({ jsonSchema }: ChatRequest): readonly Step[] {
    if (!jsonSchema) return this.answer;
    if (jsonSchema.name === 'standalone_question') return this.rewriting();
    return this.replies[jsonSchema.name] ?? [{ fail: new Error(`no reply to ${jsonSchema.name}`) }];
  }

  private rewriting(): Step[] {
    return this.query instanceof Error ? [{ fail: this.query }] : [JSON.stringify({ query: this.query })];
  }
}

/** Waits for a promise, or throws the signal's reason. */
async function untilAborted(wait: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  await Promise.race([
    wait,
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}
