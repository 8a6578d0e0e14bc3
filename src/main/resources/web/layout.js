// Which of three layouts the holdings get, by what their numbers need: a table with the other sections beside it, a table of the whole
// width, or a card for each holding. So nothing is ever printed over another thing, however large it is.
import { $ } from './dom.js';

const LAYOUTS = ['beside', 'below', 'cards'];
let named = '';

/** What a card does not show, the keyboard does not stop at; cards have a choice of their own for the order. */
function settle() {
  const stop = document.body.dataset.layout === 'cards' ? -1 : 0;
  $('head').querySelectorAll('button').forEach(each => {
    each.tabIndex = stop;
  });
}

const isTooWide = table => table.offsetWidth > table.previousElementSibling.offsetWidth;

/** Takes the roomiest that fits; while nothing else changes, only ever a narrower one, so that a price cannot make it flicker. */
export function fit() {
  const table = $('holdings-table');
  const now = `${innerWidth} ${$('head').textContent} ${getComputedStyle(document.documentElement).fontSize}`;
  let i = LAYOUTS.indexOf(document.body.dataset.layout);
  if (now !== named || i < 0) {
    named = now;
    i = 0;
  }
  for (; i < LAYOUTS.length; i++) {
    document.body.dataset.layout = LAYOUTS[i];
    if (table.hidden || LAYOUTS[i] === 'cards' || !isTooWide(table)) {
      settle();
      return;
    }
  }
}

addEventListener('resize', fit);
