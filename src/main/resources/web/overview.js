// Many accounts: one line for each, the worst first, that leads to its page.
import { ask } from './api.js';
import { $, make, set } from './dom.js';
import { clockTime, direction, isKnown, number, signed } from './format.js';
import { kindOf } from './headline.js';
import { cause, current, t } from './words.js';

const ORDER = ['bad', 'wait', 'good'];
const EVERY_MILLIS = 2_000;
const WARNED = ['WARNING', 'DOWN'];

/** What one account's line says of it. */
function summary(status) {
  const head = status.headline;
  const total = status.totals?.total_asset;
  const profit = status.totals?.profit_loss;
  return {
    name: status.account,
    kind: kindOf(head, status.conditions.filter(each => each.level !== 'OK').length),
    words: head.words[current()],
    isElsewhere: head.name === 'STANDBY',
    why: [WARNED.includes(head.level) ? `${head.code ?? ''} ${cause(head.detail)}`.trim() : '',
      total ?? profit ? t('amountsAt', clockTime((total ?? profit).at)) : ''].filter(Boolean).join(' · '),
    total: total?.ours ?? total?.kiwoom ?? null,
    day: status.day_result ?? null,
    profit: profit?.ours ?? profit?.kiwoom ?? null,
  };
}

function item(each) {
  const link = make('a', '', make('b', 'alias', each.name), ' ', make('span', 'words', each.words), ' ');
  link.href = `?${new URLSearchParams({ account: each.name })}`;
  const figure = (name, value, text) => make('span', 'figure', make('span', 'quiet', t(name)), ' ', make('span', name === 'total_asset' ? '' : direction(value), text));
  link.append(figure('total_asset', each.total, number(each.total)), ' ',
    isKnown(each.day) ? figure('day_result', each.day, signed(each.day)) : make('span', 'figure'), ' ',
    figure('profit_loss', each.profit, signed(each.profit)), ' ',
    make('span', 'why', each.why));
  const line = make('li', '', link);
  line.dataset.kind = each.kind;
  return line;
}

export function showOverview({ accounts, problems, link }) {
  const all = accounts.map(summary).sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.name.localeCompare(b.name, 'ko', { numeric: true }));
  const wrong = all.filter(each => each.kind !== 'good').length;
  const isLost = link === 'down';
  const isResting = link === 'rest';
  const isUnknown = isResting || link === 'wait';
  // an entry that was left out is an account that nobody serves
  const isBad = !isUnknown && (isLost || all.length === 0 || problems.length > 0 || all.some(each => each.kind === 'bad'));
  const count = isLost ? t('down') : isUnknown ? t('waitLink') : t('overviewCount', all.length, wrong, problems.length, all.filter(each => each.isElsewhere).length);
  set($('accounts-count'), count);
  document.title = isResting ? `⏸ ${t('restTitle')} · ${t('title')}` : `${isBad ? '⚠ ' : ''}${isBad || isUnknown || wrong > 0 ? `${count} · ` : ''}${t('title')}`;
  document.querySelector('link[rel="icon"]').href = `icon-${isBad ? 'bad' : isUnknown || wrong > 0 ? 'wait' : 'even'}.svg`;
  const told = problems.map(each => t('problem', each.account, each.line, each.words[current()]));
  if (told.join('\n') !== [...$('account-problems').children].map(each => each.textContent).join('\n')) {
    $('account-problems').replaceChildren(...told.map(text => make('li', '', text)));
  }
  const lines = all.map(item);
  const list = $('accounts');
  if (lines.map(each => each.outerHTML).join() !== [...list.children].map(each => each.outerHTML).join()) {
    const focused = document.activeElement?.getAttribute?.('href');
    list.replaceChildren(...lines);
    [...list.querySelectorAll('a')].find(each => each.getAttribute('href') === focused)?.focus();
  }
}

/** Asks again and again while somebody looks, one question at a time; what was known before a rest is not shown as what is known now. */
export function followAccounts(page) {
  let next = null;
  let isAsking = false;
  const link = now => {
    page.link = now;
    page.show();
  };
  const round = async () => {
    if (isAsking) {
      return;
    }
    clearTimeout(next);
    if (document.hidden) {
      link('rest');
    } else {
      isAsking = true;
      if (page.link === 'rest') {
        link('wait');
      }
      try {
        const { answer } = await ask('api/status');
        if (answer.headline) {
          location.reload(); // it serves one account now
        }
        page.accounts = answer.accounts ?? page.accounts;
        page.problems = answer.problems ?? page.problems;
        link(answer.accounts ? 'up' : 'down');
      } catch {
        link('down');
      }
      isAsking = false;
    }
    next = setTimeout(round, EVERY_MILLIS);
  };
  document.addEventListener('visibilitychange', () => document.hidden || round());
  next = setTimeout(round, EVERY_MILLIS);
}
