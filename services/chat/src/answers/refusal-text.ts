import type { RefusalReason } from '@shared/contracts';

/** What is said instead of an answer. */
type RefusalTexts = Record<RefusalReason, string>;

const ENGLISH: RefusalTexts = {
  'nothing-found': 'The documents do not say.',
  'not-in-sources': 'The documents do not say.',
  screened: 'This question cannot be answered here. Please ask it in other words.',
  filtered: "The model provider's content filter stopped this answer. Please ask in other words.",
};

/** Sentences by language, with words that give the language of a question away. English is what is left. */
const LANGUAGES: readonly { readonly hints: RegExp; readonly texts: RefusalTexts }[] = [
  {
    hints:
      /(?<!\p{L})(?:der|das|ist|und|wie|wer|wann|warum|welche[rsmn]?|nicht|für|gibt|wird|wurde|viele?)(?!\p{L})/giu,
    texts: {
      'nothing-found': 'Die Dokumente sagen dazu nichts.',
      'not-in-sources': 'Die Dokumente sagen dazu nichts.',
      screened: 'Diese Frage kann hier nicht beantwortet werden. Bitte stellen Sie sie anders.',
      filtered: 'Der Inhaltsfilter des Modellanbieters hat diese Antwort gestoppt. Bitte fragen Sie anders.',
    },
  },
  {
    hints: /(?<!\p{L})(?:le|les|est|quel(?:le)?s?|quand|comment|pourquoi|combien|qui|dans|pour|une|où)(?!\p{L})/giu,
    texts: {
      'nothing-found': 'Les documents ne le disent pas.',
      'not-in-sources': 'Les documents ne le disent pas.',
      screened: 'Cette question ne peut pas recevoir de réponse ici. Veuillez la poser autrement.',
      filtered: 'Le filtre de contenu du fournisseur du modèle a arrêté cette réponse. Veuillez la poser autrement.',
    },
  },
  {
    hints: /(?<!\p{L})(?:el|los|las|es|qué|cuál(?:es)?|cuándo|cómo|dónde|cuántos?|quién|para|una)(?!\p{L})|¿/giu,
    texts: {
      'nothing-found': 'Los documentos no lo dicen.',
      'not-in-sources': 'Los documentos no lo dicen.',
      screened: 'Esta pregunta no se puede responder aquí. Formúlela de otra manera.',
      filtered: 'El filtro de contenido del proveedor del modelo detuvo esta respuesta. Formúlela de otra manera.',
    },
  },
];
/** Fewer hints than these may be chance: "Is der Rosenkavalier an opera?" has one. */
const MIN_HINTS = 2;

/**
 * The sentence for a refusal, in the language of the question where we have one and it shows.
 *
 * @param configured the operator's own sentence; said in place of ours where the documents do not answer.
 */
export function refusalText(reason: RefusalReason, question: string, configured: string | undefined): string {
  const isSilence = reason === 'nothing-found' || reason === 'not-in-sources';
  if (isSilence && configured !== undefined) return configured;
  const scored = LANGUAGES.map(({ hints, texts }) => ({ texts, count: question.match(hints)?.length ?? 0 }));
  const best = scored.reduce((a, b) => (b.count > a.count ? b : a));
  return (best.count >= MIN_HINTS ? best.texts : ENGLISH)[reason];
}
