// The live page: what the service tells goes to the model, and from there to each part of the page.
import { account, ask } from './api.js';
import { alerting, openAlerts, showAlerts, tell } from './alerts.js';
import { showChart } from './chart.js';
import { $, make, set } from './dom.js';
import { showFills } from './fills.js';
import { date, isKnown, millis, number } from './format.js';
import { showEmpty, showHeadline, showSince } from './headline.js';
import { showHistory } from './history.js';
import { showAges, showHoldings, showOld } from './holdings.js';
import { keep } from './memory.js';
import { Model } from './model.js';
import { followAccounts, showOverview } from './overview.js';
import { openRefresh, reviewRefresh } from './refresh.js';
import { follow } from './stream.js';
import { showTitle } from './title.js';
import { openTools, showTools } from './tools.js';
import { showCompared, showTotals } from './totals.js';
import { current, t, toggle } from './words.js';

const RETRY_MILLIS = 2_000;
const GONE_RETRY_MILLIS = 5_000;
const NO_SUCH = 404;

/** link: wait, up, down, rest while nobody looks, or unknown when there is no such account. */
const page = { model: new Model(), link: 'wait', linkSince: null, waitingSince: null, accounts: null, problems: [], show: showAll };
const { model } = page;
let shownDay = date(model.now);

function showStatus() {
  const stands = showHeadline(page);
  showTitle(page, stands);
  const { status } = model;
  if (status) {
    $('mode').hidden = false;
    $('mode').className = `badge ${status.demo ? 'mock' : 'real'}`;
    set($('mode'), status.demo ? t('mock') : t('real'));
    set($('account'), account === null ? status.account : [account, status.account_number].filter(Boolean).join(' '));
    showSpeed(status.fillToRow);
  }
  showCompared(model);
  showEmpty(page);
  showAges(model);
  showOld(model);
  reviewRefresh(page);
}

function showSpeed(speed) {
  const known = isKnown(speed?.p50Millis);
  const text = known ? t('speedOf', millis(speed.p50Millis), millis(speed.p99Millis)) : t('noSpeed');
  const note = known ? t('speedNote', number(speed.count)) : '';
  if ($('speed').textContent !== text + note) {
    $('speed').replaceChildren(text, ...note ? [make('small', '', note)] : []);
  }
}

function showTables() {
  document.body.dataset.tables = model.tables && !model.tables.readable ? 'old' : 'read';
}

function showLanguage() {
  document.documentElement.lang = current();
  document.querySelectorAll('[data-t]').forEach(each => set(each, t(each.dataset.t)));
  document.querySelectorAll('[data-t-label]').forEach(each => each.setAttribute('aria-label', t(each.dataset.tLabel)));
  const other = current() === 'ko' ? 'en' : 'ko';
  $('language').lang = other;
  set($('language'), other === 'en' ? 'English' : '한국어');
  $('theme').value = document.documentElement.dataset.theme;
}

function showAll() {
  showLanguage();
  showAlerts();
  document.body.dataset.link = page.link;
  document.body.dataset.view = page.accounts ? 'overview' : 'account';
  if (page.accounts) {
    showOverview(page);
    return;
  }
  showTables();
  showTools(model);
  showHoldings(model, null);
  showTotals(model, null);
  showFills(model);
  showHistory(model);
  showChart(model);
  showStatus();
}

// --- what comes

function linked(link) {
  if (page.link !== link) {
    page.link = link;
    page.linkSince = new Date().toISOString();
    showAll();
  }
}

function take(event, told, alert) {
  const before = { rows: model.rows, account: model.account };
  model.take(event, told);
  if (event === 'status') {
    page.waitingSince = told.database.waiting > 0 ? page.waitingSince ?? Date.now() : null;
    if (page.link !== 'up') {
      linked('up');
      return;
    }
  }
  if (page.link !== 'up' || page.accounts) {
    if (event === 'time' && !page.accounts) {
      findAccounts(); // the service is there, perhaps with a list of accounts by now
    }
    return; // all of it is shown once it is known how it stands
  }
  switch (event) {
    case 'time': showSince(page); break;
    case 'status': showStatus(); break;
    case 'states': showHistory(model); break;
    case 'positions':
      showTools(model);
      showHoldings(model, told.complete && before.rows.size === 0 ? null : before.rows);
      showTotals(model, null);
      showStatus();
      break;
    case 'account': showTotals(model, before.account); showStatus(); break;
    case 'tables': showTables(); showStatus(); break;
    case 'fill':
      showFills(model);
      if (alert && !told.complete) {
        tell(told.fills);
      }
      break;
    case 'assets': showChart(model); showTotals(model, null); break;
  }
}

function tick() {
  const today = date(model.now);
  if (today !== shownDay) {
    shownDay = today;
    showAll(); // what was today's clock time is yesterday's
    return;
  }
  if (!page.accounts && page.link !== 'rest') {
    showStatus();
    showHistoryOften();
  }
}

/** What lasts is told how long. */
function showHistoryOften() {
  if (model.states.length > 0 && model.states.at(-1).state !== 'LIVE') {
    showHistory(model);
  }
}

// --- the start

const stream = follow({
  take,
  lost: refused => {
    linked('down');
    if (refused) {
      findAccounts(); // the service may be there, and the account no longer
    }
  },
  resting: () => linked('rest'),
  back: () => linked('wait'),
  alerts: alerting,
});

let isFinding = false;
let nextFinding = null;

/**
 * With many accounts and none chosen there is no one line of events, but a list; and one that was chosen may not be there, any more or yet.
 */
async function findAccounts() {
  if (isFinding) {
    return;
  }
  clearTimeout(nextFinding);
  isFinding = true;
  let again = null;
  try {
    const { status, answer } = await ask('api/status');
    if (status === NO_SUCH) {
      again = GONE_RETRY_MILLIS;
      if (page.link !== 'unknown') {
        stream.end();
        linked('unknown');
      }
    } else if (account === null && answer.accounts) {
      stream.end();
      page.accounts = answer.accounts;
      page.problems = answer.problems ?? [];
      page.link = 'up';
      followAccounts(page);
      showAll();
    } else if (page.link === 'unknown') {
      again = answer.headline ? null : GONE_RETRY_MILLIS;
      if (answer.headline) {
        stream.again();
      }
    }
  } catch {
    again = RETRY_MILLIS;
  }
  isFinding = false;
  if (again !== null) {
    nextFinding = setTimeout(findAccounts, again);
  }
}

/** All but the one that was meant. */
function closeMenus(but) {
  document.querySelectorAll('.menu[open]').forEach(menu => {
    if (menu !== but) {
      const hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (hadFocus) {
        menu.firstElementChild.focus();
      }
    }
  });
}

$('language').addEventListener('click', () => { toggle(); showAll(); });
$('theme').addEventListener('change', () => {
  document.documentElement.dataset.theme = $('theme').value;
  keep('theme', $('theme').value);
  showChart(model);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => showChart(model));
addEventListener('choice', () => { showTools(model); showHoldings(model, null); });
addEventListener('resize', () => showChart(model));
document.addEventListener('keydown', event => event.key === 'Escape' && closeMenus());
document.addEventListener('click', event => closeMenus(event.target.closest('.menu')));
openRefresh(page);
openTools(model);
openAlerts(() => stream.settle());
setInterval(tick, 1000);
showAll();
$('all-accounts').hidden = account === null;
findAccounts();
