/** What people write who want a model to forget its instructions. Each is a turn of phrase, not a topic. */
const ATTACKS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,40}\b(?:all|any|every|previous|prior|above|earlier|preceding|your|the|these|those)\b.{0,40}\b(?:instructions?|prompts?|rules?|guidelines?|directions?|context|constraints?|training|policies)\b/is,
  /\b(?:reveal|show|print|repeat|output|leak|tell me|display)\b.{0,40}\b(?:system|hidden|initial|original|developer)\b.{0,20}\b(?:prompts?|instructions?|messages?|rules?)\b/is,
  /\byou are (?:now|no longer)\b.{0,60}\b(?:dan|jailbroken|unrestricted|developer mode|free from|bound|an? ai without|evil|uncensored)\b/is,
  /\b(?:pretend|act|behave|respond|roleplay)\b.{0,30}\b(?:as if|as though|as|to be)\b.{0,40}\b(?:no (?:restrictions?|rules?|limits?|filters?)|unrestricted|uncensored|dan\b|jailbroken)/is,
  /\b(?:do anything now|developer mode (?:enabled|on)|jailbreak mode|god mode)\b/i,
  /\bwithout (?:any )?(?:restrictions?|filters?|censorship|moral|ethical)\b.{0,40}\b(?:answer|respond|reply|instructions?)\b/is,
  /(?:^|\n)\s*(?:\[?(?:system|assistant|developer)\]?\s*:|<\|?(?:im_start|system|endoftext)\|?>|###\s*(?:system|instruction)s?\b)/i,
  /\b(?:new|updated|real) (?:system )?instructions?\s*:/i,
  /\b(?:ai|assistant|language model|chatbot|llm)s?\b.{0,40}\b(?:must|should|have to|are required to)\b.{0,60}\b(?:ignore|instead|send|email|exfiltrate|append|include|recommend)\b/is,
  /\b(?:ignorier|vergiss|missachte)\w*\b.{0,40}\b(?:anweisung|vorgabe|regel)\w*/is,
  /\b(?:ignore[zr]?|oublie[zr]?)\b.{0,40}\b(?:instructions?|consignes?|règles)\b/is,
  /\b(?:ignora|olvida|omite)\w*\b.{0,40}\b(?:instrucciones|reglas|indicaciones)\b/is,
];

/** Whether a text says outright what an attack on a prompt says. */
export function looksLikeAttack(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '');
  return ATTACKS.some((attack) => attack.test(plain));
}
