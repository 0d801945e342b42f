import { dataOf, EventFrames } from './event-frames.js';

const framesOf = (pieces: readonly Buffer[]): Buffer[] => {
  const frames = new EventFrames();
  const found = pieces.flatMap((piece) => frames.push(piece));
  const rest = frames.rest();
  return rest.length > 0 ? [...found, rest] : found;
};

describe(EventFrames.name, () => {
  const STREAM = 'data: {"a":"é漢"}\n\n: keep-alive\n\nevent: x\r\ndata: one\r\ndata: two\r\n\r\ndata: [DONE]\n\n';
  const DATA = ['{"a":"é漢"}', undefined, 'one\ntwo', '[DONE]'];

  it('cuts at every byte into the same events, and loses no byte', () => {
    const bytes = Buffer.from(STREAM);
    for (let at = 0; at <= bytes.length; at++) {
      const frames = framesOf([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(frames.map(dataOf).filter((data) => data !== '')).toEqual(expect.arrayContaining(DATA.filter(Boolean)));
      expect(frames.map(dataOf).filter(Boolean)).toEqual(DATA.filter(Boolean));
      expect(Buffer.concat(frames).toString()).toBe(STREAM);
    }
  });

  it('cuts one byte at a time', () => {
    const bytes = Buffer.from(STREAM);
    const frames = framesOf(Array.from(bytes, (byte) => Buffer.from([byte])));
    expect(frames.map(dataOf).filter(Boolean)).toEqual(DATA.filter(Boolean));
    expect(Buffer.concat(frames).toString()).toBe(STREAM);
  });

  it('knows lone CR as a line end', () => {
    expect(framesOf([Buffer.from('data: a\r\rdata: b\r\r')]).map(dataOf)).toEqual(['a', 'b']);
  });

  it('hands out what is complete, and keeps the rest', () => {
    const frames = new EventFrames();
    expect(frames.push(Buffer.from('data: a\n\ndata: b'))).toHaveLength(1);
    expect(frames.pendingBytes).toBe(7);
    expect(frames.push(Buffer.from('\n\n')).map(dataOf)).toEqual(['b']);
  });
});
