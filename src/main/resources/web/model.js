// What the service has told so far. The shared worker keeps one too, so that a tab that comes later gets the whole of it.
const MOST_POINTS = 800;
const SAME_MOMENT_MILLIS = 1_000;
const MOST_FILLS = 50;

export const keyOf = row => [row.stock_code, row.credit_type, row.loan_date].join('|');

/** Bought on credit. */
export const isLot = row => Boolean(row.credit_type) && row.credit_type !== '00';

export class Model {
  status = null;
  states = [];
  rows = new Map();
  account = null;
  tables = null;
  fills = [];
  points = [];
  skew = 0; // the service's clock minus this one
  #told = new Set();

  /** The clock of the service. */
  get now() {
    return Date.now() + this.skew;
  }

  take(event, told) {
    this.#told.add(event);
    switch (event) {
      case 'time': this.skew = new Date(told.now) - Date.now(); break;
      case 'status': this.status = told; break;
      case 'states': this.states = told.states; break;
      case 'positions': this.#takePositions(told); break;
      case 'account': this.account = told; break;
      case 'tables': this.tables = told; break;
      case 'fill': this.fills = (told.complete ? [] : this.fills).concat(told.fills).slice(-MOST_FILLS); break;
      case 'assets': this.#takeAssets(told); break;
    }
  }

  #takePositions(told) {
    this.rows = told.complete ? new Map() : new Map(this.rows);
    told.removed.forEach(row => this.rows.delete(keyOf(row)));
    told.changed.forEach(row => this.rows.set(keyOf(row), row));
  }

  #takeAssets(told) {
    const points = told.complete ? [] : [...this.points];
    for (const point of told.points) {
      const last = points.at(-1);
      if (last && (!last[2] || point[2] && point[0] - last[0] < SAME_MOMENT_MILLIS)) {
        points.pop(); // as the service does
      }
      points.push(point);
    }
    this.points = points.length <= MOST_POINTS ? points
      : points.filter((point, i) => i === 0 || i > MOST_POINTS / 2 || i % 2 === 0);
  }

  /** All of it, as the events that bring a new model to the same. */
  complete() {
    const all = {
      time: { now: new Date(this.now).toISOString() },
      states: { states: this.states },
      positions: { complete: true, changed: [...this.rows.values()], removed: [] },
      account: this.account,
      tables: this.tables,
      fill: { complete: true, fills: this.fills },
      assets: { complete: true, points: this.points },
      status: this.status,
    };
    return Object.entries(all).filter(([event]) => this.#told.has(event));
  }
}
