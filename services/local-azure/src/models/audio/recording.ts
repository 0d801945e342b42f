/** Samples a second of what is spoken here. */
export const SAMPLE_RATE = 24_000;
/** Length of one letter, in seconds. */
const LETTER_SECONDS = 0.02;
const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** A recording in the WAV format as far as it is understood here. */
export interface Recording {
  readonly seconds: number;
  /** What it says, where it was spoken here. */
  readonly text: string | undefined;
}

/** 16-bit samples: a tone for each letter, silence for each blank. No speech; every text has its own sound. */
export function toneOf(text: string): Buffer {
  const perLetter = Math.round(SAMPLE_RATE * LETTER_SECONDS);
  const samples = Buffer.alloc(Array.from(text).length * perLetter * BYTES_PER_SAMPLE);
  for (const [index, letter] of Array.from(text).entries()) {
    if (/\s/.test(letter)) continue;
    const hertz = 200 + ((letter.codePointAt(0) ?? 0) % 64) * 20;
    for (let i = 0; i < perLetter; i++) {
      const value = Math.round(8_000 * Math.sin((2 * Math.PI * hertz * i) / SAMPLE_RATE));
      samples.writeInt16LE(value, (index * perLetter + i) * BYTES_PER_SAMPLE);
    }
  }
  return samples;
}

/** A WAV file of samples; the text is in its comment (`LIST`, `INFO`, `ICMT`), where {@link readRecording} finds it. */
export function wavOf(samples: Buffer, text: string): Buffer {
  const words = Buffer.from(text);
  const comment = Buffer.concat([chunkOf('ICMT', words)]);
  const list = chunkOf('LIST', Buffer.concat([Buffer.from('INFO'), comment]));
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0); // PCM
  format.writeUInt16LE(1, 2); // one channel
  format.writeUInt32LE(SAMPLE_RATE, 4);
  format.writeUInt32LE(SAMPLE_RATE * BYTES_PER_SAMPLE, 8);
  format.writeUInt16LE(BYTES_PER_SAMPLE, 12);
  format.writeUInt16LE(8 * BYTES_PER_SAMPLE, 14);
  const body = Buffer.concat([Buffer.from('WAVE'), chunkOf('fmt ', format), list, chunkOf('data', samples)]);
  return chunkOf('RIFF', body);
}

/** Undefined: no WAV file. */
export function readRecording(file: Buffer): Recording | undefined {
  if (
    file.length < HEADER_BYTES ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    return undefined;
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= file.length;) {
    const length = file.readUInt32LE(at + 4);
    chunks.set(file.toString('latin1', at, at + 4), file.subarray(at + 8, at + 8 + length));
    at += 8 + length + (length % 2);
  }
  const bytesPerSecond = chunks.get('fmt ')?.readUInt32LE(8) ?? SAMPLE_RATE * BYTES_PER_SAMPLE;
  return {
    seconds: (chunks.get('data')?.length ?? 0) / Math.max(1, bytesPerSecond),
    text: commentIn(chunks.get('LIST')),
  };
}

function commentIn(list: Buffer | undefined): string | undefined {
  if (!list || list.toString('latin1', 0, 8) !== 'INFOICMT') return undefined;
  return list.toString('utf8', 12, 12 + list.readUInt32LE(8));
}

/** A chunk of RIFF: name, length, bytes, and one more where the length is odd. */
function chunkOf(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}
