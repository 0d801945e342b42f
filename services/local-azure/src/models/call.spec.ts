import { EventEmitter } from 'node:events';
import { FaultDesk } from '../faults/fault-desk.js';
import { beginCall } from './call.js';

describe(beginCall.name, () => {
  const begin = (headers: Record<string, string>, raw = new EventEmitter()): ReturnType<typeof beginCall> =>
    beginCall(new FaultDesk(), 'chat', 'ChatCompletions_Create', { raw: { headers } }, { raw });

  it('tells those who wait that the client has left', () => {
    const raw = new EventEmitter();
    const { left } = begin({}, raw);
    expect(left.aborted).toBe(false);

    raw.emit('close');

    expect(left.aborted).toBe(true);
  });

  it('fails at once where the fault is a status or a filtered prompt, and hands on every other', () => {
    expect(() => begin({ 'x-groundwork-fault': '503' })).toThrow(/temporarily unable/);
    expect(() => begin({ 'x-groundwork-fault': 'content_filter' })).toThrow(/content management policy/);
    expect(begin({ 'x-groundwork-fault': 'cut=2' }).fault).toEqual({ kind: 'cut', afterChunks: 2 });
  });
});
