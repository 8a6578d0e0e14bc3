// What the service says in English alone, in Korean. What nobody has translated does not reach the Korean page: the log has it.
import { states, words } from './words-ko.js';

const SAID = [
  [/^The session is (\w+), not LIVE$/, (all, state) => `실시간 연결 상태가 아닙니다 (${states[state]?.[0] ?? state})`],
  [/^The broker does not offer the account query here.*/, () => '이 서버는 계좌 조회를 제공하지 않습니다'],
  [/^Kiwoom said that it was asked too often.*/, () => '키움이 요청이 너무 잦다고 답했습니다. 조금 뒤에 다시 하세요'],
  [/^A refresh is running and another one waits already$/, () => '새로고침이 이미 진행 중이고, 하나가 더 기다리고 있습니다'],
  [/^No such refresh was asked for.*/, () => '서비스가 다시 시작되었습니다. 한 번 더 누르세요'],
  [/^Kiwoom's answer and the table differ in (\d+) rows.*/, (all, n) => `키움의 답과 테이블이 ${n}건 다릅니다. 한 번 더 조회합니다.`],
  [/^What the snapshot told is being written$/, () => '조회한 값을 저장하고 있습니다.'],
  [/^The table does not have yet what the snapshot told.*/, () => '조회한 값이 아직 테이블에 없습니다. 한 번 더 조회합니다.'],
  [/^It is asked once more.*/, () => '아직 모두 확인되지 않아 한 번 더 조회합니다.'],
  [/^Kiwoom's answer has a row that cannot be read.*/, () => '키움의 답에 읽을 수 없는 종목이나 빈 쪽이 있습니다. 그런 종목은 격리하고 나머지는 반영했습니다.'],
  [/^Kiwoom's answer proves nothing.*/, () => '키움의 답이 스스로의 합계와 맞지 않아 반영하지 않았습니다. 다시 조회합니다.'],
  [/^The answer of kt\d+ .*/, () => '키움의 답에 있어야 할 값이 없거나 읽을 수 없습니다'],
  [/^The App key belongs to another account.*/, () => '앱키가 KIWOOM_ACCOUNT_NO와 다른 계좌의 것입니다'],
  [/^Kiwoom has not said yet what it calls the account.*/, () => '키움이 계좌번호를 아직 알려 주지 않았습니다'],
  [/^The token answer.*/, () => '키움의 토큰 응답을 읽을 수 없습니다'],
  [/^The service is stopping$/, () => '서비스를 종료하는 중입니다'],
];
/** The commonest causes, as Java and the network word them; whole, or one of several parted by colons. */
const PLAIN = [
  [/(^|[:(;] ?)Connection refused(?=$|[:;,.)])/gi, '$1연결 거부'],
  [/(^|[:(;] ?)(?:Connection reset(?: by peer)?|Broken pipe)(?=$|[:;,.)])/gi, '$1연결 끊김'],
  [/(^|[:(;] ?)(?:(?:Read|Connect|Connection) timed out)(?=$|[:;,.)])/gi, '$1응답 없음'],
];
const HANGUL = /[가-힣]/;
const SENTENCE = /[A-Za-z]{2,}(?:['’.,:;]?\s+[A-Za-z(]+){2,}/; // three words of English one after the other
const ASIDE = /\s*\([^()가-힣]*(?:\([^()가-힣]*\)[^()가-힣]*)*\)/g;
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
const ENGLISH_WORD = /^(?:[A-Z]?[a-z]+|[A-Z])(?:['’-][A-Za-z]+)*$/;
const UNITS = ['ms', 's', 'won'];
const CODE = /^\d{3,5}(?= )/; // what an English part begins with
const WAY = / > /; // through a menu: its words stand on the screen so

/** Without Hangul, and not only addresses, codes and names: those have a digit, a dot, a sign in them, or a capital inside. */
const isForeign = text => !HANGUL.test(text) && !WAY.test(text)
  && text.split(/\s+/).map(each => each.replace(AROUND, '')).some(each => ENGLISH_WORD.test(each) && !UNITS.includes(each));

/** The same for the Korean page: without what is said in English, and in our words where it was English as a whole. */
export function inKorean(text) {
  for (const [pattern, word] of SAID) {
    const match = pattern.exec(text);
    if (match) {
      return word(...match);
    }
  }
  const translated = PLAIN.reduce((all, [pattern, word]) => all.replace(pattern, word), text);
  const parts = translated.replace(ASIDE, aside => isForeign(aside) ? '' : aside).split(/(?<=[.:;,]) /);
  const kept = parts.map(part => (HANGUL.test(part) ? SENTENCE.test(part) : isForeign(part)) ? CODE.exec(part)?.[0] : part).filter(Boolean);
  const isWhole = kept.length === parts.length && kept.every((part, i) => part === parts[i]);
  const said = isWhole ? kept.join(' ') : kept.join(' ').replace(/[:;,]$/, '');
  return said.trim() === '' || !isWhole && !HANGUL.test(said) ? words.inTheLog : said;
}
