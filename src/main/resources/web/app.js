// The live page: shows what the events say. Everything from outside is set as text, never as markup.
import { draw } from './chart.js';
import { direction, duration, isKnown, millis, number, percent, price, signed, time } from './format.js';
import { current, stateName, stateWords, t, toggle, translate } from './words.js';

const SILENCE_MILLIS = 15_000; // the service says something every 5 s
const RETRY_MILLIS = 1_500;
const MOST_POINTS = 800;
const SAME_MOMENT_MILLIS = 1_000;
const MOST_FILLS = 50;
const SHOWN_STATES = 60;
const FLASH_MILLIS = 1_500;
const WAITING_MILLIS = 1_000; // what waits for less is on its way
const KINDS = { LIVE: 'good', RECONNECTING: 'bad', CIRCUIT_OPEN: 'bad', DUPLICATE_SESSION: 'bad', CREDENTIALS_REJECTED: 'bad' }; // of states
const ON_ITS_WAY = ['STARTING', 'AUTHENTICATING', 'CONNECTING', 'LOGGING_IN', 'REGISTERING', 'STOPPED', 'DATABASE_UNKNOWN']; // nothing is wrong yet
const COLUMNS = ['stock', 'quantity', 'average_price', 'current_price', 'evaluated_amount', 'profit_loss', 'rate'];

const $ = id => document.getElementById(id);
let link = 'wait'; // wait, up, down
let linkSince = null;
let skew = 0; // the service's clock minus this one
let status = null;
let account = null;
let tables = null;
let rows = new Map();
let fills = [];
let states = [];
let points = [];
let waitingSince = null;
let outcome = null; // of the refresh button: what to say, in whichever language

function set(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// --- the line to the service

let source = null;
let watchdog = null;

function connect() {
  source?.close();
  source = new EventSource('api/events');
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(connect, RETRY_MILLIS);
    }
  };
  const on = (event, take) => source.addEventListener(event, message => {
    alive();
    take(JSON.parse(message.data));
  });
  on('time', told => { skew = new Date(told.now) - Date.now(); tick(); });
  on('status', takeStatus);
  on('states', told => { states = told.states; showStates(); });
  on('positions', takePositions);
  on('account', takeAccount);
  on('tables', told => { tables = told; showTables(); });
  on('fill', takeFills);
  on('assets', takeAssets);
}

function alive() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => { lost(); connect(); }, SILENCE_MILLIS);
}

function lost() {
  clearTimeout(watchdog);
  if (link !== 'down') {
    link = 'down';
    linkSince = new Date().toISOString();
    showAll();
  }
}

// --- what comes

function takeStatus(told) {
  status = told;
  const waiting = told.database.waiting > 0;
  waitingSince = waiting ? waitingSince ?? Date.now() : null;
  if (link !== 'up') {
    link = 'up';
    linkSince = new Date().toISOString();
    showAll();
  } else {
    showStatus();
  }
}

const keyOf = row => [row.stock_code, row.credit_type, row.loan_date].join('|');

function takePositions(told) {
  const before = rows;
  rows = told.complete ? new Map() : new Map(rows);
  told.removed.forEach(row => rows.delete(keyOf(row)));
  told.changed.forEach(row => rows.set(keyOf(row), row));
  showHoldings(told.complete && before.size === 0 ? null : before);
}

function takeAccount(told) {
  const before = account;
  account = told;
  showTotals(before);
}

function takeFills(told) {
  fills = (told.complete ? [] : fills).concat(told.fills).slice(-MOST_FILLS);
  showFills();
}

function takeAssets(told) {
  if (told.complete) {
    points = [];
  }
  for (const point of told.points) {
    const last = points.at(-1);
    if (last && (!last[2] || point[2] && point[0] - last[0] < SAME_MOMENT_MILLIS)) {
      points.pop(); // as the service does
    }
    points.push(point);
  }
  if (points.length > MOST_POINTS) {
    points = points.filter((point, i) => i === 0 || i > MOST_POINTS / 2 || i % 2 === 0);
  }
  showChart();
}

// --- what is shown

function showAll() {
  document.documentElement.lang = current();
  document.querySelectorAll('[data-t]').forEach(each => set(each, t(each.dataset.t)));
  document.querySelectorAll('[data-t-label]').forEach(each => each.setAttribute('aria-label', t(each.dataset.tLabel)));
  const other = current() === 'ko' ? 'en' : 'ko';
  $('language').lang = other;
  set($('language'), other === 'en' ? 'English' : '한국어');
  document.body.dataset.link = link;
  showStatus();
  showTables();
  showHoldings(null);
  showTotals(null);
  showFills();
  showStates();
  showChart();
  showOutcome();
}

