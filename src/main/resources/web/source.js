// One line to the service's events, made again whenever it breaks or goes silent.
import { address } from './api.js';

const SILENCE_MILLIS = 15_000; // the service says something every 5 s
const RETRY_MILLIS = 1_500;
const EVENTS = ['time', 'status', 'states', 'positions', 'account', 'tables', 'fill', 'assets'];

export class Source {
  #take;
  #lost;
  #line = null;
  #watchdog = null;
  #retry = null;

  /**
   * @param take called with the name of an event and what it tells
   * @param lost called when the line is lost, more than once perhaps; with whether the service has refused it
   */
  constructor(take, lost) {
    this.#take = take;
    this.#lost = lost;
  }

  get isOpen() {
    return this.#line !== null;
  }

  open() {
    this.close();
    this.#line = new EventSource(address('api/events'));
    this.#line.onerror = () => {
      const isRefused = this.#line?.readyState === EventSource.CLOSED;
      this.#lost(isRefused);
      if (isRefused) {
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.open(), RETRY_MILLIS);
      }
    };
    EVENTS.forEach(event => this.#line.addEventListener(event, message => {
      this.#heard();
      this.#take(event, JSON.parse(message.data));
    }));
    this.#heard();
  }

  #heard() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      this.#lost(false);
      this.open();
    }, SILENCE_MILLIS);
  }

  close() {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#line?.close();
    this.#line = null;
  }
}
