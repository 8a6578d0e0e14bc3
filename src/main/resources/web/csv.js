// The holdings as a file that a spreadsheet opens.
import { COLUMNS } from './columns.js';
import { isKnown } from './format.js';
import { isLot } from './model.js';
import { t } from './words.js';

/** A text that begins like a formula would be run as one, in East Asia of full width too; where numbers have a comma, a semicolon parts the cells. */
function field(value) {
  const text = !isKnown(value) ? '' : typeof value === 'string' && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A code is a text, whose zeros count. */
const code = text => `"=""${String(text ?? '').replace(/[^0-9A-Za-z]/g, '')}"""`;

const rounded = value => typeof value === 'number' ? Number(value.toFixed(4)) : value;

export function csv(rows, names, all) {
  const lots = rows.some(isLot) ? ['credit_type', 'loan_date'] : []; // of one stock there may be several
  const head = [t('code'), ...lots.map((lot, i) => t(i === 0 ? 'credit' : 'loan')), ...names.map(name => t(name))].map(field);
  const lines = rows.map(row => [code(row.stock_code), ...lots.map(lot => isLot(row) ? code(row[lot]) : ''),
    ...names.map(name => field(rounded(COLUMNS[name].value(row, all))))]);
  return [head, ...lines].map(line => line.join(',')).join('\r\n') + '\r\n';
}

/** Excel takes it for UTF-8 only with a mark in front. */
export function save(text, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
