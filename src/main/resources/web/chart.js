// A line of total assets over time, drawn by uPlot. Points are [milliseconds, won, settled]; what is not settled counts cash that has been
// spent, and is left out.
import uPlot from './uplot/uPlot.esm.js';
import { $, make, set } from './dom.js';
import { date, number, short } from './format.js';
import { t } from './words.js';

const HEIGHT = 170;
const AXIS_WIDTH = 62;
const KOREA = 'Asia/Seoul';
const AROUND = 1_800;
let chart = null;
let drawn = '';

/** What stands at an axis is painted, so the colours of the page must be looked up: `light-dark()` is no colour to a canvas. */
function resolved(name) {
  const probe = $('chart').appendChild(make('span', `colour-${name}`));
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function isAlone(plot) {
  return plot.data[0].length === 1;
}

function options(width) {
  const axis = { stroke: resolved('quiet'), grid: { stroke: resolved('line'), width: 1 }, ticks: { stroke: resolved('line'), width: 1 }, font: '12px system-ui' };
  return {
    width,
    height: HEIGHT,
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), KOREA),
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    // while nothing moves there is one total: a dot, and not the years that uPlot puts around it
    scales: { x: { range: (plot, min, max) => isAlone(plot) ? [plot.data[0][0] - AROUND, plot.data[0][0] + AROUND] : [min, max] } },
    series: [{}, { stroke: resolved('ink'), width: 1.6, points: { show: isAlone, fill: resolved('ink') } }],
    axes: [
      { ...axis, space: 70, values: (plot, ticks) => ticks.map(clock(ticks)) },
      { ...axis, size: AXIS_WIDTH, space: 36, values: (plot, ticks) => ticks.map(short) },
    ],
  };
}

const MINUTE = 60;
const DAY = 86_400;
const minutes = new Intl.DateTimeFormat('en-GB', { timeZone: KOREA, hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('en-GB', { timeZone: KOREA, hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** How each tick is called: those within a minute, or days from each other, would otherwise all be called the same. */
export function clock(ticks) {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : MINUTE;
  const format = step < MINUTE ? seconds : minutes;
  return each => {
    const time = format.format(each * 1000);
    return step >= DAY || time === '00:00' ? date(each * 1000) : time;
  };
}

export function showChart(model) {
  const points = model.points.filter(point => point[2]);
  const values = points.map(point => point[1]);
  const box = $('chart');
  set($('chart-note'), points.length === 0 ? t('noChart') : !model.points.at(-1)[2] ? t('chartOpen') : '');
  box.hidden = points.length === 0;
  if (points.length === 0) {
    return;
  }
  box.setAttribute('aria-label', t('chartWords', points.length, ...[values[0], values.at(-1), Math.min(...values), Math.max(...values)].map(number)));
  const data = [points.map(point => point[0] / 1000), values];
  const width = box.clientWidth;
  const look = `${width} ${document.documentElement.lang} ${getComputedStyle(box).color}`;
  if (chart && drawn === look) {
    chart.setData(data);
  } else if (width > 0) {
    chart?.destroy();
    chart = new uPlot(options(width), data, box);
    drawn = look;
  }
}
