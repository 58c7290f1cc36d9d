/** Two soft tones, made here: no file to fetch, and nothing that frightens a room. */

let context: AudioContext | undefined;

/** Silent where the browser allows no sound before somebody has touched the page. */
export function chime(): void {
  context ??= new AudioContext();
  const { currentTime } = context;
  void context.resume().catch(() => {});
  for (const [after, hertz] of [
    [0, 660],
    [0.16, 880],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const begin = currentTime + after;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(0.12, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.4);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 0.45);
  }
}
