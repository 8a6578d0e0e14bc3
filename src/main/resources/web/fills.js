// The last fills, the newest first.
import { $, make, moment } from './dom.js';
import { clockTime, direction, isKnown, number, price } from './format.js';
import { t } from './words.js';

/** A fill in one line, for who does not look. */
export function fillWords(fill) {
  const by = fill.after - fill.before;
  return `${fill.stock_name ?? fill.stock_code} ${t(by > 0 ? 'bought' : 'sold')} ${t('shares', number(Math.abs(by)))}`
    + (isKnown(fill.price) ? ` @ ${price(fill.price)}` : '');
}

export function showFills(model) {
  $('no-fills').hidden = model.fills.length > 0;
  $('fills').replaceChildren(...[...model.fills].reverse().map(fill => {
    const by = fill.after - fill.before;
    return make('li', '', moment(fill.time, clockTime(fill.time, model.now)),
      make('span', 'name', fill.stock_name ?? fill.stock_code),
      make('span', `change ${direction(by)}`, `${by > 0 ? '▲ +' : '▼ −'}${t('shares', number(Math.abs(by)))}`),
      make('span', 'how', `${number(fill.before)} → ${t('shares', number(fill.after))}${isKnown(fill.price) ? ` · @ ${price(fill.price)}` : ''}`));
  }));
}
