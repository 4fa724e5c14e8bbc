/** Whether something on the page is in sight, or nearly: pictures are computed only then. */

/** Just outside the window counts: what is scrolled to should be there. */
const margin = '200px';

/** Tells whenever it comes into sight or leaves it. Returns what ends that. */
export function watchInSight(element: Element | undefined, tell: (visible: boolean) => void): () => void {
  const watcher = new IntersectionObserver((entries) => tell(entries.some(({ isIntersecting }) => isIntersecting)), { rootMargin: margin });
  if (element) watcher.observe(element);
  return () => watcher.disconnect();
}
