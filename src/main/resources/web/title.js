// The window's name and icon, which is all that is seen of a page behind others: how it stands, and the profit.
import { paidFor } from './columns.js';
import { direction, isKnown, percent } from './format.js';
import { t } from './words.js';

const icon = document.querySelector('link[rel="icon"]');

export function showTitle(page, { kind, name }) {
  const { account, rows } = page.model;
  const paid = paidFor(account, rows);
  const profit = isKnown(account?.profit_loss) && paid > 0 ? 100 * account.profit_loss / paid : null;
  const isResting = page.link === 'rest';
  const words = [isResting ? t('restTitle') : kind === 'bad' ? name : page.link === 'up' && isKnown(profit) ? percent(profit) : '', t('title')];
  document.title = (isResting ? '⏸ ' : kind === 'bad' ? '⚠ ' : '') + words.filter(Boolean).join(' · ');
  const look = isResting || kind === 'wait' ? 'wait' : kind === 'bad' ? 'bad' : direction(profit) || 'even';
  const address = `icon-${look}.svg`;
  if (icon.getAttribute('href') !== address) {
    icon.setAttribute('href', address);
  }
}
