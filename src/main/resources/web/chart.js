// A line of total assets over time: points are [milliseconds, won, settled]. What is not settled counts cash that has been spent, and is left out.
import { number, time } from './format.js';
import { t } from './words.js';

const HEIGHT = 130;
const EDGE = 8;

function shape(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  return element;
}

function line(text, className) {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

export function draw(box, all) {
  const points = all.filter(point => point[2]);
  box.replaceChildren();
  if (points.length === 0) {
    const none = document.createElement('p');
    none.className = 'quiet';
    none.textContent = t('noChart');
    box.append(none);
    return;
  }
  const width = box.clientWidth || 300;
  const values = points.map(point => point[1]);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const from = points[0][0];
  const span = Math.max(1, points.at(-1)[0] - from);
  const x = point => EDGE + (width - 2 * EDGE) * (points.length === 1 ? 1 : (point[0] - from) / span);
  const y = point => high === low ? HEIGHT / 2 : EDGE + (HEIGHT - 2 * EDGE) * (1 - (point[1] - low) / (high - low));
  const path = some => some.map((point, i) => `${i ? 'L' : 'M'}${x(point).toFixed(1)} ${y(point).toFixed(1)}`).join('');

  const svg = shape('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img',
    'aria-label': t('chartWords', points.length, number(values[0]), number(values.at(-1)), number(low), number(high)) });
  for (const at of [EDGE, HEIGHT - EDGE]) {
    svg.append(shape('line', { class: 'grid', x1: 0, x2: width, y1: at, y2: at }));
  }
  svg.append(shape('path', { class: 'line', d: path(points) }));
  const last = points.at(-1);
  svg.append(shape('circle', { class: 'last', cx: x(last), cy: y(last), r: 3.5 }));

  const range = document.createElement('p');
  range.className = 'quiet ends';
  range.append(line(time(new Date(from)), ''), line(low === high ? number(high) : `${number(low)} – ${number(high)}`, ''), line(time(new Date(last[0])), ''));
  box.append(svg, range);
  if (!all.at(-1)[2]) {
    const open = document.createElement('p');
    open.className = 'quiet';
    open.textContent = t('chartOpen');
    box.append(open);
  }
}
