/** What is said instead of an answer. `silent`: the documents do not say. */
export interface RefusalTexts {
  readonly silent: string;
  readonly screened: string;
  readonly filtered: string;
}

/** What is said where the language of a question does not show. */
export const ENGLISH: RefusalTexts = {
  silent: 'The documents do not say.',
  screened: 'This question cannot be answered here. Please ask it in other words.',
  filtered: "The model provider's content filter stopped this answer. Please ask in other words.",
};

/** Languages of a script of their own, by its Unicode name; where several share it, the letters that only one has come first. */
export const BY_SCRIPT: readonly { readonly letters: RegExp; readonly texts: RefusalTexts }[] = [
  {
    letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    texts: {
      silent: '文書には記載がありません。',
      screened: 'この質問にはここではお答えできません。別の言い方でお尋ねください。',
      filtered: 'モデル提供元のコンテンツフィルターがこの回答を停止しました。別の言い方でお尋ねください。',
    },
  },
  {
    letters: /\p{Script=Han}/u,
    texts: {
      silent: '文档中没有说明。',
      screened: '此处无法回答这个问题。请换一种说法提问。',
      filtered: '模型提供方的内容过滤器中止了此回答。请换一种说法提问。',
    },
  },
  {
    letters: /\p{Script=Hangul}/u,
    texts: {
      silent: '문서에 나와 있지 않습니다.',
      screened: '이 질문에는 여기에서 답할 수 없습니다. 다른 말로 질문해 주세요.',
      filtered: '모델 제공자의 콘텐츠 필터가 이 답변을 중단했습니다. 다른 말로 질문해 주세요.',
    },
  },
  {
    letters: /[іїєґІЇЄҐ]/,
    texts: {
      silent: 'У документах про це не йдеться.',
      screened: 'На це запитання тут неможливо відповісти. Будь ласка, поставте його інакше.',
      filtered: 'Фільтр вмісту постачальника моделі зупинив цю відповідь. Будь ласка, запитайте інакше.',
    },
  },
  {
    letters: /\p{Script=Cyrillic}/u,
    texts: {
      silent: 'В документах об этом не говорится.',
      screened: 'На этот вопрос здесь нельзя ответить. Пожалуйста, задайте его иначе.',
      filtered: 'Фильтр содержимого поставщика модели остановил этот ответ. Пожалуйста, спросите иначе.',
    },
  },
  {
    letters: /\p{Script=Greek}/u,
    texts: {
      silent: 'Τα έγγραφα δεν το αναφέρουν.',
      screened: 'Αυτή η ερώτηση δεν μπορεί να απαντηθεί εδώ. Παρακαλώ διατυπώστε την αλλιώς.',
      filtered: 'Το φίλτρο περιεχομένου του παρόχου του μοντέλου διέκοψε αυτή την απάντηση. Παρακαλώ ρωτήστε αλλιώς.',
    },
  },
  {
    letters: /\p{Script=Hebrew}/u,
    texts: {
      silent: 'המסמכים אינם אומרים זאת.',
      screened: 'לא ניתן לענות כאן על השאלה הזו. נא לשאול אותה במילים אחרות.',
      filtered: 'מסנן התוכן של ספק המודל עצר את התשובה הזו. נא לשאול במילים אחרות.',
    },
  },
  {
    letters: /\p{Script=Arabic}/u,
    texts: {
      silent: 'لا تذكر المستندات ذلك.',
      screened: 'لا يمكن الإجابة عن هذا السؤال هنا. يرجى طرحه بكلمات أخرى.',
      filtered: 'أوقف مرشح المحتوى لدى مزود النموذج هذه الإجابة. يرجى السؤال بكلمات أخرى.',
    },
  },
  {
    letters: /\p{Script=Devanagari}/u,
    texts: {
      silent: 'दस्तावेज़ों में यह नहीं बताया गया है।',
      screened: 'इस प्रश्न का उत्तर यहाँ नहीं दिया जा सकता। कृपया इसे दूसरे शब्दों में पूछें।',
      filtered: 'मॉडल प्रदाता के सामग्री फ़िल्टर ने यह उत्तर रोक दिया। कृपया दूसरे शब्दों में पूछें।',
    },
  },
  {
    letters: /\p{Script=Thai}/u,
    texts: {
      silent: 'เอกสารไม่ได้ระบุไว้',
      screened: 'ไม่สามารถตอบคำถามนี้ได้ที่นี่ โปรดถามด้วยถ้อยคำอื่น',
      filtered: 'ตัวกรองเนื้อหาของผู้ให้บริการโมเดลหยุดคำตอบนี้ไว้ โปรดถามด้วยถ้อยคำอื่น',
    },
  },
];

