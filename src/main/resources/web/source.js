// One line to the service's events, made again whenever it breaks or goes silent; of several accounts, where their pages are open.

const SILENCE_MILLIS = 15_000; // the service says something every 5 s
const RETRY_MILLIS = 1_500;
const EVENTS = ['time', 'status', 'states', 'positions', 'account', 'tables', 'fill', 'assets', 'gone'];

export class Source {
  #take;
  #lost;
  #accounts = [];
  #line = null;
  #watchdog = null;
  #retry = null;

  /**
   * @param take called with the name of an event, what it tells and the account that it is of
   * @param lost called when the line is lost, more than once perhaps; with whether the service has refused it
   */
  constructor(take, lost) {
    this.#take = take;
    this.#lost = lost;
  }

  get isOpen() {
    return this.#line !== null;
  }

  /** @param accounts null where none was chosen */
  open(accounts = this.#accounts) {
    this.close();
    this.#accounts = accounts;
    const query = new URLSearchParams(accounts.length === 1 && accounts[0] === null ? [] : accounts.map(each => ['account', each ?? '']));
    this.#line = new EventSource(query.size === 0 ? 'api/events' : `api/events?${query}`);
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
      this.#take(event, JSON.parse(message.data), accounts[Number(message.lastEventId)]);
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
