/**
 * Words that say nothing of what a text is about, in the languages asked most often: articles, pronouns,
 * prepositions, auxiliaries, question words. A word missing here costs a little precision, never an answer.
 */
const WORDS = `
a about above after again all also am an and any are as at be because been before being between both but by can could did do
does doing done during each few for from further had has have having he her here hers him his how i if in into is it it's its
itself just let many may me might more most much must my no nor not of off on once one only or other our ours out over own
please same shall she should so some such tell than that the their theirs them then there these they this those through to too
under until up upon us very was we were what what's when where which while who whom whose why will with within would you your
der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde hat haben hatte nicht
auch auf aus bei für mit nach von vor zu zum zur im in an als wie was wer wo wann warum welche welcher welches es er sie wir ihr
le la les un une des du de et ou mais est sont était a ont au aux en dans par pour sur avec sans ce cette ces qui que quoi quel
quelle quels quelles où quand comment pourquoi il elle ils elles nous vous ne pas
el los las una unos unas del y o pero es son fue eran ha han al en por para con sin se lo su sus que qué quién cuál cuáles cómo
cuándo dónde cuánto cuántos no
il lo gli uno ed ma è sono era nel nella di da con su per tra fra che chi cosa quale quali come quando dove perché non si
o os as um uma e ou é são foi no na nos nas do da dos das em por para com que quem qual quais como quando onde não
`;

const STOP_WORDS: ReadonlySet<string> = new Set(
  WORDS.split(/\s+/)
    .filter(Boolean)
    .map((word) => word.normalize('NFKD').replace(/\p{M}/gu, '')),
);

/** @param folded lower case, without diacritics. */
export const isStopWord = (folded: string): boolean => STOP_WORDS.has(folded);
