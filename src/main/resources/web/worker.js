// A SharedWorker: one line to the service for all tabs of this browser, open while one of them looks or wants to be told of fills.
import { Model } from './model.js';
import { Source } from './source.js';

const GONE_MILLIS = 90_000; // a tab says that it is there every 10 s, and once a minute at least where the browser slows it
const tabs = new Map(); // by port: { at: when it was last heard, alerts: whether it tells of fills }
let model = new Model();
let isUp = false;

const source = new Source((event, told) => {
  isUp = true;
  model.take(event, told);
  const teller = [...tabs].find(([, tab]) => tab.alerts)?.[0];
  tabs.forEach((tab, port) => port.postMessage({ event, told, alert: port === teller }));
}, refused => {
  isUp = false;
  tabs.forEach((tab, port) => port.postMessage({ lost: true, refused }));
});

function settle() {
  if (tabs.size > 0 && !source.isOpen) {
    model = new Model();
    isUp = false;
    source.open();
  } else if (tabs.size === 0) {
    source.close();
  }
}

function heard(port, said) {
  if (said.leaving) {
    tabs.delete(port);
  } else {
    const isNew = !tabs.has(port);
    tabs.set(port, { at: Date.now(), alerts: said.alerts });
    if (isNew && source.isOpen && isUp) {
      model.complete().forEach(([event, told]) => port.postMessage({ event, told, alert: false }));
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
