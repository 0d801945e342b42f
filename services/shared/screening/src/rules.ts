/** A turn of phrase that attacks on prompts are made of. */
export interface ScreeningRule {
  /** Stable: metrics, traces and reports go by it. */
  readonly name: string;
  /** Tried on text as `plainText` gives it. Every repetition is bounded, so that no text makes them slow. */
  readonly patterns: readonly RegExp[];
}

const GAP = '.{0,40}?';
const IGNORE = String.raw`\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget|overlook|overrid(?:e|ing)|neglect|discard|bypass|do not follow|stop following)\b`;
const RULES = String.raw`(?:instructions?|prompts?|prompting|directions?|directives?|commands?|orders|guidelines|programming|restrictions?|safeguards?|system message|content polic(?:y|ies))`;
const WHOSE = String.raw`\b(?:all|any|every|everything|previous|prior|above|earlier|preceding|foregoing|your|these|those|system|initial|original|safety|given|existing|openai(?:'s)?)\b`;
const TELL = String.raw`\b(?:reveal|show|print|repeat|output|leak|tell|display|give|write|recite|return|share|provide|disclose|copy|paste|dump|list|what(?:'s| is| are| was| were))\b`;
const SECRET = String.raw`(?:secret(?: key| word| code| phrase)?|password|passcode|pass ?phrase|api key|access code|secret key|credentials)`;
const LAWLESS = String.raw`(?:(?:no|without|free (?:of|from)|beyond|zero|not (?:bound|limited|restricted) by|bypass(?:es|ing)?|lacks?|any) (?:any |all |its |moral |ethical |content |safety )*(?:restrictions?|rules|filters?|filtering|limits|limitations|guidelines|censorship|morals?|ethics|boundaries|constraints|policies|warnings)|unrestricted|unfiltered|uncensored|amoral|unethical|jailbroken)`;
const PERSONA = String.raw`\b(?:act as|acting as|pretend|role ?play(?:ing)?|simulate|imitate|impersonate|immerse yourself|you are (?:now|no longer|going to|about to)|you will (?:be|act|play|pretend|respond|answer)|from now on)\b`;

/** All flags: no case in plain text, Unicode, dots that match line ends. */
const pattern = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''), 'us');

