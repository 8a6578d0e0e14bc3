// Every word of the page in Korean. A value may be a function of what it speaks of.

/** By the session's state: its name, and what it means. */
export const states = {
  STARTING: ['시작하는 중', '서비스가 막 시작했습니다. 아직 키움에 연결하지 않았습니다.'],
  AUTHENTICATING: ['접근 토큰을 받는 중', '키움에 앱키로 접근 토큰을 요청했습니다.'],
  CONNECTING: ['키움에 연결하는 중', '실시간 서버의 웹소켓을 여는 중입니다.'],
  LOGGING_IN: ['로그인 응답을 기다리는 중', '로그인을 보냈고, 키움의 응답을 기다립니다.'],
  REGISTERING: ['실시간 잔고 등록을 기다리는 중', '로그인은 되었고, 실시간 잔고 등록의 응답을 기다립니다.'],
  LIVE: ['실시간 연결됨', '키움이 로그인과 실시간 잔고 등록을 확인했습니다. 체결되면 바로 테이블에 들어옵니다.'],
  RECONNECTING: ['연결이 끊겨 다시 연결하는 중', '지금은 체결을 받지 못합니다. 다시 연결되면 전체 잔고를 조회해 맞춥니다.'],
  CIRCUIT_OPEN: ['연결 실패가 이어져 잠시 쉬는 중', '지금은 체결을 받지 못합니다. 조금 뒤 한 번 다시 시도합니다.'],
  DUPLICATE_SESSION: ['다른 프로그램이 접속을 가져감', '같은 앱키로 다른 곳에서 로그인했습니다. 지금은 체결을 받지 못합니다.'],
  CREDENTIALS_REJECTED: ['키움이 앱키를 거부함', '설정을 고치기 전에는 연결되지 않습니다. 아래의 할 일을 보세요.'],
  STANDBY: ['대기 중: 이 컴퓨터는 이 계좌를 맡지 않음', '그 컴퓨터가 멈추면 이 컴퓨터가 이어받습니다. 테이블은 그 컴퓨터가 쓴 것입니다.'],
  STOPPED: ['서비스를 멈추는 중', '남은 저장을 마치고 끝냅니다.'],
};

