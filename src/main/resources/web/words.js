// Every word of the page, in both languages. A value may be a function of what it speaks of.

const states = {
  ko: {
    STARTING: ['시작하는 중', '서비스가 막 시작했습니다. 아직 키움에 연결하지 않았습니다.'],
    AUTHENTICATING: ['접근 토큰을 받는 중', '키움에 앱키로 접근 토큰을 요청했습니다.'],
    CONNECTING: ['키움에 연결하는 중', '실시간 서버의 웹소켓을 여는 중입니다.'],
    LOGGING_IN: ['로그인 응답을 기다리는 중', '로그인을 보냈고, 키움의 응답을 기다립니다.'],
    REGISTERING: ['실시간 잔고 등록을 기다리는 중', '로그인은 되었고, 실시간 잔고(04) 등록의 응답을 기다립니다.'],
    LIVE: ['실시간 연결됨', '키움이 로그인과 실시간 잔고 등록을 확인했습니다. 체결되면 바로 표에 들어옵니다.'],
    RECONNECTING: ['연결이 끊겨 다시 연결하는 중', '지금은 체결을 받지 못합니다. 다시 연결되면 전체 잔고를 조회해 맞춥니다.'],
    CIRCUIT_OPEN: ['연결 실패가 이어져 잠시 쉬는 중', '지금은 체결을 받지 못합니다. 조금 뒤 한 번 다시 시도합니다.'],
    DUPLICATE_SESSION: ['다른 프로그램이 접속을 가져감', '같은 앱키로 다른 곳에서 로그인했습니다. 지금은 체결을 받지 못합니다.'],
    CREDENTIALS_REJECTED: ['키움이 앱키를 거부함', '설정을 고치기 전에는 연결되지 않습니다. 아래의 할 일을 보세요.'],
    STANDBY: ['대기 중: 다른 컴퓨터가 이 계좌를 맡고 있음', '그 컴퓨터가 멈추면 이 컴퓨터가 이어받습니다. 표는 그 컴퓨터가 쓴 것입니다.'],
    STOPPED: ['서비스를 멈추는 중', '남은 저장을 마치고 끝냅니다.'],
  },
  en: {
    STARTING: ['Starting', 'The service has just started and has not tried to connect to Kiwoom yet.'],
    AUTHENTICATING: ['Asking for an access token', 'The App key was sent to Kiwoom; its answer is awaited.'],
    CONNECTING: ['Connecting to Kiwoom', 'The WebSocket of the real-time server is being opened.'],
    LOGGING_IN: ['Waiting for the login answer', 'LOGIN was sent; Kiwoom has not answered yet.'],
    REGISTERING: ['Waiting for the registration answer', 'Logged in; Kiwoom has not confirmed real-time balances (04) yet.'],
    LIVE: ['Live', 'Kiwoom has confirmed login and registration. A fill reaches the table at once.'],
    RECONNECTING: ['Connection lost, connecting again', 'No fills are received now. Once connected, the full picture heals what was missed.'],
    CIRCUIT_OPEN: ['Resting after repeated failures', 'No fills are received now. One more attempt follows in a while.'],
    DUPLICATE_SESSION: ['Another program took the session', 'The same App key logged in elsewhere. No fills are received now.'],
    CREDENTIALS_REJECTED: ['Kiwoom refuses the App key', 'Nothing connects until the settings are corrected. See what to do below.'],
    STANDBY: ['Standing by: another machine serves the account', 'This one takes over when the other stops. The tables are what the other writes.'],
    STOPPED: ['Stopping', 'The service writes what waits and ends.'],
  },
};

