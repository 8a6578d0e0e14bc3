// Numbers and times as a Korean trader reads them; times are Korean wherever the browser stands.
import { current, t } from './words.js';

const whole = new Intl.NumberFormat('ko-KR', { maximumFractionDigits: 0 });
const upTo2 = new Intl.NumberFormat('ko-KR', { maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = {
  ko: new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', month: 'long', day: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Seoul', month: 'short', day: 'numeric' }),
};

export const isKnown = value => value !== null && value !== undefined;
export const number = value => isKnown(value) ? whole.format(value) : '–';
export const price = value => isKnown(value) ? upTo2.format(value) : '–';

/** The sign and the arrow carry what the colour carries; what is shown as nothing has none. */
export function signed(value) {
  return !isKnown(value) ? '–' : Math.abs(value) < 0.5 ? '0' : value > 0 ? `▲\u00a0+${whole.format(value)}` : `▼\u00a0−${whole.format(-value)}`;
}

export function percent(value) {
  const shown = !isKnown(value) || !Number.isFinite(value) ? '–' : `${Math.abs(value).toFixed(2)}%`;
  return ['–', '0.00%'].includes(shown) ? shown : (value > 0 ? '+' : '−') + shown;
}

/** A short number for an axis. */
export const short = value => new Intl.NumberFormat(current() === 'ko' ? 'ko-KR' : 'en-GB', { notation: 'compact', maximumSignificantDigits: 4 }).format(value);

export const direction = value => value > 0 ? 'up' : value < 0 ? 'down' : '';

/** The day, without its year. */
export const date = at => day[current()].format(at);

/** Clock time; with the day when that is not today. */
export function clockTime(iso, now = Date.now()) {
  if (!iso) {
    return '–';
  }
  const at = new Date(iso);
  const today = day.en.format(at) === day.en.format(now);
  return (today ? '' : date(at) + ' ') + clock.format(at);
}

export function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) {
    return t('seconds', seconds);
  }
  if (seconds < 3600) {
    return t('minutes', Math.floor(seconds / 60));
  }
  if (seconds < 86400) {
    return `${t('hours', Math.floor(seconds / 3600))} ${t('minutes', Math.floor(seconds / 60) % 60)}`;
  }
  return `${t('days', Math.floor(seconds / 86400))} ${t('hours', Math.floor(seconds / 3600) % 24)}`;
}

export const millis = value => value < 10 ? `${value.toFixed(1)} ms` : value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
