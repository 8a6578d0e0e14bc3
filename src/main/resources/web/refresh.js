// The refresh button, and what came of it. What is said ends when it is no longer so.
import { ask } from './api.js';
import { $, set } from './dom.js';
import { clockTime } from './format.js';
import { cause, t } from './words.js';

const POLL_MILLIS = 500;
const MOST_POLLS = 120;
const SAID_MILLIS = 20_000; // how long it is of interest that it went well, or why it could not begin

let outcome = null; // { name, words: of what, in whichever language, at, snapshot: the last one then }
let lastSnapshot = null;

const isRunning = () => outcome?.name === 'refreshing' || outcome?.name === 'checking';

function say(name, words = () => []) {
  outcome = { name, words, at: Date.now(), snapshot: lastSnapshot };
  showRefresh();
}

/** Whether something has gone wrong since. */
const isWorse = ({ status, skew }) => status.conditions.some(each => ['WARNING', 'DOWN'].includes(each.level) && new Date(each.since) - skew > outcome.at);

/** Whether what was said has ended: by itself, by a snapshot since, or by a line that is there again. */
function hasEnded(page) {
  const isLater = page.model.status && page.model.status.last_snapshot_at !== outcome.snapshot;
  switch (outcome.name) {
    case 'refreshed': return Date.now() - outcome.at > SAID_MILLIS || page.link !== 'up' || isWorse(page.model);
    case 'refreshRefused': return Date.now() - outcome.at > SAID_MILLIS || isLater;
    case 'refreshNoLink': return page.link === 'up' && Date.now() - outcome.at > SAID_MILLIS;
    case 'refreshFailed': case 'refreshLong': return isLater;
    default: return false;
  }
}

/** Called whenever something is told, and every second. */
export function reviewRefresh(page) {
  lastSnapshot = page.model.status?.last_snapshot_at ?? null;
  if (outcome && hasEnded(page)) {
    outcome = null;
  }
  showRefresh();
}

function showRefresh() {
  $('refresh').setAttribute('aria-disabled', String(isRunning()));
  set($('refresh-outcome'), outcome ? t(outcome.name, ...outcome.words()) : '');
}

const pause = wanted => new Promise(done => { setTimeout(done, wanted); });

async function refresh(page) {
  if (isRunning()) {
    return;
  }
  say('refreshing');
  try {
    const asked = await ask('api/refresh', {}, { method: 'POST' });
    if (asked.status !== 202) {
      say('refreshRefused', () => [cause(asked.answer.error)]);
      return;
    }
    for (let i = 0; i < MOST_POLLS; i++) {
      await pause(POLL_MILLIS);
      const told = (await ask('api/refresh', { id: asked.answer.id })).answer;
      if (told.state === 'done') {
        const at = page.model.now;
        say('refreshed', () => [clockTime(at, page.model.now)]);
        return;
      }
      if (told.state === 'checking') {
        say('checking', () => [cause(told.reason)]);
      }
      if (told.state === 'failed') {
        say('refreshFailed', () => [why(page) ?? cause(told.error)]);
        return;
      }
    }
    say('refreshLong');
  } catch {
    say('refreshNoLink');
  }
}

/** The condition that the failure has become says it in both languages. */
function why(page) {
  const failed = page.model.status?.conditions.find(each => each.name === 'SNAPSHOT_FAILING' || each.name === 'SNAPSHOT_NOT_OFFERED');
  return failed?.detail ? `${failed.code ?? ''} ${cause(failed.detail)}`.trim() : null;
}

export function openRefresh(page) {
  $('refresh').addEventListener('click', () => refresh(page));
}
