// What the service says in English alone, in Korean. What nobody has translated does not reach the Korean page: the log has it.
import { states, words } from './words-ko.js';

const SAID = [
  [/^The session is (\w+), not LIVE$/, (all, state) => `실시간 연결 상태가 아닙니다 (${states[state]?.[0] ?? state})`],
  [/^The broker does not offer the account query here.*/, () => '이 서버는 계좌 조회를 제공하지 않습니다'],
  [/^Kiwoom said that it was asked too often.*/, () => '키움이 요청이 너무 잦다고 답했습니다. 조금 뒤에 다시 하세요'],
  [/^A refresh is running and another one waits already$/, () => '새로고침이 이미 진행 중이고, 하나가 더 기다리고 있습니다'],
  [/^Kiwoom's answer and the table differ in (\d+) rows.*/, (all, n) => `키움의 답과 테이블이 ${n}건 다릅니다. 한 번 더 조회합니다.`],
  [/^What the snapshot told is being written$/, () => '조회한 값을 저장하고 있습니다.'],
  [/^The table does not have yet what the snapshot told.*/, () => '조회한 값이 아직 테이블에 없습니다. 한 번 더 조회합니다.'],
  [/^It is asked once more.*/, () => '아직 모두 확인되지 않아 한 번 더 조회합니다.'],
  [/^Kiwoom's answer has a row that cannot be read.*/, () => '키움의 답에 읽을 수 없는 종목이 있습니다. 그 종목은 격리하고 나머지는 반영했습니다.'],
  [/^Kiwoom's answer proves nothing.*/, () => '키움의 답이 스스로의 합계와 맞지 않아 반영하지 않았습니다. 다시 조회합니다.'],
  [/^The answer of kt\d+ .*/, () => '키움의 답에 있어야 할 값이 없거나 읽을 수 없습니다'],
  [/^The App key belongs to another account.*/, () => '앱키가 KIWOOM_ACCOUNT_NO와 다른 계좌의 것입니다'],
  [/^Kiwoom has not said yet what it calls the account.*/, () => '키움이 계좌번호를 아직 알려 주지 않았습니다'],
  [/^The token answer.*/, () => '키움의 토큰 응답을 읽을 수 없습니다'],
  [/^The service is stopping$/, () => '서비스를 종료하는 중입니다'],
];
const HANGUL = /[가-힣]/;
const SENTENCE = /[A-Za-z]{2,}(?:['’.,:;]?\s+[A-Za-z(]+){2,}/; // three words of English one after the other
const ASIDE = /\s*\([^()가-힣]*(?:\([^()가-힣]*\)[^()가-힣]*)*\)/g;

/** The same for the Korean page: without English asides, and in our words where it was English as a whole. */
export function inKorean(text) {
  for (const [pattern, word] of SAID) {
    const match = pattern.exec(text);
    if (match) {
      return word(...match);
    }
  }
  const without = text.replace(ASIDE, aside => SENTENCE.test(aside) ? '' : aside);
  if (!SENTENCE.test(without)) {
    return without;
  }
  const parts = without.split(/(?<=[.:;,]) /).filter(part => !SENTENCE.test(part) && HANGUL.test(part));
  return parts.length > 0 ? parts.join(' ').replace(/[:;,]$/, '') : words.inTheLog;
}
