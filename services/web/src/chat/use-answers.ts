import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { useCallback, useMemo, useRef, useState } from 'react';
import { stopAnswer } from '../api/conversations.js';
import { newId } from '../api/id.js';
import { readChatError, type Trouble } from '../api/problem.js';
import { withoutMarkers } from '../citations/markers.js';
import { session } from '../sign-in/session.js';
import { text } from '../text.js';
import { answerFacts, textOf } from './parts.js';
import { type ChatMessage, type Stage } from './types.js';
import { type Branches, useBranches } from './use-branches.js';

/** Least time between two drawings of a growing answer, in milliseconds: 20 a second is smooth, and leaves time to scroll. */
const REDRAW_MS = 50;

/** The server keeps the history itself: sending back only the question saves carrying every passage of every answer. */
const transport = new DefaultChatTransport<ChatMessage>({
  api: '/api/chat',
  headers: () => session.headers(),
  prepareSendMessagesRequest: ({ id, messages, trigger, messageId, body }) => ({
    body: {
      ...body,
      id,
      trigger,
      messages: messages.slice(-1).map(({ id, role, parts }) => ({ id, role, parts })),
      ...(messageId === undefined ? {} : { messageId }),
    },
  }),
});

export interface Answers {
  messages: ChatMessage[];
  /** True from sending a question to the end of its answer. */
  isRunning: boolean;
  /** What the answer is doing; null when none is running. */
  stage: Stage | 'sending' | 'stopping' | null;
  /** Why the last answer failed; null when it did not. */
  trouble: Trouble | null;
  /** The finished answer, for a screen reader. */
  announcement: string;
  ask: (question: string, documentIds: readonly string[]) => void;
  /** Asks the last question once more. */
  again: (documentIds: readonly string[]) => void;
  /** Asks a question in other words, beside what it was. */
  edit: (messageId: string, question: string, documentIds: readonly string[]) => void;
  branches: Branches;
  stop: () => void;
  /** Takes the last question back, and gives its words. */
  takeBack: () => string;
}

interface AnswersOptions {
  conversationId: string;
  initial: ChatMessage[];
  /** Where the messages before these begin; null if there are none. */
  earlierCursor: string | null;
  /** The conversation went on; a new one also has its title by now. */
  onConversation: (id: string, title?: string) => void;
}

/** The questions and answers of one conversation, over the chat stream. */
export function useAnswers({ conversationId, initial, earlierCursor, onConversation }: AnswersOptions): Answers {
  const [stage, setStage] = useState<Stage | null>(null);
  const [isStopping, setIsStopping] = useState(false);
  const [announcement, setAnnouncement] = useState('');
  const stopRequested = useRef(false);
  /** What the last question follows, where that is not simply the end; it may have to be sent once more. */
  const branchedFrom = useRef<string | null | undefined>(undefined);

  const chat = useChat<ChatMessage>({
    id: conversationId,
    messages: initial,
    transport,
    generateId: newId,
    throttle: REDRAW_MS,
    resume: initial.at(-1)?.metadata?.status === 'running',
    onData: (part) => {
      if (part.type === 'data-status') setStage(part.data.stage);
      if (part.type === 'data-conversation') onConversation(part.data.conversationId, part.data.title);
    },
    onFinish: ({ message, isError, isDisconnect, finishReason }) => {
      setStage(null);
      const { refusal, text: answer } = answerFacts(message);
      // An answer that another window stopped ends without a reason, too.
      const wasStopped = stopRequested.current || (!isError && !isDisconnect && finishReason === undefined);
      if (wasStopped)
        chat.setMessages((all) => all.map((one) => (one.id === message.id ? withStatus(one, 'stopped') : one)));
      if (!isError) setAnnouncement(text.chat.finished(refusal?.message ?? withoutMarkers(answer)));
      onConversation(conversationId);
    },
  });
  const { messages, status, error, sendMessage, regenerate, setMessages, stop } = chat;
  const isRunning = status === 'submitted' || status === 'streaming';

  const branches = useBranches({ conversationId, earlierCursor, setMessages });

  const begin = () => {
    stopRequested.current = false;
    setStage(null);
    setAnnouncement('');
  };
  const scope = (documentIds: readonly string[], parentId?: string | null) => ({
    body: {
      ...(documentIds.length > 0 ? { documentIds } : {}),
      ...(parentId === undefined ? {} : { parentId }),
    },
  });

  const ask = (question: string, documentIds: readonly string[]) => {
    begin();
    branchedFrom.current = undefined;
    void sendMessage({ text: question }, scope(documentIds));
  };

  const edit = (messageId: string, question: string, documentIds: readonly string[]) => {
    const at = messages.findIndex(({ id }) => id === messageId);
    if (at < 0) return;
    begin();
    const parentId = messages[at - 1]?.id ?? null;
    branchedFrom.current = parentId;
    setMessages(messages.slice(0, at));
    void sendMessage({ text: question }, scope(documentIds, parentId)).then(branches.refresh);
  };

  const again = (documentIds: readonly string[]) => {
    begin();
    const last = messages.at(-1);
    // A question that never began to be answered goes out as it was, under its old id; else the answer is made anew.
    if (last?.role === 'user')
      void sendMessage({ text: textOf(last), messageId: last.id }, scope(documentIds, branchedFrom.current));
    else void regenerate(scope(documentIds)).then(branches.refresh);
  };

  const stopRunning = useCallback(async () => {
    stopRequested.current = true;
    setIsStopping(true);
    try {
      await stopAnswer(conversationId);
    } catch {
      // Nothing runs there any more, or it cannot be reached: ending our side is all that is left.
    } finally {
      await stop();
      setIsStopping(false);
    }
  }, [conversationId, stop]);

  const takeBack = () => {
    const last = messages.at(-1);
    if (last?.role !== 'user') return '';
    setMessages(messages.slice(0, -1));
    chat.clearError();
    return textOf(last);
  };

  const trouble = useMemo(() => {
    const last = messages.at(-1);
    const streamed = last?.role === 'assistant' ? answerFacts(last).trouble : null;
    // A kept answer may have failed, too: it can be asked for again.
    if (!error) return isRunning ? null : streamed;
    return readChatError(error, streamed, { unreachable: text.chat.offline, unknown: text.chat.errorBody });
  }, [error, isRunning, messages]);

  return {
    messages,
    isRunning,
    stage: !isRunning ? null : isStopping ? 'stopping' : (stage ?? (status === 'submitted' ? 'sending' : 'searching')),
    trouble,
    announcement,
    ask,
    again,
    edit,
    branches,
    stop: () => void stopRunning(),
    takeBack,
  };
}

const withStatus = (message: ChatMessage, status: 'stopped'): ChatMessage => ({
  ...message,
  metadata: { ...message.metadata, status },
});
