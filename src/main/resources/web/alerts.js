// A sound and a desktop notification on a fill, for who has asked for them.
import { $, set } from './dom.js';
import { fillWords } from './fills.js';
import { keep, recall } from './memory.js';
import { t } from './words.js';

const OFF = { sound: false, notify: false };
const wanted = { ...OFF, ...recall('alerts', OFF) };
let speaker = null;

const canNotify = () => 'Notification' in self && self.isSecureContext;
const mayNotify = () => canNotify() && Notification.permission === 'granted';

/** Whether this tab is to tell of fills while nobody looks. */
export const alerting = () => wanted.sound || wanted.notify && mayNotify();

/** Two short tones, higher for a purchase. A browser lets a page be heard only after somebody has touched it. */
function beep(isBuy) {
  speaker ??= new AudioContext();
  speaker.resume();
  const start = speaker.currentTime;
  [isBuy ? 660 : 880, isBuy ? 880 : 660].forEach((frequency, i) => {
    const tone = new OscillatorNode(speaker, { frequency });
    const volume = new GainNode(speaker, { gain: 0.15 });
    tone.connect(volume).connect(speaker.destination);
    tone.start(start + i * 0.14);
    tone.stop(start + i * 0.14 + 0.12);
  });
}

export function tell(fills) {
  const last = fills.at(-1);
  if (!last) {
    return;
  }
  if (wanted.sound) {
    beep(last.after > last.before);
  }
  if (wanted.notify && mayNotify()) {
    try {
      new Notification(t('title'), { body: fills.map(fillWords).join('\n'), icon: 'icon-192.png', tag: `fill-${last.time}` });
    } catch { /* a phone's browser wants a service worker for that */ }
  }
}

export function showAlerts() {
  $('sound').checked = wanted.sound;
  $('notify').checked = wanted.notify && mayNotify();
  $('notify').disabled = !canNotify();
  set($('alerts-note'), !canNotify() ? t('notifyNeeds') : Notification.permission === 'denied' ? t('notifyDenied') : t('alertsKeep'));
}

/** @param changed called when this tab is to be kept, or no longer */
export function openAlerts(changed) {
  const remember = () => {
    keep('alerts', wanted);
    showAlerts();
    changed();
  };
  // another tab has changed it
  addEventListener('storage', event => {
    if (event.key === null || event.key.endsWith('.alerts')) {
      Object.assign(wanted, OFF, recall('alerts', OFF));
      showAlerts();
      changed();
    }
  });
  $('sound').addEventListener('change', () => {
    wanted.sound = $('sound').checked;
    if (wanted.sound) {
      beep(true);
    }
    remember();
  });
  $('notify').addEventListener('change', async () => {
    wanted.notify = $('notify').checked && await Notification.requestPermission() === 'granted';
    remember();
  });
}