const serverNow = () => Date.now() + skew;
const clockTime = iso => time(iso, serverNow());

function showStatus() {
  const up = link === 'up';
  const head = up ? status.headline : null;
  const words = up ? [head.words[current()], stateWords(head.name)]
    : link === 'wait' ? [t('waitLink'), t('waitLinkWords')] : [t('down'), t('downWords')];
  $('session').dataset.state = up ? head.name : '';
  set($('state'), words[0]);
  set($('state-words'), words[1]);
  const wrong = up && head.level !== 'OK' && (head.code || head.detail || head.advice);
  $('broker').hidden = !wrong;
  if (wrong) {
    const told = { code: head.code, message: translate(head.detail?.[current()]), advice: head.advice?.[current()] };
    for (const [name, text] of Object.entries(told)) {
      $(`broker-${name}`).parentElement.hidden = !text;
      set($(`broker-${name}`), text ?? '');
    }
  }
  if (status) {
    $('mode').hidden = false;
    $('mode').className = `badge ${status.demo ? 'mock' : 'real'}`;
    set($('mode'), status.demo ? t('mock') : t('real'));
    set($('account'), status.account);
    showSpeed(status.fillToRow);
    showCompared(Object.values(status.totals).filter(Boolean));
  }
  $('refresh').setAttribute('aria-disabled', String(isRefreshing()));
  showWarnings();
  showEmpty();
  tick();
}

/** What changes by the clock alone. */
function tick() {
  const since = link === 'up' ? status.headline.since : linkSince;
  const told = since ? [t('since', clockTime(since), duration((link === 'up' ? serverNow() : Date.now()) - new Date(since)))] : [];
  if (link === 'up' && status.headline.name === 'LIVE' && status.last_ping_at) {
    told.push(t('pingAt', clockTime(status.last_ping_at)));
  }
  set($('state-since'), told.join(' · '));
  if (waitingSince && Date.now() - waitingSince > WAITING_MILLIS) {
    showWarnings();
  }
}

/** One condition in one line. */
function line(each) {
  const why = each.detail ? `: ${each.code ? `${each.code} ` : ''}${translate(each.detail[current()])}` : '';
  const todo = each.advice ? `. ${each.advice[current()]}` : '';
  return `${each.words[current()]} (${t('from', clockTime(each.since))})${why}${todo}`;
}

/** All but the headline, which is good only when there is nothing else to say. */
function showWarnings() {
  const told = [];
  if (link === 'up') {
    const { database, conditions, headline } = status;
    told.push(...conditions.filter(each => each.name !== headline.name && each.level !== 'OK').map(line));
    if (database.waiting > 0 && (database.reachable === false || Date.now() - waitingSince > WAITING_MILLIS)) {
      told.push(t('waiting', database.waiting));
    }
    if (tables && !tables.readable) {
      told.push(t('unreadable', tables.read_at && clockTime(tables.read_at), tables.reason));
    }
  }
  const kind = link !== 'up' ? (link === 'down' ? 'bad' : 'wait')
    : status.headline.level === 'DOWN' && !ON_ITS_WAY.includes(status.headline.name) ? 'bad'
      : status.headline.level === 'OK' && told.length === 0 ? 'good' : 'wait';
  $('session').dataset.kind = kind;
  document.title = (kind === 'bad' ? '⚠ ' : '') + t('title');
  const list = $('warnings').firstElementChild;
  if (told.join('\n') !== [...list.children].map(each => each.textContent).join('\n')) {
    list.replaceChildren(...told.map(text => make('li', '', text)));
  }
}

/** Why there is nothing in the table; an empty table alone says nothing. */
function whyEmpty() {
  if (link !== 'up') {
    return link === 'wait' ? t('waitLinkWords') : t('emptyDown');
  }
  if (!tables?.read_at) {
    return t('emptyUnread');
  }
  if (status.database.waiting > 0) {
    return t('emptyWaiting', status.database.waiting);
  }
  if (status.state !== 'LIVE') {
    return t('emptyNotLive', stateName(status.state));
  }
  if (!status.last_snapshot_at) {
    return status.snapshot.error ? t('emptyFailed', translate(status.snapshot.error)) : t('emptyAsking');
  }
  return status.gap_since ? t('emptyGap', clockTime(status.last_snapshot_at))
    : `${t('emptyTrue', clockTime(status.last_snapshot_at))} ${t('emptyAccount', status.account)}`;
}

