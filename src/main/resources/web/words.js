// Which language the page speaks, and its words.
import * as en from './words-en.js';
import * as ko from './words-ko.js';
import { inKorean } from './causes.js';
import { keep, recall } from './memory.js';

const languages = { ko, en };
let language = recall('language', 'ko') === 'en' ? 'en' : 'ko';

export const current = () => language;

export function toggle() {
  language = language === 'ko' ? 'en' : 'ko';
  keep('language', language);
}

/** The word of that name; `values` go into it. */
export function t(name, ...values) {
  const word = languages[language].words[name] ?? name;
  return typeof word === 'function' ? word(...values) : word;
}

export const stateName = state => languages[language].states[state]?.[0] ?? state;
export const stateWords = state => languages[language].states[state]?.[1] ?? '';

/** What the service, the broker or the database said; of a text in both languages the right one. */
export function cause(text) {
  const said = typeof text === 'object' && text !== null ? text[language] : text;
  return !said ? '' : language === 'ko' ? inKorean(said) : said;
}
