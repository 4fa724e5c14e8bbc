/** Drawing on animation frames only: what is asked for many times is drawn once, and no frame draws for longer than its budget. */

const budget = 8;
const waiting = new Set<() => void>();
let scheduled = false;

/** Draws at the next frame with room. The same function asked for again before that is drawn once. */
export function schedule(draw: () => void): void {
  waiting.add(draw);
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(drawSome);
}

/** Forgets what was asked for. */
export function unschedule(draw: () => void): void {
  waiting.delete(draw);
}

function drawSome(): void {
  const until = performance.now() + budget;
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() > until) break;
  }
  scheduled = waiting.size > 0;
  if (scheduled) requestAnimationFrame(drawSome);
}
