/**
 * The little words of languages that the table has no counts of, without those that are common words of English
 * (French `son`, Dutch `was`). Written by hand; they stand in nearly every text and say nothing about its subject.
 */
export const FUNCTION_WORDS = {
  french:
    'le la les un une des du de et est dans que qui quoi pour par sur avec au aux ce cette ces il elle ils elles nous vous ' +
    'leur leurs ne pas plus ou où mais dont être été sont était quel quelle quels quelles comment combien quand pourquoi',
  italian:
    'il lo la gli le uno una di del della dei delle da dal dalla nel nella con su per tra che chi cui non più è sono era ' +
    'erano essere stato come quando quanto quanti quante quale quali dove perché questo questa questi anche',
  portuguese:
    'os as um uma uns umas da dos das em na nos nas por pelo pela com para que quem não mais é são foi foram ser como ' +
    'quando quanto quantos quantas qual quais onde porque este esta isto também seu sua ao aos',
  dutch:
    'het een van en op te dat die voor met zijn er aan bij ook niet maar om uit naar door over worden wordt werd deze dit ' +
    'hoe wat wie waar wanneer waarom welke hoeveel kan heeft hebben',
  polish:
    'na nie się jest że jak ale za od po przez dla być był była było są czy który która które jego jej ich tym ten ta to ' +
    'co kto gdzie kiedy dlaczego ile jaki jaka jakie oraz lub',
  swedish:
    'och att det som en ett på är av för med den till inte om har de var vid från eller men hur vad vem vilka vilken ' +
    'vilket när varför många mycket kan ska',
} as const;
