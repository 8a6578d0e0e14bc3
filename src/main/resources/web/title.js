// The window's name and icon, which is all that is seen of a page behind others: how it stands, and the profit.
import { direction, isKnown, percent } from './format.js';
import { t } from './words.js';

const icon = document.querySelector('link[rel="icon"]');

export function showTitle(page, { kind, name }) {
  const { account } = page.model;
  const profit = isKnown(account?.profit_loss) && account.total_purchase_amount > 0 ? 100 * account.profit_loss / account.total_purchase_amount : null;
  const isResting = page.link === 'rest';
  const words = [isResting ? t('restTitle') : kind === 'bad' ? name : page.link === 'up' && isKnown(profit) ? percent(profit) : '', t('title')];
  document.title = (isResting ? '⏸ ' : kind === 'bad' ? '⚠ ' : '') + words.filter(Boolean).join(' · ');
  const look = isResting || kind === 'wait' ? 'wait' : kind === 'bad' ? 'bad' : direction(profit) || 'even';
  const address = `icon-${look}.svg`;
  if (icon.getAttribute('href') !== address) {
    icon.setAttribute('href', address);
  }
}
