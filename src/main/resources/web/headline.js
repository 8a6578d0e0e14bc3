// How it stands: the worst first and large, the rest below, and why there is nothing in the table. What has ended is no longer said.
import { account } from './api.js';
import { $, make, set } from './dom.js';
import { clockTime, duration } from './format.js';
import { cause, current, stateName, stateWords, t } from './words.js';

const WAITING_MILLIS = 1_000; // what waits for less is on its way
const ON_ITS_WAY = ['STARTING', 'AUTHENTICATING', 'CONNECTING', 'LOGGING_IN', 'REGISTERING', 'STOPPED', 'DATABASE_UNKNOWN']; // nothing is wrong yet

/** How bad one account stands: `bad`, `wait` or `good`. */
export function kindOf(headline, warnings = 0) {
  return headline.level === 'DOWN' && !ON_ITS_WAY.includes(headline.name) ? 'bad' : headline.level === 'OK' && warnings === 0 ? 'good' : 'wait';
}

/** One condition in one line. */
function line(each, now) {
  const why = each.detail ? `: ${each.code ? `${each.code} ` : ''}${cause(each.detail)}` : '';
  const todo = each.advice ? `. ${cause(each.advice)}` : '';
  return `${each.words[current()]} (${t('from', clockTime(each.since, now))})${why}${todo}`;
}

/** All but the headline, which is good only when there is nothing else to say. */
function warnings(page) {
  const { status, tables, now } = page.model;
  if (page.link !== 'up') {
    return [];
  }
  const told = status.conditions.filter(each => each.name !== status.headline.name && each.level !== 'OK').map(each => line(each, now));
  if (status.database.waiting > 0 && (status.database.reachable === false || Date.now() - page.waitingSince > WAITING_MILLIS)) {
    told.push(t('waiting', status.database.waiting));
  }
  if (tables && !tables.readable) {
    told.push(t('unreadable', tables.read_at && clockTime(tables.read_at, now), cause(tables.reason)));
  }
  return told;
}

/** @return how it stands: `good`, `wait` or `bad`, and in a few words */
export function showHeadline(page) {
  const { status } = page.model;
  const head = page.link === 'up' ? status.headline : null;
  const [name, meaning] = head ? [head.words[current()], stateWords(head.name)]
    : page.link === 'unknown' ? [t('noAccount', account), t('noAccountWords')]
      : page.link === 'down' ? [t('down'), t('downWords')] : [t('waitLink'), t('waitLinkWords')];
  const told = warnings(page);
  const kind = head ? kindOf(head, told.length) : ['down', 'unknown'].includes(page.link) ? 'bad' : 'wait';
  $('session').dataset.state = head ? head.name : '';
  $('session').dataset.kind = kind;
  set($('state'), name);
  set($('state-words'), meaning);
  showWhy(head);
  const list = $('warnings').firstElementChild;
  if (told.join('\n') !== [...list.children].map(each => each.textContent).join('\n')) {
    list.replaceChildren(...told.map(text => make('li', '', text)));
  }
  showSince(page);
  return { kind, name };
}

function showWhy(head) {
  const wrong = head && head.level !== 'OK';
  const told = wrong ? { code: head.code, message: cause(head.detail), advice: cause(head.advice) } : {};
  for (const name of ['code', 'message', 'advice']) {
    $(`broker-${name}`).parentElement.hidden = !told[name];
    set($(`broker-${name}`), told[name] || '');
  }
  $('broker').hidden = !Object.values(told).some(Boolean);
}

/** What changes by the clock alone. */
export function showSince(page) {
  const { status, now } = page.model;
  const isUp = page.link === 'up';
  const since = isUp ? status.headline.since : page.linkSince;
  const told = since ? [t('since', clockTime(since, now), duration((isUp ? now : Date.now()) - new Date(since)))] : [];
  if (isUp && status.headline.name === 'LIVE' && status.last_ping_at) {
    told.push(t('pingAt', clockTime(status.last_ping_at, now)));
  }
  if (isUp && status.next_attempt_at) {
    const left = new Date(status.next_attempt_at) - now;
    told.push(left > 0 ? t('nextAttempt', clockTime(status.next_attempt_at, now), duration(left)) : t('nextAttemptNow'));
  }
  if (isUp && status.cluster) {
    const { node, leader, leads } = status.cluster;
    told.push(leads ? t('leadsHere', node) : leader ? t('leadsElsewhere', leader, node) : t('leadsNobody', node));
  }
  set($('state-since'), told.join(' · '));
}

/** Why there is nothing in the table; an empty table alone says nothing. */
function whyEmpty(page) {
  const { status, tables, now } = page.model;
  if (page.link !== 'up') {
    return page.link === 'down' ? t('emptyDown') : page.link === 'unknown' ? '' : t('waitLinkWords');
  }
  if (!tables?.read_at) {
    return t('emptyUnread');
  }
  if (status.database.waiting > 0) {
    return t('emptyWaiting', status.database.waiting);
  }
  if (status.state === 'STANDBY') {
    return t('emptyStandby');
  }
  if (status.state !== 'LIVE') {
    return t('emptyNotLive', stateName(status.state));
  }
  if (!status.last_snapshot_at) {
    const failed = status.conditions.find(each => each.name === 'SNAPSHOT_FAILING' || each.name === 'SNAPSHOT_NOT_OFFERED');
    return failed || status.snapshot.error ? t('emptyFailed', cause(failed?.detail ?? status.snapshot.error)) : t('emptyAsking');
  }
  const totals = status.snapshot.broker_totals;
  if (totals?.total_purchase_amount > 0 || totals?.evaluated_amount > 0) {
    return status.gap_since ? t('emptyAsking') : t('emptySince', clockTime(status.last_snapshot_at, now));
  }
  return status.gap_since ? t('emptyGap', clockTime(status.last_snapshot_at, now))
    : `${t('emptyTrue', clockTime(status.last_snapshot_at, now))} ${t('emptyAccount', status.account_number ?? status.account)}`;
}

export function showEmpty(page) {
  set($('empty'), page.model.rows.size === 0 ? whyEmpty(page) : '');
}