function showEmpty() {
  $('holdings').querySelector('table').hidden = rows.size === 0;
  set($('empty'), rows.size === 0 ? whyEmpty() : '');
}

function showTables() {
  document.body.dataset.tables = tables && !tables.readable ? 'old' : 'read';
  if (status) {
    showWarnings();
    showEmpty();
  }
  set($('read-at'), tables?.read_at && !tables.readable ? t('readAt', clockTime(tables.read_at)) : '');
}

/** The same row in the words of both table layouts. */
function cells(row) {
  const cost = row.total_purchase_amount ?? row.purchase_amount;
  return {
    stock: [row.stock_name ?? t('unknownName')],
    quantity: [number(row.quantity), row.quantity],
    average_price: [price(row.average_price ?? row.avg_price), row.average_price ?? row.avg_price],
    current_price: [price(row.current_price), row.current_price],
    evaluated_amount: [number(row.evaluated_amount), row.evaluated_amount],
    profit_loss: [signed(row.profit_loss), row.profit_loss, direction(row.profit_loss)],
    rate: [cost > 0 && isKnown(row.profit_loss) ? percent(100 * row.profit_loss / cost) : '–', null, direction(row.profit_loss)],
  };
}

/** @param before the rows that were shown, so that what changed is seen; null when nothing is to flash */
function showHoldings(before) {
  const body = $('rows');
  const shown = new Map([...body.children].map(tr => [tr.dataset.key, tr]));
  [...rows.keys()].sort().forEach((key, i) => {
    const tr = shown.get(key) ?? newRow(key);
    shown.delete(key);
    fillRow(tr, rows.get(key), before && { row: before.get(key) });
    if (body.children[i] !== tr) {
      body.insertBefore(tr, body.children[i] ?? null);
    }
  });
  shown.forEach(tr => tr.remove());
  set($('count'), rows.size > 0 ? t('count', rows.size) : '');
  if (status || link !== 'wait') {
    showEmpty();
  }
}

function newRow(key) {
  const tr = make('tr', '', '');
  tr.dataset.key = key;
  tr.setAttribute('role', 'row');
  for (const column of COLUMNS) {
    const td = make('td', column === 'stock' ? '' : 'n', '');
    td.dataset.c = column;
    td.setAttribute('role', 'cell');
    if (column === 'stock') {
      td.append(make('span', 'name', ''), make('span', 'code', ''), make('span', 'lot', ''));
    } else {
      td.append(make('span', 'value', ''));
    }
    tr.append(td);
  }
  return tr;
}

function fillRow(tr, row, before) {
  const now = cells(row);
  const old = before?.row && cells(before.row);
  for (const td of tr.children) {
    const [text, value, sense] = now[td.dataset.c];
    td.dataset.label = t('short')[td.dataset.c] ?? '';
    const holder = td.firstElementChild;
    if (td.dataset.c === 'stock') {
      set(td.children[1], row.stock_code);
      const isLot = row.credit_type && row.credit_type !== '00';
      set(td.children[2], isLot ? `${t('credit')} ${row.credit_type}${row.loan_date ? ` · ${t('loan')} ${row.loan_date}` : ''}` : '');
    } else {
      holder.className = `value ${sense ?? ''}`;
    }
    const changed = before && (!old || old[td.dataset.c][0] !== text);
    set(holder, text);
    if (changed) {
      flash(holder, old && isKnown(value) ? value - old[td.dataset.c][1] : 0);
    }
  }
}

function flash(element, by) {
  element.classList.remove('flash', 'rose', 'fell');
  void element.offsetWidth; // starts the animation again
  element.classList.add('flash');
  if (by) {
    element.classList.add(by > 0 ? 'rose' : 'fell');
  }
  clearTimeout(element.flashing);
  element.flashing = setTimeout(() => element.classList.remove('flash', 'rose', 'fell'), FLASH_MILLIS);
}

