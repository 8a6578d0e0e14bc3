// The table of holdings: a cell changes only when its text does, and flashes then.
import { COLUMNS, cell, valueOf } from './columns.js';
import { choices, shown, sorted, sortBy } from './choices.js';
import { $, flash, make, set } from './dom.js';
import { clockTime, duration, isKnown } from './format.js';
import { fit } from './layout.js';
import { isLot, keyOf } from './model.js';
import { t } from './words.js';

const OLD_MILLIS = 15 * 60_000; // a snapshot comes every 10 minutes
const OF_PRICE = ['current_price', 'day_change', 'evaluated_amount', 'weight', 'profit_loss', 'rate'];

/** What is shown now: the rows in their order, the columns, and the value of all holdings. */
export function view(model) {
  const rows = [...model.rows.values()];
  const all = valueOf(rows);
  return { rows: sorted(rows, all), names: shown(rows), all, count: rows.length };
}

/** @param before the rows that were shown, so that what changed is seen; null when nothing is to flash */
export function showHoldings(model, before) {
  const now = view(model);
  const table = $('holdings-table');
  table.hidden = now.count === 0;
  showHead(now.names);
  const body = $('rows');
  const there = new Map([...body.children].map(tr => [tr.dataset.key, tr]));
  now.rows.forEach((row, i) => {
    const key = keyOf(row);
    const tr = there.get(key) ?? newRow(key);
    there.delete(key);
    fillRow(tr, row, now, before && { row: before.get(key), all: now.all });
    if (body.children[i] !== tr) {
      body.insertBefore(tr, body.children[i] ?? null);
    }
  });
  there.forEach(tr => tr.remove());
  showSum(now);
  showOld(model);
  set($('count'), now.count === 0 ? '' : now.rows.length === now.count ? t('count', now.count) : t('countOf', now.rows.length, now.count));
  set($('no-match'), now.count > 0 && now.rows.length === 0 ? t('noMatch', choices.filter.trim()) : '');
  fit();
}

function showHead(names) {
  const head = $('head');
  if (head.dataset.names !== names.join()) {
    head.dataset.names = names.join();
    head.replaceChildren(...names.map(name => {
      const th = make('th', name === 'stock' ? '' : 'n', make('button', '', make('span', 'label'), make('span', 'order')));
      th.scope = 'col';
      th.setAttribute('role', 'columnheader');
      th.firstChild.type = 'button';
      th.firstChild.dataset.sort = name;
      th.dataset.c = name;
      return th;
    }));
  }
  for (const th of head.children) {
    const name = th.dataset.c;
    const isSorted = choices.sort.by === name;
    set(th.querySelector('.label'), t(name));
    set(th.querySelector('.order'), isSorted ? choices.sort.descending ? '▾' : '▴' : '');
    th.title = name === 'rate' ? t('rateNote') : '';
    th.setAttribute('aria-sort', isSorted ? choices.sort.descending ? 'descending' : 'ascending' : 'none');
  }
}

$('head').addEventListener('click', event => {
  const name = event.target.closest('[data-sort]')?.dataset.sort;
  if (name) {
    sortBy(name);
    dispatchEvent(new Event('choice'));
  }
});

function newRow(key) {
  const tr = make('tr');
  tr.dataset.key = key;
  tr.setAttribute('role', 'row');
  return tr;
}

function newCell(name) {
  const td = make('td', name === 'stock' ? '' : 'n', make('span', name === 'stock' ? 'name' : 'value'));
  td.dataset.c = name;
  td.setAttribute('role', 'cell');
  if (name === 'stock') {
    td.append(' ', make('span', 'code'), ' ', make('span', 'lot'));
  } else if (name === 'current_price') {
    td.append(' ', make('span', 'age'));
  }
  return td;
}

/** Cells of these columns, in this order; those that are there stay. */
function cellsOf(tr, names) {
  if ([...tr.children].map(td => td.dataset.c).join() !== names.join()) {
    const there = new Map([...tr.children].map(td => [td.dataset.c, td]));
    tr.replaceChildren(...names.map(name => there.get(name) ?? newCell(name)));
  }
  return tr.children;
}

function fillRow(tr, row, now, before) {
  for (const td of cellsOf(tr, now.names)) {
    const name = td.dataset.c;
    const value = COLUMNS[name].value(row, now.all);
    const { text, sense } = cell(name, value);
    const holder = td.firstElementChild;
    td.dataset.label = t('short')[name] ?? '';
    if (name === 'stock') {
      set(td.children[1], row.stock_code);
      set(td.children[2], isLot(row) ? `${t('credit')} ${row.credit_type}${row.loan_date ? ` · ${t('loan')} ${row.loan_date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1.$2.$3')}` : ''}` : '');
    } else {
      paint(holder, sense);
    }
    const old = before?.row && COLUMNS[name].value(before.row, before.all);
    const changed = before && holder.textContent !== '' && (!before.row || old !== value);
    set(holder, text);
    if (changed && name !== 'weight') {
      flash(holder, typeof value === 'number' && typeof old === 'number' ? value - old : 0);
    }
  }
}

function paint(holder, sense) {
  holder.classList.toggle('up', sense === 'up');
  holder.classList.toggle('down', sense === 'down');
}

function showSum(now) {
  const tr = $('sum');
  for (const td of cellsOf(tr, now.names)) {
    const name = td.dataset.c;
    const { text, sense } = name === 'stock' ? { text: now.rows.length === now.count ? t('sum') : t('sumOf', now.rows.length), sense: '' }
      : COLUMNS[name].sum ? cell(name, COLUMNS[name].sum(now.rows, now.all)) : { text: '', sense: '' };
    td.dataset.label = t(name);
    paint(td.firstElementChild, sense);
    set(td.firstElementChild, text);
    td.classList.toggle('none', text === '');
  }
}

/** Marks the prices that nothing has confirmed for long, and what is reckoned from them; called as time goes by, too. */
export function showOld(model) {
  const snapshot = new Date(model.status?.last_snapshot_at ?? 0);
  for (const tr of $('rows').children) {
    const row = model.rows.get(tr.dataset.key);
    const age = model.now - Math.max(new Date(row?.price_at ?? row?.updated_at ?? 0), snapshot);
    const isOld = age > OLD_MILLIS && isKnown(row?.current_price);
    for (const td of tr.children) {
      td.classList.toggle('old', isOld && OF_PRICE.includes(td.dataset.c));
      if (td.dataset.c === 'current_price') {
        set(td.children[1], isOld ? t('ago', duration(age)) : '');
      }
    }
  }
}

/** When the prices are from, which is neither the fill's moment nor the page's. */
export function showAges(model) {
  const at = model.status?.last_snapshot_at;
  const parts = [];
  if (model.tables?.read_at && model.tables.readable) {
    parts.push(t('readAt', clockTime(model.tables.read_at, model.now)));
  }
  if (at && model.rows.size > 0) {
    parts.push(t('pricesAt', clockTime(at, model.now), duration(model.now - new Date(at))));
  }
  set($('read-at'), parts.join(' · '));
}
