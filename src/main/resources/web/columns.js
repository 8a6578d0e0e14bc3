// The columns of the holdings: what each shows, sorts and sums. A row is in the words of either table layout.
import { direction, isKnown, number, percent, price, signed } from './format.js';
import { t } from './words.js';

const costOf = row => row.total_purchase_amount ?? row.purchase_amount ?? null;
const averageOf = row => row.average_price ?? row.avg_price ?? null;

/** What was yesterday's; `null` where the service has no field for it. */
export const changeOf = row => isKnown(row.previous_close) && isKnown(row.current_price) && row.previous_close > 0 ? row.current_price - row.previous_close : null;

/** A sum with an unknown part is unknown. */
function sum(rows, value) {
  const values = rows.map(value);
  return values.length > 0 && values.every(isKnown) ? values.reduce((all, each) => all + each, 0) : null;
}

/** What all holdings have cost: as the account's row tells it, or from the holdings where it has no such column. */
export const paidFor = (account, rows) => account?.total_purchase_amount ?? sum([...rows.values()], costOf);

const share = (part, all) => isKnown(part) && all > 0 ? 100 * part / all : null;
const total = name => rows => sum(rows, row => row[name]);

/**
 * value: what is sorted by and saved; text: what is shown of it, if it is known; sum: of many rows;
 * signs: whether red and blue tell its sign; rest: not shown until somebody wants it.
 */
export const COLUMNS = {
  stock: { value: row => row.stock_name ?? null, text: name => name },
  quantity: { value: row => row.quantity, text: number },
  available_quantity: { value: row => row.available_quantity, text: number, rest: true },
  average_price: { value: averageOf, text: price },
  current_price: { value: row => row.current_price, text: price },
  day_change: {
    value: row => share(changeOf(row), row.previous_close), text: percent, signs: true,
    sum: rows => share(sum(rows, row => isKnown(changeOf(row)) ? changeOf(row) * row.quantity : null), sum(rows, row => row.previous_close * row.quantity)),
  },
  total_purchase_amount: { value: costOf, text: number, sum: rows => sum(rows, costOf), rest: true },
  evaluated_amount: { value: row => row.evaluated_amount, text: number, sum: total('evaluated_amount') },
  weight: {
    value: (row, all) => share(row.evaluated_amount, all), text: value => `${value.toFixed(1)}%`,
    sum: (rows, all) => share(sum(rows, row => row.evaluated_amount), all),
  },
  profit_loss: { value: row => row.profit_loss, text: signed, signs: true, sum: total('profit_loss') },
  rate: { value: row => share(row.profit_loss, costOf(row)), text: percent, signs: true, sum: rows => share(sum(rows, row => row.profit_loss), sum(rows, costOf)) },
};

/** The value of all holdings together; unknown when one of them is. */
export const valueOf = rows => sum(rows, row => row.evaluated_amount);

/** What stands in a cell: its text, the value behind it, and `up` or `down`. */
export function cell(name, value) {
  const column = COLUMNS[name];
  return { text: isKnown(value) ? column.text(value) : name === 'stock' ? t('unknownName') : '–', value, sense: column.signs ? direction(value) : '' };
}