function showTotals(before) {
  document.querySelectorAll('[data-total]').forEach(dd => {
    const name = dd.dataset.total;
    const value = account?.[name] ?? null;
    const text = name === 'profit_loss' ? signed(value) : number(value) + (name === 'total_asset' && isKnown(value) ? t('won') : '');
    const changed = before && before[name] !== value;
    if (dd.firstChild?.nodeValue !== text || name === 'profit_loss') {
      dd.replaceChildren(make('span', name === 'profit_loss' ? direction(value) : '', text));
      const cost = account?.total_purchase_amount;
      if (name === 'profit_loss' && cost > 0) {
        dd.append(make('small', direction(value), percent(100 * value / cost)));
      }
      if (changed) {
        flash(dd.firstElementChild, value - before[name]);
      }
    }
  });
}

/** Whether Kiwoom's own totals are ours: one line, and by how much where they are not. */
function showCompared(all) {
  const others = all.filter(each => each.difference !== 0).map(each => each.words[current()]);
  set($('kiwoom-totals'), all.length === 0 ? '' : t('compared', clockTime(all[0].at), others.length === 0 ? t('allEqual') : others.join(' · ')));
}

function showFills() {
  $('no-fills').hidden = fills.length > 0;
  $('fills').replaceChildren(...[...fills].reverse().map(fill => {
    const item = make('li', '', '');
    const by = fill.after - fill.before;
    const when = make('time', '', clockTime(fill.time));
    when.dateTime = fill.time;
    item.append(when, make('span', 'name', fill.stock_name ?? fill.stock_code),
      make('span', `change ${direction(by)}`, `${by > 0 ? '▲ +' : '▼ −'}${t('shares', number(Math.abs(by)))}`),
      make('span', 'how', `${number(fill.before)} → ${t('shares', number(fill.after))}${isKnown(fill.price) ? ` · @ ${price(fill.price)}` : ''}`));
    return item;
  }));
}

function showStates() {
  const list = states.slice(-SHOWN_STATES);
  $('states').replaceChildren(...list.map((each, i) => {
    const item = make('li', '', '');
    const when = make('time', '', clockTime(each.since));
    when.dateTime = each.since;
    const kind = KINDS[each.state] ?? '';
    const next = list[i + 1];
    item.append(when, make('span', kind, stateName(each.state)), make('span', 'quiet', next ? duration(new Date(next.since) - new Date(each.since)) : ''));
    if (each.message) {
      item.append(make('span', 'why', `${each.code ?? ''} ${translate(each.message)}`.trim()));
    }
    return item;
  }).reverse());
}

function showSpeed(speed) {
  const known = isKnown(speed?.p50Millis);
  set($('speed'), known ? t('speedOf', millis(speed.p50Millis), millis(speed.p99Millis)) : t('noSpeed'));
  if (known) {
    $('speed').append(make('small', '', t('speedNote', number(speed.count))));
  }
}

function showChart() {
  draw($('chart'), points);
  $('cash-note').hidden = points.length === 0 || points.at(-1)[2];
}

// --- the refresh button

function say(name, ...values) {
  outcome = { name, values };
  showOutcome();
}

function showOutcome() {
  $('refresh').setAttribute('aria-disabled', String(isRefreshing()));
  set($('refresh-outcome'), outcome ? t(outcome.name, ...outcome.values.map(value => typeof value === 'function' ? value() : value)) : '');
}

const isRefreshing = () => outcome?.name === 'refreshing' || outcome?.name === 'checking';

const pause = wanted => new Promise(done => { setTimeout(done, wanted); });

async function refresh() {
  if (isRefreshing()) {
    return;
  }
  say('refreshing');
  try {
    const asked = await fetch('api/refresh', { method: 'POST' });
    const answer = await asked.json();
    if (asked.status !== 202) {
      say('refreshRefused', () => translate(answer.error));
      return;
    }
    for (let i = 0; i < 120; i++) {
      await pause(500);
      const told = await (await fetch(`api/refresh?id=${encodeURIComponent(answer.id)}`)).json();
      if (told.state === 'done') {
        const at = new Date().toISOString();
        say('refreshed', () => time(at));
        return;
      }
      if (told.state === 'checking') {
        say('checking', () => translate(told.reason));
      }
      if (told.state === 'failed') {
        say('refreshFailed', () => translate(told.error));
        return;
      }
    }
    say('refreshLong');
  } catch {
    say('refreshNoLink');
  }
}

$('refresh').addEventListener('click', refresh);
$('language').addEventListener('click', () => { toggle(); showAll(); });
addEventListener('resize', showChart);
addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', event => { if (event.persisted) connect(); });
setInterval(tick, 1000);
showAll();
connect();