/** What the service itself says in English, by how it begins. */
const said = {
  ko: [
    [/^Connection closed: (.*)/, (all, how) => `연결이 닫혔습니다 (${how})`],
    [/^No frame for (\d+) s.*/, (all, s) => `${s}초 동안 PING조차 오지 않아 끊긴 것으로 봅니다`],
    [/^LOGIN was not answered within (.*)/, (all, t) => `로그인에 ${t} 안에 응답이 없었습니다`],
    [/^REG was not answered within (.*)/, (all, t) => `실시간 등록에 ${t} 안에 응답이 없었습니다`],
    [/^The WebSocket did not open within (.*)/, (all, t) => `웹소켓이 ${t} 안에 열리지 않았습니다`],
    [/^The broker refuses connections.*/, () => '키움 서버가 연결을 받지 않습니다'],
    [/^The broker did not answer in time.*/, () => '키움 서버가 제때 응답하지 않았습니다'],
    [/^The broker's name cannot be resolved: (.*)/, (all, name) => `키움 서버의 이름을 찾을 수 없습니다: ${name}`],
    [/^The session is (\w+), not LIVE$/, (all, state) => `실시간 연결 상태가 아닙니다 (${states.ko[state]?.[0] ?? state})`],
    [/^The broker does not offer the account query here: (.*)/, (all, why) => `이 서버는 계좌 조회를 제공하지 않습니다: ${why}`],
    [/^Kiwoom's answer and the table differ in (\d+) rows.*/, (all, n) => `키움의 답과 표가 ${n}건 다릅니다. 한 번 더 조회합니다.`],
    [/^What the snapshot told is being written$/, () => '조회한 값을 저장하고 있습니다.'],
    [/^The table does not have yet what the snapshot told.*/, () => '조회한 값이 아직 표에 없습니다. 한 번 더 조회합니다.'],
    [/^It is asked once more.*/, () => '아직 모두 확인되지 않아 한 번 더 조회합니다.'],
    [/^Kiwoom's answer has a row that cannot be read.*/, () => '키움의 답에 읽을 수 없는 종목이 있습니다. 그 종목은 격리하고 나머지는 반영했습니다.'],
    [/^Kiwoom's answer proves nothing.*/, () => '키움의 답이 스스로의 합계와 맞지 않아 반영하지 않았습니다. 다시 조회합니다.'],
    [/^A refresh is running and another one waits already$/, () => '새로고침이 이미 진행 중이고, 하나가 더 기다리고 있습니다'],
    [/^The App key belongs to another account.*/, () => '앱키가 KIWOOM_ACCOUNT_NO와 다른 계좌의 것입니다. KIWOOM_ACCOUNT_NO를 고치거나 그 계좌의 앱키를 쓰세요'],
    [/^Check KIWOOM_REST_URL and KIWOOM_WS_URL.*/, () => 'KIWOOM_REST_URL과 KIWOOM_WS_URL을 설정했다면 확인하세요. 아니면 키움 서버가 멈춰 있습니다.'],
  ],
  en: [],
};

const words = {
  ko: {
    title: '키움 잔고', skip: '보유 종목으로 건너뛰기', account: '계좌', refresh: '잔고 새로고침', mock: '모의투자 MOCK', real: '실전 REAL',
    code: '코드', message: '내용', advice: '할 일', warnings: '주의', totals: '계좌 합계', total_asset: '총자산', profit_loss: '평가손익',
    stock_value: '주식 평가금액', total_purchase_amount: '매입금액', total_cash: '현금 (D+2)', order_cash: '주문가능',
    compared: (time, words) => `${words} (${time} 전체 조회)`, allEqual: '영웅문(키움)의 합계와 일치합니다',
    cashNote: '체결이 있었습니다. 현금과 총자산은 몇 초 안에 따라옵니다.',
    holdings: '보유 종목', stock: '종목', quantity: '수량', average_price: '평균단가', current_price: '현재가', evaluated_amount: '평가금액',
    rate: '수익률', chart: '총자산 (서비스 시작 이후)', fills: '최근 체결', noFills: '서비스가 시작된 뒤 체결이 없습니다.',
    speed: '체결에서 표까지', states: '연결 기록', unknownName: '(이름 없음)', credit: '신용', loan: '대출일',
    count: n => `${n}종목`, since: (time, ago) => `${time}부터 · ${ago}`, shares: n => `${n}주`, available: n => `주문가능 ${n}`,
    days: n => `${n}일`, hours: n => `${n}시간`, minutes: n => `${n}분`, seconds: n => `${n}초`,
    waitLink: '서비스에 연결하는 중', waitLinkWords: '서비스의 응답을 기다립니다.',
    down: '연결 끊김', downWords: '이 화면이 서비스와 끊겼습니다. 아래의 값은 끊기기 전에 알던 값이며 지금과 다를 수 있습니다. 다시 연결을 시도합니다.',
    pingAt: time => `마지막 PING ${time}`, from: time => `${time}부터`,
    waiting: n => `${n}종목이 데이터베이스를 기다립니다.`,
    unreadable: (time, why) => (time ? `표를 읽지 못합니다. 아래는 ${time}의 값입니다` : '표를 읽지 못합니다') + `: ${why}`,
    readAt: time => `표에서 읽은 시각 ${time}`,
    emptyDown: '서비스와 끊겨 있어 보유 종목을 알 수 없습니다.',
    emptyUnread: '데이터베이스를 아직 읽지 못해 보유 종목을 알 수 없습니다.',
    emptyNotLive: state => `아직 키움에서 잔고를 받지 못했습니다 (${state}). 실시간 연결이 확인되면 전체 잔고를 조회해 채웁니다. 잔고가 0이라는 뜻이 아닙니다.`,
    emptyAsking: '전체 잔고를 조회하는 중입니다. 잔고가 0이라는 뜻이 아닙니다.',
    emptyFailed: why => `실시간으로 연결되었지만 전체 잔고를 조회하지 못했습니다: ${why}. 잔고가 0이라는 뜻이 아닙니다. 앞으로 체결되는 종목만 나타납니다.`,
    emptyWaiting: n => `${n}종목을 받았지만 데이터베이스에 아직 저장되지 않았습니다.`,
    emptyGap: time => `마지막 전체 조회(${time})에는 보유 종목이 없었지만, 그 뒤 놓친 체결이 있을 수 있습니다. 다시 조회하는 중입니다.`,
    emptyTrue: time => `보유 종목이 없습니다. 키움이 ${time}에 그렇게 답했고, 그 뒤의 체결도 모두 반영했습니다.`,
    emptyAccount: masked => `계좌 번호가 다르면 KIWOOM_ACCOUNT_NO를 확인하세요 (지금 ${masked}).`,
    noSpeed: '아직 측정한 체결이 없습니다.', speedOf: (p50, p99) => `p50 ${p50} · p99 ${p99}`,
    speedNote: n => `도착한 프레임이 데이터베이스에 저장될 때까지. 저장 ${n}회.`,
    noChart: '현금을 알 수 없어 총자산이 아직 없습니다.',
    chartWords: (n, first, last, low, high) => `총자산 ${n}개 시점: 처음 ${first}, 지금 ${last}, 최저 ${low}, 최고 ${high}원`,
    chartOpen: '체결이 있어, 현금을 다시 조회하면 이어집니다.',
    refreshing: '전체 잔고를 조회하는 중 …', refreshed: time => `${time} 전체 조회를 마쳤습니다. 표가 키움의 답과 같습니다.`,
    checking: why => `확인하는 중: ${why}`,
    refreshFailed: why => `전체 조회를 마치지 못했습니다: ${why}`, refreshRefused: why => `지금은 새로고침할 수 없습니다: ${why}`,
    refreshLong: '아직 끝나지 않았습니다. 서비스는 계속 시도합니다.', refreshNoLink: '서비스에 연결할 수 없습니다.',
    short: { quantity: '수량', average_price: '평균', current_price: '현재' },
    won: '원',
  },
  en: {
    title: 'Kiwoom balance', skip: 'Skip to the holdings', account: 'Account', refresh: 'Refresh', mock: 'MOCK', real: 'REAL',
    code: 'Code', message: 'Says', advice: 'Do', warnings: 'Warnings', totals: 'Account totals', total_asset: 'Total assets', profit_loss: 'Profit',
    stock_value: 'Stock value', total_purchase_amount: 'Cost', total_cash: 'Cash (D+2)', order_cash: 'Orderable',
    compared: (time, words) => `${words} (full picture of ${time})`, allEqual: 'The totals equal Kiwoom\'s own',
    cashNote: 'There was a fill. Cash and total assets follow within seconds.',
    holdings: 'Holdings', stock: 'Stock', quantity: 'Quantity', average_price: 'Average', current_price: 'Price', evaluated_amount: 'Value',
    rate: 'Return', chart: 'Total assets since the start', fills: 'Last fills', noFills: 'No fill since the service started.',
    speed: 'From fill to row', states: 'Session history', unknownName: '(no name)', credit: 'credit', loan: 'loan of',
    count: n => `${n}`, since: (time, ago) => `since ${time} · ${ago}`, shares: n => `${n} sh`, available: n => `${n} orderable`,
    days: n => `${n} d`, hours: n => `${n} h`, minutes: n => `${n} min`, seconds: n => `${n} s`,
    waitLink: 'Connecting to the service', waitLinkWords: 'The answer of the service is awaited.',
    down: 'Disconnected', downWords: 'This page has lost the service. What is shown was known before and may be different now. Trying again.',
    pingAt: time => `last PING ${time}`, from: time => `since ${time}`,
    waiting: n => `Holdings that wait for the database: ${n}.`,
    unreadable: (time, why) => (time ? `The tables cannot be read; below is what they held at ${time}` : 'The tables cannot be read') + `: ${why}`,
    readAt: time => `Read from the table at ${time}`,
    emptyDown: 'The service is disconnected, so the holdings are unknown.',
    emptyUnread: 'The database has not been read yet, so the holdings are unknown.',
    emptyNotLive: state => `Kiwoom has not told the holdings yet (${state}). Once the session is live, the full picture fills the table. This does not mean a balance of 0.`,
    emptyAsking: 'The full picture is being asked for. This does not mean a balance of 0.',
    emptyFailed: why => `The session is live, but the full picture failed: ${why}. This does not mean a balance of 0. Only stocks that trade from now on will appear.`,
    emptyWaiting: n => `Received but not in the database yet: ${n} holdings.`,
    emptyGap: time => `The last full picture (${time}) had no holdings, but fills may have been missed since. It is being taken again.`,
    emptyTrue: time => `There are no holdings. Kiwoom said so at ${time}, and every fill since is in.`,
    emptyAccount: masked => `If this is the wrong account, check KIWOOM_ACCOUNT_NO (now ${masked}).`,
    noSpeed: 'No fill measured yet.', speedOf: (p50, p99) => `p50 ${p50} · p99 ${p99}`,
    speedNote: n => `From a frame's arrival until it is in the database. Commits: ${n}.`,
    noChart: 'The cash is not known yet, so there is no total.',
    chartWords: (n, first, last, low, high) => `Total assets at ${n} moments: first ${first}, now ${last}, lowest ${low}, highest ${high} won`,
    chartOpen: 'There was a fill; the line goes on when the cash was asked for again.',
    refreshing: 'The full picture is being asked for …', refreshed: time => `${time} The full picture is in. The table equals Kiwoom's answer.`,
    checking: why => `Checking: ${why}`,
    refreshFailed: why => `The snapshot could not be finished: ${why}`, refreshRefused: why => `No refresh now: ${why}`,
    refreshLong: 'Not finished yet. The service goes on trying.', refreshNoLink: 'The service cannot be reached.',
    short: { quantity: 'Qty', average_price: 'Avg', current_price: 'Price' },
    won: ' won',
  },
};

let language = 'ko';
try {
  language = localStorage.getItem('language') === 'en' ? 'en' : 'ko';
} catch { /* a browser that keeps nothing */ }

export const current = () => language;

export function toggle() {
  language = language === 'ko' ? 'en' : 'ko';
  try {
    localStorage.setItem('language', language);
  } catch { /* as above */ }
}

/** The word of that name; `values` go into it. */
export function t(name, ...values) {
  const word = words[language][name] ?? name;
  return typeof word === 'function' ? word(...values) : word;
}

export const stateName = state => states[language][state]?.[0] ?? state;
export const stateWords = state => states[language][state]?.[1] ?? '';

/** What the service or the broker said, translated where it is known; Kiwoom's own words stay. */
export function translate(text) {
  for (const [pattern, word] of said[language]) {
    const match = pattern.exec(text ?? '');
    if (match) {
      return word(...match);
    }
  }
  return text ?? '';
}
