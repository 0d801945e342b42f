import {
  type ChatDataParts,
  type ChatMessageMetadata,
  type FeedbackBody,
  type MessageStatus,
  type Place,
} from '@shared/contracts';
import { type UIMessage } from 'ai';

/** What we know of a message beside its parts; all of it comes from the server, `status` also from our own stop. */
export interface MessageFacts extends Partial<ChatMessageMetadata> {
  status?: MessageStatus;
  feedback?: FeedbackBody;
  /** Every version of the message, itself included, where there are several. */
  siblings?: string[];
}

/** The data parts that are shown; others pass by unseen. */
type KnownParts = Pick<
  ChatDataParts,
  'status' | 'conversation' | 'refusal' | 'grounding' | 'usage' | 'degraded' | 'suggestions' | 'shutdown' | 'error'
>;

/** A message as `useChat()` holds it, live and from history alike. */
export type ChatMessage = UIMessage<MessageFacts, KnownParts>;

/** What the answer is doing, as `data-status` tells it. */
export type Stage = ChatDataParts['status']['stage'];

/** A passage behind an answer, as far as it is known. */
export interface SourceView extends Place {
  /** Its number in the answer; without one it was read but not cited. */
  n?: number;
  documentId: string;
  title: string;
  /** The passage itself. */
  text?: string;
  /** The words of it that carry the answer. */
  quote?: string;
}
