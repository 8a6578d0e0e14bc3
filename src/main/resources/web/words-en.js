// Every word of the page in English. A value may be a function of what it speaks of.

/** By the session's state: its name, and what it means. */
export const states = {
  STARTING: ['Starting', 'The service has just started and has not tried to connect to Kiwoom yet.'],
  AUTHENTICATING: ['Asking for an access token', 'The App key was sent to Kiwoom; its answer is awaited.'],
  CONNECTING: ['Connecting to Kiwoom', 'The WebSocket of the real-time server is being opened.'],
  LOGGING_IN: ['Waiting for the login answer', 'LOGIN was sent; Kiwoom has not answered yet.'],
  REGISTERING: ['Waiting for the registration answer', 'Logged in; Kiwoom has not confirmed real-time balances yet.'],
  LIVE: ['Live', 'Kiwoom has confirmed login and registration. A fill reaches the table at once.'],
  RECONNECTING: ['Connection lost, connecting again', 'No fills are received now. Once connected, the snapshot heals what was missed.'],
  CIRCUIT_OPEN: ['Resting after repeated failures', 'No fills are received now. One more attempt follows in a while.'],
  DUPLICATE_SESSION: ['Another program took the session', 'The same App key logged in elsewhere. No fills are received now.'],
  CREDENTIALS_REJECTED: ['Kiwoom refuses the App key', 'Nothing connects until the settings are corrected. See what to do below.'],
  STANDBY: ['Standing by: this machine does not serve the account', 'This one takes over when the other stops. The tables are what the other writes.'],
  STOPPED: ['Stopping', 'The service writes what waits and ends.'],
};

