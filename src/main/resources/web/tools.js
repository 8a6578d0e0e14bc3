// What stands above the holdings: filter, order, columns, CSV and print.
import { choices, offered, show, sortBy } from './choices.js';
import { csv, save } from './csv.js';
import { $, make, set } from './dom.js';
import { view } from './holdings.js';
import { t } from './words.js';

const changed = () => dispatchEvent(new Event('choice'));

/** Shows the choices, in the page's language. */
export function showTools(model) {
  const names = offered([...model.rows.values()]);
  const hasAll = $('column-list').dataset.names === names.join();
  if (!hasAll) {
    $('column-list').dataset.names = names.join();
    $('column-list').replaceChildren(...names.filter(name => name !== 'stock').map(name => {
      const box = make('input');
      box.type = 'checkbox';
      box.value = name;
      return make('label', '', box, make('span'));
    }));
    $('sort').replaceChildren(...names.map(name => {
      const option = make('option');
      option.value = name;
      return option;
    }));
  }
  for (const each of $('column-list').children) {
    each.firstChild.checked = !choices.hidden.includes(each.firstChild.value);
    set(each.lastChild, t(each.firstChild.value));
  }
  for (const option of $('sort').options) {
    set(option, t(option.value));
  }
  $('sort').value = choices.sort.by;
  const way = choices.sort.descending ? 'descending' : 'ascending';
  set($('sort-way'), choices.sort.descending ? '▾' : '▴');
  $('sort-way').setAttribute('aria-label', t(way));
  $('filter').placeholder = t('filterHint');
}

export function openTools(model) {
  $('filter').addEventListener('input', () => { choices.filter = $('filter').value; changed(); });
  $('sort').addEventListener('change', () => { sortBy($('sort').value, $('sort').value !== 'stock'); changed(); });
  $('sort-way').addEventListener('click', () => { sortBy(choices.sort.by); changed(); });
  $('column-list').addEventListener('change', event => { show(event.target.value, event.target.checked); changed(); });
  $('csv').addEventListener('click', () => {
    const { rows, names, all } = view(model);
    const day = new Date(model.now).toLocaleDateString('sv-SE', { timeZone: 'Asia/Seoul' });
    save(csv(rows, names, all), `${t('holdings').replace(/\s/g, '')}-${day}.csv`);
  });
  $('print').addEventListener('click', () => print());
}
