// The account's totals, and whether they are Kiwoom's own.
import { changeOf, paidFor } from './columns.js';
import { $, flash, make, set } from './dom.js';
import { clockTime, direction, duration, isKnown, number, percent, signed } from './format.js';
import { current, t } from './words.js';

const SIGNED = ['profit_loss', 'day_result'];

/** What the holdings have won or lost since yesterday's close; unknown where one of them is. */
function dayResult(rows) {
  const changes = [...rows.values()].map(row => isKnown(changeOf(row)) ? changeOf(row) * row.quantity : null);
  return changes.length > 0 && changes.every(isKnown) ? changes.reduce((all, each) => all + each, 0) : null;
}

/** @param before the account as it was shown; null when nothing is to flash */
export function showTotals(model, before) {
  const now = { ...model.account, total_purchase_amount: paidFor(model.account, model.rows), day_result: dayResult(model.rows) };
  document.querySelectorAll('[data-total]').forEach(dd => {
    const name = dd.dataset.total;
    const value = now[name] ?? null;
    const isSigned = SIGNED.includes(name);
    const base = name === 'profit_loss' ? now.total_purchase_amount : name === 'day_result' ? now.stock_value - value : 0;
    const texts = [isSigned ? signed(value) : number(value) + (name === 'total_asset' && isKnown(value) ? t('won') : ''),
      isSigned && isKnown(value) && base > 0 ? percent(100 * value / base) : ''].filter(Boolean);
    if (dd.dataset.texts !== texts.join('|')) {
      dd.dataset.texts = texts.join('|');
      dd.replaceChildren(...texts.flatMap((text, i) => [make(i === 0 ? 'span' : 'small', isSigned ? direction(value) : '', text), ' ']));
      if (before && name in before && before[name] !== value) {
        flash(dd.firstElementChild, value - before[name]);
      }
    }
    dd.parentElement.hidden = name === 'day_result' && !isKnown(value);
  });
  const isSettled = model.points.length === 0 || model.points.at(-1)[2];
  $('cash-note').hidden = isSettled;
  document.querySelectorAll('[data-total="total_cash"], [data-total="order_cash"], [data-total="total_asset"]')
    .forEach(dd => dd.classList.toggle('old', !isSettled));
}

/** One line where Kiwoom's totals are ours; else by how much each differs, and once what fees and tax have to do with it. */
export function showCompared(model) {
  const all = Object.values(model.status?.totals ?? {}).filter(Boolean);
  const others = all.filter(each => each.difference !== 0).map(each => each.words[current()]);
  const time = all.length > 0 ? clockTime(all[0].at, model.now) : '';
  set($('kiwoom-totals'), all.length === 0 ? '' : others.length === 0 ? t('equal', time) : t('compared', time, others.join(' · ')));
  $('fees').hidden = !all.some(each => each.fees_and_tax);
  const cashAt = model.status?.cash?.cash_at;
  set($('cash-at'), cashAt ? t('cashAt', clockTime(cashAt, model.now), duration(model.now - new Date(cashAt))) : '');
}