export const words = {
  title: 'Kiwoom balance', skip: 'Skip to the holdings', account: 'Account', refresh: 'Refresh', mock: 'MOCK', real: 'REAL',
  code: 'Code', message: 'Says', advice: 'Do', warnings: 'Warnings', won: ' won',

  // settings
  settings: 'Settings', theme: 'Colours', auto: 'Automatic', light: 'Light', dark: 'Dark', sound: 'A sound on a fill', notify: 'A desktop notification on a fill',
  notifyNeeds: 'Desktop notifications need a page opened by https or on this machine (localhost).',
  notifyDenied: 'The browser blocks notifications of this site. Allow them in its site settings, beside the address.',
  alertsKeep: 'With one of these the page stays connected while it is hidden.',

  // the line to the service
  waitLink: 'Connecting to the service', waitLinkWords: 'The answer of the service is awaited.',
  down: 'Disconnected', downWords: 'This page has lost the service. What is shown was known before and may be different now. Trying again.',
  restTitle: 'Goes on when looked at',
  since: (time, ago) => `since ${time} · ${ago}`, from: time => `since ${time}`, pingAt: time => `last PING ${time}`,
  leadsHere: node => `served by this machine, ${node}`, leadsElsewhere: (leader, node) => `served by ${leader}; this machine is ${node}`, leadsNobody: node => `served by nobody now; this machine is ${node}`,
  nextAttempt: (time, left) => `next attempt at ${time} (in ${left})`, nextAttemptNow: 'the next attempt is about to begin',
  waiting: n => `Holdings that wait for the database: ${n}.`,
  unreadable: (time, why) => (time ? `The tables cannot be read; below is what they held at ${time}` : 'The tables cannot be read') + (why ? `: ${why}` : ''),
  inTheLog: 'the service\'s log has the cause',

  // totals
  totals: 'Account totals', total_asset: 'Estimated assets', profit_loss: 'Profit', stock_value: 'Stock value', total_purchase_amount: 'Cost',
  total_cash: 'Cash D+2 (estimated)', order_cash: 'Orderable', day_result: 'Today',
  equal: time => `Equal to Kiwoom's own totals (snapshot of ${time})`, compared: (time, said) => `${said} (snapshot of ${time})`,
  fees: 'Kiwoom\'s own profit is what would be left if all were sold now, less fees and tax. Profit and return here are before those.',
  cashAt: (time, ago) => `The cash is as of ${time} (${ago} ago).`,
  cashNote: 'There was a fill. Cash and total assets follow within seconds.',

  // holdings
  holdings: 'Holdings', stock: 'Stock', quantity: 'Quantity', available_quantity: 'Orderable', average_price: 'Average', current_price: 'Price',
  day_change: 'Day', evaluated_amount: 'Value', weight: 'Weight', rate: 'Return', rateNote: 'Return before fees and tax',
  unknownName: '(no name)', credit: 'credit', loan: 'loan of', count: n => `${n}`, countOf: (n, all) => `${n} of ${all}`, shares: n => `${n} sh`,
  filter: 'Find a stock', filterHint: 'name or code', columns: 'Columns', sortBy: 'Sort by', ascending: 'ascending', descending: 'descending', csv: 'Save CSV', print: 'Print',
  sum: 'Sum', sumOf: n => `Sum of the ${n} shown`, noMatch: text => `No stock matches ‘${text}’.`,
  readAt: time => `Read from the table at ${time}`, pricesAt: (time, ago) => `Prices are those of a fill or a snapshot, the last of ${time} (${ago} ago)`,
  ago: text => `${text} ago`,
  short: { quantity: 'Qty', available_quantity: 'Orderable', average_price: 'Avg', current_price: 'Price', day_change: 'Day', total_purchase_amount: 'Cost', weight: 'Weight' },
  emptyDown: 'The service is disconnected, so the holdings are unknown.',
  emptyUnread: 'The database has not been read yet, so the holdings are unknown.',
  emptyNotLive: state => `Kiwoom has not told the holdings yet (${state}). Once the session is live, the snapshot fills the table. This does not mean a balance of 0.`,
  emptyStandby: 'The table that the other machine writes has no holdings. How that machine stands is not known here.',
  emptyAsking: 'The snapshot is being asked for. This does not mean a balance of 0.',
  emptyFailed: why => `The session is live, but the snapshot failed: ${why}. This does not mean a balance of 0. Only stocks that trade from now on will appear.`,
  emptyWaiting: n => `Received but not in the database yet: ${n} holdings.`,
  emptyGap: time => `The last snapshot (${time}) had no holdings, but fills may have been missed since. It is being taken again.`,
  emptySince: time => `The table has no holdings. Those that Kiwoom told of at ${time} have all been sold since, or are not in the table. The next snapshot tells.`,
  emptyTrue: time => `There are no holdings. Kiwoom said so at ${time}, and every fill since is in.`,
  emptyAccount: masked => `If this is the wrong account, check KIWOOM_ACCOUNT_NO (now ${masked}).`,

  // the rest
  chart: 'Estimated assets since the start', noChart: 'The cash is not known yet, so there is no total.',
  chartWords: (n, first, last, low, high) => `Estimated assets at ${n} moments: first ${first}, now ${last}, lowest ${low}, highest ${high} won`,
  chartOpen: 'There was a fill; the line goes on when the cash was asked for again.',
  fills: 'Last fills', noFills: 'No fill since the service started.', bought: 'bought', sold: 'sold',
  speed: 'From fill to row', noSpeed: 'No fill measured yet.', speedOf: (p50, p99) => `usually ${p50} · slowest ${p99}`,
  speedNote: n => `From a frame's arrival until it is in the database (p50, p99). Commits: ${n}.`,
  states: 'Session history', backAfter: ago => `connected again after ${ago}`, liveAfter: ago => `live after ${ago}`, stillAway: 'not connected yet',
  attempts: n => `${n} attempts`, lasted: ago => `for ${ago}`,
  days: n => `${n} d`, hours: n => `${n} h`, minutes: n => `${n} min`, seconds: n => `${n} s`,
  refreshing: 'The snapshot is being asked for …', refreshed: time => `${time} The snapshot is in. The table equals Kiwoom's answer.`,
  checking: why => `Checking: ${why}`,
  refreshFailed: why => `The snapshot could not be finished: ${why}`, refreshRefused: why => `No refresh now: ${why}`,
  refreshLong: 'Not finished yet. The service goes on trying.', refreshNoLink: 'The service cannot be reached.',

  // many accounts
  overview: 'Accounts', overviewCount: (n, wrong, problems, standby) => n === 0 ? `No account is served${problems > 0 ? `. Problems in the list of accounts: ${problems}` : ''}`
    : wrong > 0 ? `${wrong} of ${n} accounts need a look${problems > 0 ? `. Problems in the list of accounts: ${problems}` : ''}`
      : standby > 0 ? `Nothing is wrong with ${n} accounts; another machine serves ${standby}${problems > 0 ? `. Problems in the list of accounts: ${problems}` : ''}`
      : problems > 0 ? `${n} accounts are live, but there are problems in the list of accounts: ${problems}` : `All ${n} accounts are live`,
  amountsAt: time => `amounts of the snapshot at ${time}`, allAccounts: 'All accounts', noAccount: name => `Account ‘${name}’ is not served`, noAccountWords: 'The list may not have been read yet, or the account was taken out or has another alias now: look at all accounts.',
  problem: (name, row, words) => `${name ? `${name} in the list of accounts` : row > 0 ? `Line ${row} of the list of accounts` : 'The list of accounts'}: ${words}`,
};
