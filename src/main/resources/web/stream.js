// This tab's share of the events: from the worker that all tabs share, or from a line of its own where a browser knows no such worker.
// A tab that nobody sees gives its share up, unless it is to tell of fills.
import { account } from './api.js';
import { Source } from './source.js';

const THERE_MILLIS = 10_000;
const HIDDEN_MILLIS = 5_000;

/** @param tab what it does with an event, a loss of the line (and whether it was refused), a rest, and its end; and whether it tells of fills */
export function follow(tab) {
  let line = null;
  let isResting = false;
  let isOver = false;
  let rest = null;

  const take = message => message.lost ? tab.lost(message.refused) : tab.take(message.event, message.told, message.alert);

  function direct() {
    const source = new Source((event, told) => tab.take(event, told, tab.alerts()), tab.lost);
    return { there: () => source.isOpen || source.open([account]), leave: () => source.close() };
  }

  function shared() {
    const worker = new SharedWorker('worker.js', { type: 'module' });
    worker.onerror = () => {
      line = direct();
      settle();
    };
    worker.port.onmessage = message => isResting || take(message.data);
    return {
      there: () => worker.port.postMessage({ account, alerts: tab.alerts() }),
      leave: () => worker.port.postMessage({ leaving: true }),
    };
  }

  function leave() {
    if (!isResting) {
      isResting = true;
      line.leave();
      tab.resting();
    }
  }

  /** Takes part or not, as it should be now. */
  function settle() {
    clearTimeout(rest);
    if (isOver) {
      return;
    }
    if (document.hidden && !tab.alerts()) {
      rest = setTimeout(leave, HIDDEN_MILLIS);
    } else {
      if (isResting) {
        isResting = false;
        tab.back();
      }
      line.there();
    }
  }

  try {
    line = shared();
  } catch {
    line = direct();
  }
  document.addEventListener('visibilitychange', settle);
  addEventListener('pagehide', leave);
  addEventListener('pageshow', shown => shown.persisted && settle());
  setInterval(() => isResting || line.there(), THERE_MILLIS);
  settle();
  return {
    settle,
    end() {
      isOver = true;
      leave();
    },
    again() {
      isOver = false;
      settle();
    },
  };
}
