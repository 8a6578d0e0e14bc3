// The history of the session. A loss and what followed until it was live again is one line, with the reason.
import { $, make, moment } from './dom.js';
import { clockTime, duration } from './format.js';
import { cause, stateName, t } from './words.js';

const MOST_LINES = 60;
/** What a line is called by: the gravest that happened. */
const GRAVE = ['CREDENTIALS_REJECTED', 'DUPLICATE_SESSION', 'CIRCUIT_OPEN', 'STOPPED', 'RECONNECTING', 'STARTING'];

/** The changes of state, folded: `{ from, until, state, attempts, reasons }`, oldest first; `until` is null of what lasts. */
export function fold(states) {
  const lines = [];
  let open = null;
  for (const each of states) {
    if (each.state === 'LIVE' && open) {
      open.until = each.since;
      open = null;
    } else if (each.state !== 'LIVE') {
      if (!open) {
        open = { from: each.since, until: null, state: each.state, attempts: 0, reasons: [] };
        lines.push(open);
      }
      open.attempts += each.state === 'CONNECTING' ? 1 : 0;
      const rank = state => (GRAVE.indexOf(state) + GRAVE.length) % GRAVE.length;
      if (GRAVE.includes(each.state) && (!GRAVE.includes(open.state) || rank(each.state) < rank(open.state))) {
        open.state = each.state;
      }
      if (each.message && !open.reasons.some(reason => reason.message === each.message)) {
        open.reasons.push(each);
      }
    }
  }
  if (open && states.at(-1).state === 'STANDBY') {
    open.state = 'STANDBY'; // nothing of what came before is still tried
  }
  return lines;
}

function outcome(line, now) {
  if (!line.until) {
    return line.state === 'STANDBY' ? t('lasted', duration(now - new Date(line.from))) : `${t('stillAway')} · ${t('lasted', duration(now - new Date(line.from)))}`;
  }
  return t(line.state === 'STARTING' ? 'liveAfter' : 'backAfter', duration(new Date(line.until) - new Date(line.from)));
}

export function showHistory(model) {
  $('states').replaceChildren(...fold(model.states).slice(-MOST_LINES).reverse().map(line => {
    const how = [outcome(line, model.now), line.attempts > 1 ? t('attempts', line.attempts) : ''].filter(Boolean).join(' · ');
    const item = make('li', '', moment(line.from, clockTime(line.from, model.now)),
      make('span', line.until || line.state === 'STANDBY' ? 'name' : 'name bad', stateName(line.state)), make('span', line.until ? 'how good' : 'how', how));
    line.reasons.forEach(reason => item.append(make('span', 'why', `${reason.code ?? ''} ${cause(reason.said ?? reason.message)}`.trim())));
    return item;
  }));
}
