/** What a transcription is about. */
export interface Transcript {
  readonly text: string;
  readonly seconds: number;
}

export const FORMATS = ['json', 'verbose_json', 'text', 'srt', 'vtt'] as const;
export type Format = (typeof FORMATS)[number];

/** A transcript in the format asked for: JSON, or text with its media type. */
export function written(format: Format, { text, seconds }: Transcript, usage: object): object | string {
  switch (format) {
    case 'json':
      return { text, usage };
    case 'verbose_json':
      return {
        task: 'transcribe',
        language: 'english',
        duration: seconds,
        text,
        segments: [
          {
            id: 0,
            seek: 0,
            start: 0,
            end: seconds,
            text,
            tokens: [],
            temperature: 0,
            avg_logprob: 0,
            compression_ratio: 1,
            no_speech_prob: 0,
          },
        ],
        usage: { type: 'duration', seconds: Math.ceil(seconds) },
      };
    case 'text':
      return `${text}\n`;
    case 'srt':
      return `1\n00:00:00,000 --> ${clock(seconds, ',')}\n${text}\n\n`;
    case 'vtt':
      return `WEBVTT\n\n00:00:00.000 --> ${clock(seconds, '.')}\n${text}\n\n`;
  }
}

/** `00:01:02.500` */
function clock(seconds: number, point: string): string {
  const [whole, ms] = [Math.floor(seconds), Math.round((seconds % 1) * 1_000)];
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}${point}${String(ms).padStart(3, '0')}`;
}