/** Languages in Latin letters, with words and letters that give a question away; those of English and of one another are left out. */
export const BY_WORDS: readonly { readonly hints: RegExp; readonly texts: RefusalTexts }[] = [
  {
    hints:
      /(?<!\p{L})(?:der|das|ist|und|wie|wer|wann|warum|welche[rsmn]?|nicht|für|gibt|wird|wurde|viele?)(?!\p{L})/giu,
    texts: {
      silent: 'Die Dokumente sagen dazu nichts.',
      screened: 'Diese Frage kann hier nicht beantwortet werden. Bitte stellen Sie sie anders.',
      filtered: 'Der Inhaltsfilter des Modellanbieters hat diese Antwort gestoppt. Bitte fragen Sie anders.',
    },
  },
  {
    hints: /(?<!\p{L})(?:le|les|est|quel(?:le)?s?|quand|comment|pourquoi|combien|qui|dans|pour|une|où)(?!\p{L})/giu,
    texts: {
      silent: 'Les documents ne le disent pas.',
      screened: 'Cette question ne peut pas recevoir de réponse ici. Veuillez la poser autrement.',
      filtered: 'Le filtre de contenu du fournisseur du modèle a arrêté cette réponse. Veuillez la poser autrement.',
    },
  },
  {
    hints: /(?<!\p{L})(?:el|los|las|es|qué|cuál(?:es)?|cuándo|cómo|dónde|cuántos?|quién|para|una)(?!\p{L})|¿/giu,
    texts: {
      silent: 'Los documentos no lo dicen.',
      screened: 'Esta pregunta no se puede responder aquí. Formúlela de otra manera.',
      filtered: 'El filtro de contenido del proveedor del modelo detuvo esta respuesta. Formúlela de otra manera.',
    },
  },
  {
    hints:
      /(?<!\p{L})(?:il|lo|gli|è|che|qual[ei]?|quando|perché|quant[oaie]|chi|dove|della?|degli|nel(?:la)?|sono|viene)(?!\p{L})/giu,
    texts: {
      silent: 'I documenti non lo dicono.',
      screened: 'A questa domanda non si può rispondere qui. Si prega di porla in altro modo.',
      filtered:
        'Il filtro dei contenuti del fornitore del modello ha fermato questa risposta. Si prega di porla in altro modo.',
    },
  },
  {
    hints:
      /(?<!\p{L})(?:o|os|às|não|são|é|quais|qual|quantos?|quantas?|quem|onde|porquê|pel[oa]s?|uma|dos|você|há)(?!\p{L})|ção(?!\p{L})/giu,
    texts: {
      silent: 'Os documentos não o dizem.',
      screened: 'Esta pergunta não pode ser respondida aqui. Por favor, faça-a de outra forma.',
      filtered:
        'O filtro de conteúdo do fornecedor do modelo interrompeu esta resposta. Por favor, pergunte de outra forma.',
    },
  },
  {
    hints:
      /(?<!\p{L})(?:het|een|hoeveel|welke?|waar(?:om)?|wanneer|wie|niet|zijn|voor|van|hoe|wordt|mijn|aan)(?!\p{L})/giu,
    texts: {
      silent: 'De documenten zeggen daar niets over.',
      screened: 'Deze vraag kan hier niet worden beantwoord. Stel haar alstublieft anders.',
      filtered: 'Het inhoudsfilter van de modelaanbieder heeft dit antwoord gestopt. Vraag het alstublieft anders.',
    },
  },
  {
    hints:
      /(?<!\p{L})(?:jaki[ejm]?|jaka|ile|kiedy|gdzie|dlaczego|kto|czy|jest|są|nie|się|dla|co|jak|oraz)(?!\p{L})|[łąęśźż]/giu,
    texts: {
      silent: 'Dokumenty o tym nie mówią.',
      screened: 'Na to pytanie nie można tutaj odpowiedzieć. Proszę zadać je inaczej.',
      filtered: 'Filtr treści dostawcy modelu zatrzymał tę odpowiedź. Proszę zapytać inaczej.',
    },
  },
  {
    hints: /(?<!\p{L})(?:ne|nedir|nasıl|kaç|hangi|kim|nerede|neden|mi|mı|mu|mü|ve|için|kadar|var)(?!\p{L})|[ğış]/gu,
    texts: {
      silent: 'Belgelerde bu konuda bilgi yok.',
      screened: 'Bu soru burada yanıtlanamaz. Lütfen başka sözcüklerle sorun.',
      filtered: 'Model sağlayıcısının içerik filtresi bu yanıtı durdurdu. Lütfen başka sözcüklerle sorun.',
    },
  },
  {
    hints:
      /(?<!\p{L})(?:là|bao|nhiêu|của|và|không|nào|gì|có|hàng|ai|ở)(?!\p{L})|[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/giu,
    texts: {
      silent: 'Tài liệu không đề cập đến điều này.',
      screened: 'Câu hỏi này không thể được trả lời ở đây. Vui lòng hỏi theo cách khác.',
      filtered: 'Bộ lọc nội dung của nhà cung cấp mô hình đã dừng câu trả lời này. Vui lòng hỏi theo cách khác.',
    },
  },
  {
    hints: /(?<!\p{L})(?:care|cât(?:e|ă|i)?|când|unde|cine|este|sunt|pentru|din|cum|și|sau|de ce)(?!\p{L})|[țș]/giu,
    texts: {
      silent: 'Documentele nu spun acest lucru.',
      screened: 'La această întrebare nu se poate răspunde aici. Vă rugăm să o puneți altfel.',
      filtered: 'Filtrul de conținut al furnizorului modelului a oprit acest răspuns. Vă rugăm să întrebați altfel.',
    },
  },
];
