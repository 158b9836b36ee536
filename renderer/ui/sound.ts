/** Short sounds beside what is seen: one rising note when it went well, a low pair when it was refused. */
export type Sound = 'ok' | 'warning' | 'refusal';

interface Note {
  readonly hertz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

const NOTES: Record<Sound, readonly Note[]> = {
  ok: [{ hertz: 1320, startMs: 0, lengthMs: 80 }],
  warning: [
    { hertz: 740, startMs: 0, lengthMs: 110 },
    { hertz: 740, startMs: 170, lengthMs: 110 },
  ],
  refusal: [
    { hertz: 320, startMs: 0, lengthMs: 180 },
    { hertz: 220, startMs: 200, lengthMs: 300 },
  ],
};

const VOLUME = 0.18;

let context: AudioContext | null = null;

/** Plays a sound. Silent where the PC has no sound or the browser allows none before the first key. */
export function playSound(sound: Sound): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const audio = context;
  if (audio.state === 'suspended') {
    // A browser wakes sound only after a key or a press; the sound of that moment is not worth waiting for.
    audio.resume().catch(() => undefined);
    return;
  }
  for (const note of NOTES[sound]) play(audio, note);
}

function play(audio: AudioContext, note: Note): void {
  const start = audio.currentTime + note.startMs / 1000;
  const end = start + note.lengthMs / 1000;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = note.hertz;
  // Rising and falling within a few milliseconds, or the loudspeaker clicks.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(VOLUME, start + 0.008);
  gain.gain.setValueAtTime(VOLUME, end - 0.02);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(end);
}
