/** The service's four categories, in its own spelling and order. */
export const CATEGORIES = ['Hate', 'SelfHarm', 'Sexual', 'Violence'] as const;
export type Category = (typeof CATEGORIES)[number];

type Severity = 0 | 2 | 4 | 6;

/** Phrases that say it outright, by how grave they are. A laptop's stand-in: no list is a judgement. */
const PHRASES: Readonly<Record<Category, readonly (readonly [Severity, RegExp])[]>> = {
  Hate: [
    [
      6,
      /\b(?:exterminate|wipe out|kill|get rid of) (?:all|every|those|the) (?:\w+ )?(?:immigrants|foreigners|jews|muslims|christians|blacks|whites|gays|women)\b/i,
    ],
    [
      4,
      /\b(?:i hate|we hate|death to) (?:all )?(?:immigrants|foreigners|jews|muslims|christians|blacks|whites|gays|women)\b/i,
    ],
    [2, /\b(?:subhuman|inferior race|vermin people)\b/i],
  ],
  SelfHarm: [
    [
      6,
      /\b(?:how (?:do i|to|can i)|best way to|ways to) (?:kill myself|commit suicide|end my (?:own )?life|hang myself)\b/i,
    ],
    [4, /\b(?:i want to|i will|i am going to|i'm going to) (?:kill myself|die|hurt myself|cut myself|end my life)\b/i],
    [2, /\b(?:suicidal thoughts|self-harm)\b/i],
  ],
  Sexual: [
    [6, /\bsexual(?:ly)? (?:abus\w+|explicit)\b.{0,40}\b(?:child|minor)/i],
    [4, /\b(?:explicit sex scene|hardcore porn\w*|pornographic)\b/i],
    [2, /\b(?:erotic|nude photos?|sexually explicit)\b/i],
  ],
  Violence: [
    [
      6,
      /\b(?:how (?:do i|to|can i)|instructions (?:for|to)|steps to) (?:build|make|assemble) (?:a |an )?(?:\w+ )?(?:bomb|explosive|grenade)s?\b/i,
    ],
    [
      4,
      /\b(?:i will|i'm going to|i am going to|i want to|let's|we will) (?:kill|murder|shoot|stab|strangle) (?:him|her|them|you|everyone|people|my \w+)\b/i,
    ],
    [2, /\b(?:beat (?:him|her|them|you) up|bloodbath|massacre)\b/i],
  ],
};

/** The gravest of what a text says outright: 0, 2, 4 or 6 of the service's levels. */
export function severityOf(category: Category, text: string): Severity {
  return PHRASES[category].find(([, phrase]) => phrase.test(text))?.[0] ?? 0;
}