/** Rules of the screening, most telling first. */
export const SCREENING_RULES: readonly ScreeningRule[] = [
  {
    name: 'ignore-instructions',
    patterns: [
      pattern(IGNORE, GAP, WHOSE, GAP, String.raw`\b`, RULES, String.raw`\b`),
      pattern(
        IGNORE,
        String.raw` (?:everything|anything|all|whatever|what|all that)\b.{0,20}\b(?:you|i|we|was|were|have|has|been)\b.{0,30}\b(?:told|said|instructed|asked|learned|given|before|above|so far)\b`,
      ),
      pattern(
        String.raw`\b(?:ignore|disregard|forget)\b.{0,15}\b(?:the )?(?:above|previous|foregoing)\b.{0,30}\b(?:and|instead|then)\b`,
      ),
      // The same in the languages that attacks are commonly machine-translated into.
      /\b(?:ignorier|missacht|vergiss|vergesse|ubersieh)\p{L}*\b.{0,40}\b(?:anweisung|anleitung|vorgabe|regel|befehl|instruktion)/su,
      /\b(?:ignor|oubli|neglig)\p{L}*\b.{0,40}\b(?:instructions?|consignes?|directives?|regles)\b/su,
      /\b(?:ignor|olvid|omit|desech|descart|esquec|desconsider|dimentic)\p{L}*\b.{0,40}\b(?:instruc|instru[cç]|indicac|reglas|regras|istruzion|ordenes|orientac)/su,
      /\b(?:negeer|vergeet|zignoruj|ignoruj|abaikan|lupakan|bo qua|phot lo|balewala|puuzia|sivuuta|unohda)\b.{0,60}\b(?:instructies|instrukcj|polecen|instruksi|perintah|huong dan|chi dan|tagubilin|maagizo|ohjeet)/su,
      /(?:игнориру|забудь|проигнорируй)\p{L}*.{0,40}(?:инструкц|указани|команд)/su,
      /(?:忽略|无视|無視|忽视|忘记|忘掉).{0,20}(?:指令|指示|说明|命令|提示)|(?:指示|命令|指令).{0,12}(?:無視|忘れ|无视|忽略)/su,
      /(?:지시|지침|명령|명령어|지시사항).{0,20}(?:무시|잊어)|(?:निर्देश|निर्देशों|निर्देशो).{0,40}(?:अनदेखा|अनदेखी|नज़रअंदाज|भूल|उपेक्षा)|(?:তথ্য|নির্দেশ|নির্দেশনা|নির্দেশাবলী).{0,40}(?:উপেক্ষা|ভুলে)/su,
      /(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر|تعليمات)|(?:talimat|yonerge|komut)\p{L}*.{0,30}(?:yok say|goz ardi|unut|dikkate alma)|(?:เพิกเฉย|ละเว้น|ไม่สนใจ|ลืม).{0,30}(?:คำสั่ง|คำแนะนำ)/su,
    ],
  },
  {
    name: 'reveal-prompt',
    patterns: [
      pattern(
        TELL,
        GAP,
        String.raw`\b(?:system|hidden|initial|original|developer|secret|full|exact|entire|complete|whole|first)\b.{0,12}\b(?:prompts?|instructions?|messages?|rules|directives)\b.{0,30}(?:\?|$|\.|:|,|"|')`,
      ),
      pattern(
        TELL,
        GAP,
        String.raw`\byour (?:\w+ )?(?:prompt|instructions|system message|directives|initial message|guidelines)\b`,
      ),
      /\b(?:repeat|print|output|copy|write|say|return|display)\b.{0,30}\b(?:everything|all|the (?:words|text|content|sentences?|message|conversation))\b.{0,20}\b(?:above|before this|preceding|prior to this)\b/su,
      /\b(?:start|begin|preface) your (?:answer|response|reply|output) with\b|\bsystem (?:prompt|configuration)\b.{0,20}\b(?:verbatim|word for word|including|including initial)|\bsystem prompt\b.{0,5}$/su,
      /\b(?:what|which)\b.{0,20}\b(?:instructions?|prompts?|rules)\b.{0,20}\b(?:were you|have you been|did (?:they|openai|your))\b/su,
    ],
  },
  {
    name: 'reveal-secret',
    patterns: [
      pattern(
        String.raw`(?:`,
        TELL,
        String.raw`|\bconfirm\b|\bspell\b|\bencode\b)`,
        GAP,
        String.raw`\byour (?:\w+ )?`,
        SECRET,
        String.raw`\b(?! (?:polic|require|manag|reset|rule))`,
      ),
      pattern(TELL, String.raw`.{0,15}\b(?:me|us)\b.{0,12}\bthe `, SECRET, String.raw`\b.{0,12}(?:\?|$|\.)`),
    ],
  },
  {
    name: 'persona',
    patterns: [
      /\bdo anything now\b|\b(?:act as|as|be|named|called|mode|hello|hi) dan\b|\bdan (?:mode|can do|stands?|will|is now)\b|\b(?:developer|jailbreak|jailbroken|god|sudo|debug|maintenance|opposite) mode\b.{0,40}\b(?:enabled|on|activated?|output|display|print|show)\b/su,
      /\b(?:enable|enter|activate|switch to|entering|you are (?:now )?in) (?:\p{L}+ ){0,3}(?:developer|jailbreak|god|sudo|debug|maintenance|admin|override|unrestricted) mode\b/su,
      pattern(PERSONA, String.raw`.{0,400}?\b`, LAWLESS, String.raw`\b`),
      pattern(PERSONA, String.raw`.{0,300}?\b(?:stay|remain|break) (?:in )?(?:character|your role)\b`),
      /\b(?:never|cannot|can't|must not|do not|don't|will not|won't) (?:ever )?(?:refuse|decline|say no|reject)\b|\bbreak character\b|\bstay in character\b|\bstay a dan\b/su,
      /\b(?:openai|anthropic|microsoft)(?:'s)? (?:\p{L}+ ){0,3}(?:polic(?:y|ies)|guidelines|rules|restrictions|moderation)\b/su,
      pattern(
        String.raw`\b(?:ai|chatbot|language model|chat ?gpt|gpt|assistant|bot|persona|character)\b.{0,80}?\b(?:with|who|that|which|has|have|is|having)\b.{0,60}?\b`,
        LAWLESS,
        String.raw`\b`,
      ),
      /\bfrom now on\b.{0,40}\byou\b|\bas of now\b.{0,30}\byou\b|\b(?:chat ?gpt|gpt)\b.{0,60}\b(?:you are (?:going to|now)|act as|pretend|roleplay|simulate|jailbreak)/su,
    ],
  },
  {
    name: 'role-markup',
    patterns: [
      /<\|?(?:im_start|im_end|system|endoftext|begin_of_text|start_header_id)\|?>|\[\/?inst\]|<<\/?sys>>/su,
      /(?:^|[.!?>]\s)\s*\[?(?:system|assistant|developer) ?(?:message|prompt|note|override|instruction)?\]?\s*:\s|\[(?:system|admin|assistant)\]|#{2,}\s*(?:system|instructions?|new task)\b/su,
      /\b(?:new|updated|real|actual|revised) (?:system )?(?:instructions?|directives?|prompt)\s*:/su,
      /\bentering\b.{0,30}\bmode\b|\b(?:system|security|admin(?:istrator)?) override\b|\bend (?:of )?(?:system|prompt|instructions)\b.{0,10}(?:>|\]|-{2,}|={2,}|\*)/su,
    ],
  },
  {
    name: 'assembled-instructions',
    patterns: [
      /\bstring \w ?= ?\w ?\+ ?\w|\bsmartgpt\b|\b(?:zeichenkette|chaine|cadena|cadeia|stringa|字符串|文字列|chuoi|dizi) ?\w ?= ?\w ?\+ ?\w/su,
      /(?:^|[^\p{L}])z ?= ?a ?\+ ?b(?: ?\+ ?c)?/su,
    ],
  },
  {
    name: 'confessed-intent',
    patterns: [
      /\b(?:state|print|say|write|reply|output) (?:the following|exactly|only)\b.{0,60}\b(?:compromised|hacked|pwned|admit|llm|account|password)\b/su,
      /\byou must (?:listen to|obey|follow|comply with) (?:my|me|all my|every)\b|\bi am (?:god|your (?:creator|developer|master|administrator))\b|\bi'm (?:god|your (?:creator|developer|master|administrator))\b/su,
      /\bhypothetical (?:response|story|scenario)\b.{0,80}\b(?:no (?:filter|restrictions|ethic)|unethical|amoral|illegal|evil)/su,
    ],
  },
];
