// What is shown of the holdings, and in which order: filter, sorting and columns, as this browser last wanted them.
import { COLUMNS, changeOf } from './columns.js';
import { isKnown } from './format.js';
import { keep, recall } from './memory.js';

const NAMES = Object.keys(COLUMNS);
const byName = new Intl.Collator('ko-KR', { numeric: true });

export const choices = {
  filter: '',
  sort: recall('sort', { by: 'stock', descending: false }),
  hidden: recall('hidden', NAMES.filter(name => COLUMNS[name].rest)),
};
if (!NAMES.includes(choices.sort?.by)) {
  choices.sort = { by: 'stock', descending: false };
}
if (!Array.isArray(choices.hidden)) {
  choices.hidden = [];
}

/** Sorts by this column, or the other way round when it was sorted by it. Numbers begin with the largest. */
export function sortBy(name, descending = choices.sort.by === name ? !choices.sort.descending : name !== 'stock') {
  choices.sort = { by: name, descending };
  keep('sort', choices.sort);
}

export function show(name, wanted) {
  choices.hidden = choices.hidden.filter(each => each !== name).concat(wanted ? [] : name);
  keep('hidden', choices.hidden);
}

/** The columns that these rows have anything for. */
export const offered = rows => NAMES.filter(name => name !== 'day_change' || rows.some(row => isKnown(changeOf(row))));

export const shown = rows => offered(rows).filter(name => name === 'stock' || !choices.hidden.includes(name));

/** @param all the value of all holdings, of which each has its weight */
export function sorted(rows, all) {
  const { by, descending } = choices.sort;
  const wanted = choices.filter.trim().toLowerCase();
  const value = new Map(rows.map(row => [row, COLUMNS[by].value(row, all)]));
  const turn = descending ? -1 : 1;
  return rows.filter(row => `${row.stock_name ?? ''} ${row.stock_code}`.toLowerCase().includes(wanted)).sort((one, other) => {
    const [a, b] = [value.get(one), value.get(other)];
    if (isKnown(a) !== isKnown(b)) {
      return isKnown(a) ? -1 : 1; // what is unknown comes last, whichever way
    }
    return turn * (by === 'stock' ? byName.compare(a ?? '', b ?? '') : a - b) || byName.compare(one.stock_code, other.stock_code)
      || byName.compare(one.loan_date ?? '', other.loan_date ?? '');
  });
}