export const words = {
  title: '키움 잔고', skip: '보유 종목으로 건너뛰기', account: '계좌', refresh: '잔고 새로고침', mock: '모의투자 MOCK', real: '실전 REAL',
  code: '코드', message: '내용', advice: '할 일', warnings: '주의', won: '원',

  // settings
  settings: '설정', theme: '화면 색', auto: '자동', light: '밝게', dark: '어둡게', sound: '체결되면 소리로 알림', notify: '체결되면 바탕화면에 알림',
  notifyNeeds: '바탕화면 알림은 https 주소나 이 컴퓨터(localhost)에서 연 화면에서만 쓸 수 있습니다.',
  notifyDenied: '브라우저가 이 사이트의 알림을 막고 있습니다. 주소창 옆의 사이트 설정에서 허용하세요.',
  alertsKeep: '알림을 켜면 화면이 가려져 있어도 연결을 유지합니다.',

  // the line to the service
  waitLink: '서비스에 연결하는 중', waitLinkWords: '서비스의 응답을 기다립니다.',
  down: '연결 끊김', downWords: '이 화면이 서비스와 끊겼습니다. 아래의 값은 끊기기 전에 알던 값이며 지금과 다를 수 있습니다. 다시 연결을 시도합니다.',
  restTitle: '화면을 보면 이어집니다',
  since: (time, ago) => `${time}부터 · ${ago}`, from: time => `${time}부터`, pingAt: time => `마지막 PING ${time}`,
  leadsHere: node => `이 컴퓨터(${node})가 맡음`, leadsElsewhere: (leader, node) => `맡은 컴퓨터 ${leader}, 이 컴퓨터 ${node}`, leadsNobody: node => `지금은 아무도 맡지 않음, 이 컴퓨터 ${node}`,
  nextAttempt: (time, left) => `다음 연결 시도 ${time} (${left} 뒤)`, nextAttemptNow: '곧 다시 연결을 시도합니다',
  waiting: n => `${n}종목이 데이터베이스를 기다립니다.`,
  unreadable: (time, why) => (time ? `테이블을 읽지 못합니다. 아래는 ${time}의 값입니다` : '테이블을 읽지 못합니다') + (why ? `: ${why}` : ''),
  inTheLog: '자세한 원인은 서비스의 로그에 있습니다',

  // totals
  totals: '계좌 합계', total_asset: '추정자산', profit_loss: '평가손익', stock_value: '주식 평가금액', total_purchase_amount: '매입금액',
  total_cash: 'D+2 예수금(추정)', order_cash: '주문가능금액', day_result: '당일 등락',
  equal: time => `영웅문과 일치합니다 (${time} 전체 조회)`, compared: (time, said) => `${said} (${time} 전체 조회)`,
  fees: '영웅문의 평가손익은 지금 모두 판다고 보고 수수료와 세금을 뺀 값입니다. 이 화면의 평가손익과 수익률은 빼기 전 값입니다.',
  cashAt: (time, ago) => `예수금은 ${time}의 값입니다 (${ago} 전).`,
  cashNote: '체결이 있었습니다. 예수금과 추정자산은 몇 초 안에 따라옵니다.',

  // holdings
  holdings: '보유 종목', stock: '종목', quantity: '수량', available_quantity: '주문가능수량', average_price: '매입평균가', current_price: '현재가',
  day_change: '전일 대비', evaluated_amount: '평가금액', weight: '비중', rate: '수익률', rateNote: '수수료·세금을 빼기 전 수익률',
  unknownName: '(이름 없음)', credit: '신용', loan: '대출일', count: n => `${n}종목`, countOf: (n, all) => `${all}종목 중 ${n}종목`, shares: n => `${n}주`,
  filter: '종목 찾기', filterHint: '이름이나 코드', columns: '열', sortBy: '정렬', ascending: '오름차순', descending: '내림차순', csv: 'CSV 저장', print: '인쇄',
  sum: '합계', sumOf: n => `보이는 ${n}종목 합계`, noMatch: text => `‘${text}’에 맞는 종목이 없습니다.`,
  readAt: time => `테이블에서 읽은 시각 ${time}`, pricesAt: (time, ago) => `현재가는 체결되거나 전체 조회할 때의 값입니다. 마지막 전체 조회 ${time} (${ago} 전)`,
  ago: text => `${text} 전`,
  short: { quantity: '수량', available_quantity: '주문가능', average_price: '평균', current_price: '현재', day_change: '전일 대비', total_purchase_amount: '매입', weight: '비중' },
  emptyDown: '서비스와 끊겨 있어 보유 종목을 알 수 없습니다.',
  emptyUnread: '데이터베이스를 아직 읽지 못해 보유 종목을 알 수 없습니다.',
  emptyNotLive: state => `아직 키움에서 잔고를 받지 못했습니다 (${state}). 실시간 연결이 확인되면 전체 잔고를 조회해 채웁니다. 잔고가 0이라는 뜻이 아닙니다.`,
  emptyStandby: '이 계좌를 맡은 컴퓨터가 쓴 테이블에 보유 종목이 없습니다. 그 컴퓨터의 상태는 여기서 알 수 없습니다.',
  emptyAsking: '전체 잔고를 조회하는 중입니다. 잔고가 0이라는 뜻이 아닙니다.',
  emptyFailed: why => `실시간으로 연결되었지만 전체 잔고를 조회하지 못했습니다: ${why}. 잔고가 0이라는 뜻이 아닙니다. 앞으로 체결되는 종목만 나타납니다.`,
  emptyWaiting: n => `${n}종목을 받았지만 데이터베이스에 아직 저장되지 않았습니다.`,
  emptyGap: time => `마지막 전체 조회(${time})에는 보유 종목이 없었지만, 그 뒤 놓친 체결이 있을 수 있습니다. 다시 조회하는 중입니다.`,
  emptySince: time => `테이블에 보유 종목이 없습니다. 키움이 ${time}에 알린 종목은 그 뒤 모두 팔렸거나 테이블에 들어 있지 않습니다. 다음 전체 조회에서 확인합니다.`,
  emptyTrue: time => `보유 종목이 없습니다. 키움이 ${time}에 그렇게 답했고, 그 뒤의 체결도 모두 반영했습니다.`,
  emptyAccount: masked => `계좌 번호가 다르면 KIWOOM_ACCOUNT_NO를 확인하세요 (지금 ${masked}).`,

  // the rest
  chart: '추정자산 (서비스 시작 이후)', noChart: '예수금을 알 수 없어 추정자산이 아직 없습니다.',
  chartWords: (n, first, last, low, high) => `추정자산 ${n}개 시점: 처음 ${first}, 지금 ${last}, 최저 ${low}, 최고 ${high}원`,
  chartOpen: '체결이 있어, 예수금을 다시 조회하면 이어집니다.',
  fills: '최근 체결', noFills: '서비스가 시작된 뒤 체결이 없습니다.', bought: '매수', sold: '매도',
  speed: '체결 → DB 저장 시간', noSpeed: '아직 측정한 체결이 없습니다.', speedOf: (p50, p99) => `보통 ${p50} · 느릴 때 ${p99}`,
  speedNote: n => `체결이 도착해 데이터베이스에 저장될 때까지 (중앙값 p50, 상위 1% p99). 저장 ${n}회.`,
  states: '연결 기록', backAfter: ago => `${ago} 만에 다시 연결됨`, liveAfter: ago => `${ago} 만에 실시간 연결됨`, stillAway: '아직 연결되지 않음',
  attempts: n => `${n}번 시도`, lasted: ago => `${ago} 동안`,
  days: n => `${n}일`, hours: n => `${n}시간`, minutes: n => `${n}분`, seconds: n => `${n}초`,
  refreshing: '전체 잔고를 조회하는 중 …', refreshed: time => `${time} 전체 조회를 마쳤습니다. 잔고가 키움과 일치합니다.`,
  checking: why => `확인하는 중: ${why}`,
  refreshFailed: why => `전체 조회를 마치지 못했습니다: ${why}`, refreshRefused: why => `지금은 새로고침할 수 없습니다: ${why}`,
  refreshLong: '아직 끝나지 않았습니다. 서비스는 계속 시도합니다.', refreshNoLink: '서비스에 연결할 수 없습니다.',

  // many accounts
  overview: '계좌 목록', overviewCount: (n, wrong, problems, standby) => n === 0 ? `지켜보는 계좌가 없습니다${problems > 0 ? `. 계좌 목록에 문제가 ${problems}건 있습니다` : ''}`
    : wrong > 0 ? `${n}개 계좌 중 ${wrong}개에 문제가 있습니다${problems > 0 ? `. 계좌 목록에도 문제가 ${problems}건 있습니다` : ''}`
      : standby > 0 ? `${n}개 계좌에 문제가 없습니다. 그중 ${standby}개는 다른 컴퓨터가 맡고 있습니다${problems > 0 ? `. 계좌 목록에는 문제가 ${problems}건 있습니다` : ''}`
      : problems > 0 ? `${n}개 계좌는 실시간으로 연결되어 있지만, 계좌 목록에 문제가 ${problems}건 있습니다` : `${n}개 계좌 모두 실시간으로 연결되어 있습니다`,
  amountsAt: time => `금액은 ${time} 전체 조회의 값`, allAccounts: '전체 계좌', noAccount: name => `‘${name}’ 계좌를 지켜보고 있지 않습니다`, noAccountWords: '계좌 목록을 아직 읽지 못했거나, 목록에서 빠졌거나 별칭이 바뀌었을 수 있습니다. 전체 계좌에서 확인하세요.',
  problem: (name, row, words) => `계좌 목록${name ? `의 ${name}` : row > 0 ? ` ${row}번째 줄` : ''}: ${words}`,
};
