// A SharedWorker: one line to the service for all tabs of this browser, of whichever accounts, open while one of them looks or wants to be told of fills.
import { Model } from './model.js';
import { Source } from './source.js';

const GONE_MILLIS = 90_000; // a tab says that it is there every 10 s, and once a minute at least where the browser slows it
const tabs = new Map(); // by port: { account, at: when it was last heard, alerts: whether it tells of fills }
let models = new Map(); // by account; of those that the line is of
const isUp = new Set(); // those of which something has been told

const of = account => [...tabs].filter(([, tab]) => tab.account === account);
const lose = (ports, refused) => ports.forEach(port => port.postMessage({ lost: true, refused }));

const source = new Source((event, told, account) => {
  if (event === 'gone') {
    lose(of(account).map(([port]) => port), true);
    return;
  }
  isUp.add(account);
  models.get(account).take(event, told);
  const teller = of(account).find(([, tab]) => tab.alerts)?.[0];
  of(account).forEach(([port]) => port.postMessage({ event, told, alert: port === teller }));
}, refused => {
  isUp.clear();
  lose([...tabs.keys()], refused);
});

/** The line is of the accounts that somebody looks at, and of no other; whenever these are others, all is told anew. */
function settle() {
  const accounts = [...new Set([...tabs.values()].map(tab => tab.account))];
  if (accounts.length === 0) {
    source.close();
  } else if (!source.isOpen || accounts.length !== models.size || !accounts.every(each => models.has(each))) {
    models = new Map(accounts.map(each => [each, new Model()]));
    isUp.clear();
    source.open(accounts);
  }
}

function heard(port, said) {
  if (said.leaving) {
    tabs.delete(port);
  } else {
    const { account = null, alerts } = said;
    const isNew = !tabs.has(port);
    tabs.set(port, { account, alerts, at: Date.now() });
    if (isNew && source.isOpen && isUp.has(account)) {
      models.get(account).complete().forEach(([event, told]) => port.postMessage({ event, told, alert: false }));
    }
  }
  settle();
}

self.onconnect = connected => {
  const [port] = connected.ports;
  port.onmessage = message => heard(port, message.data);
};

setInterval(() => {
  tabs.forEach((tab, port) => {
    if (Date.now() - tab.at > GONE_MILLIS) {
      tabs.delete(port);
    }
  });
  settle();
}, GONE_MILLIS / 3);
