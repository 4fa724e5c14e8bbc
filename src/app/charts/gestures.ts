/**
 * What pointers do on a plot. A mouse points, drags a selection to zoom into, pans with Shift, zooms by wheel with Ctrl or ⌘ (as a pinch on a
 * trackpad arrives; the wheel alone scrolls the page) and pans by a sideways wheel. A finger points, two pinch and pan. A double click shows all.
 */

export interface PlotGestures {
  /** Horizontal edges of the plot in the window, in pixels. */
  edges(): { left: number; width: number };
  /** Points at a share of the width, or at nothing. */
  point(share: number | null): void;
  /** A selection under way; null: none (any more). */
  select(selection: readonly [number, number] | null): void;
  zoomTo(selection: readonly [number, number]): void;
  /** Magnifies what is in view around a share of it. */
  zoom(factor: number, share: number): void;
  /** Moves what is in view by a share of it; false: there was nothing to move. */
  pan(share: number): boolean;
  showAll(): void;
}

/** Pixels a pressed pointer moves before it drags. */
const threshold = 5;
const wheelSpeed = 0.0025;

/** Listens on an element until the returned function is called. */
export function listen(element: HTMLElement, on: PlotGestures): () => void {
  /** Pointers that are down, and where. */
  const down = new Map<number, number>();
  let drag: { start: number; last: number; kind: 'pending' | 'select' | 'pan' } | null = null;

  const share = (x: number): number => {
    const { left, width } = on.edges();
    return (x - left) / width;
  };
  const inside = (at: number): number => Math.min(1, Math.max(0, at));
  const pointAt = (x: number): void => {
    const at = share(x);
    on.point(at < -0.02 || at > 1.02 ? null : inside(at));
  };
  const end = (): void => {
    drag = null;
    on.select(null);
  };

  const pointerdown = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    down.set(event.pointerId, event.clientX);
    if (down.size > 1) end();
    else if (event.pointerType !== 'touch') drag = { start: event.clientX, last: event.clientX, kind: event.shiftKey ? 'pan' : 'pending' };
    element.setPointerCapture(event.pointerId);
    pointAt(event.clientX);
  };

  const pinch = (id: number, x: number): void => {
    const [other] = [...down].filter(([one]) => one !== id).map(([, at]) => at);
    const before = down.get(id);
    down.set(id, x);
    if (other === undefined || before === undefined) return;
    const [middle, moved] = [(before + other) / 2, (x - before) / 2];
    const apart = Math.abs(x - other);
    // First the zoom: where all is in view nothing can be panned yet.
    if (apart > 1 && Math.abs(before - other) > 1) on.zoom(apart / Math.abs(before - other), inside(share(middle)));
    on.pan(-moved / on.edges().width);
  };

  const pointermove = (event: PointerEvent): void => {
    const x = event.clientX;
    if (down.size > 1) {
      if (down.has(event.pointerId)) pinch(event.pointerId, x);
      return;
    }
    pointAt(x);
    if (!drag) return;
    if (drag.kind === 'pending' && Math.abs(x - drag.start) > threshold) drag.kind = 'select';
    if (drag.kind === 'select') on.select([inside(share(drag.start)), inside(share(x))]);
    if (drag.kind === 'pan') on.pan((drag.last - x) / on.edges().width);
    drag.last = x;
  };

  const pointerup = (event: PointerEvent): void => {
    down.delete(event.pointerId);
    if (drag?.kind === 'select') on.zoomTo([inside(share(drag.start)), inside(share(event.clientX))]);
    end();
  };

  const cancel = (event: PointerEvent): void => {
    down.delete(event.pointerId);
    end();
  };

  const wheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.metaKey) on.zoom(Math.exp(-wheelSpeed * pixels(event, event.deltaY)), inside(share(event.clientX)));
    else if (!sideways || !on.pan(pixels(event, event.deltaX === 0 ? event.deltaY : event.deltaX) / on.edges().width)) return;
    event.preventDefault();
  };

  const leave = (): void => {
    if (down.size === 0) on.point(null);
  };
  const dblclick = (): void => {
    on.showAll();
  };

  // A selection under way is given up by Escape, wherever the focus is.
  const keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && drag) end();
  };

  element.addEventListener('pointerdown', pointerdown);
  element.addEventListener('pointermove', pointermove);
  element.addEventListener('pointerup', pointerup);
  element.addEventListener('pointercancel', cancel);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('dblclick', dblclick);
  element.addEventListener('wheel', wheel, { passive: false });
  window.addEventListener('keydown', keydown);
  return () => {
    element.removeEventListener('pointerdown', pointerdown);
    element.removeEventListener('pointermove', pointermove);
    element.removeEventListener('pointerup', pointerup);
    element.removeEventListener('pointercancel', cancel);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('dblclick', dblclick);
    element.removeEventListener('wheel', wheel);
    window.removeEventListener('keydown', keydown);
  };
}

/** Wheels count in pixels, lines or pages. */
function pixels({ deltaMode }: WheelEvent, delta: number): number {
  return delta * ([1, 16, 400][deltaMode] ?? 1);
}
