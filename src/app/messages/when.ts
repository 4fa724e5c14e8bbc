/** A past date in words: "today", "yesterday", "5 days ago", then the date. */
import type { Messages } from './en.ts';

export function when(date: string, now: Date, m: Messages): string {
  const then = new Date(date);
  const days = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
  if (days <= 0) return m.when.today;
  if (days === 1) return m.when.yesterday;
  if (days < 30) return m.when.daysAgo(days);
  return `${then.getFullYear()}-${String(then.getMonth() + 1).padStart(2, '0')}-${String(then.getDate()).padStart(2, '0')}`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
