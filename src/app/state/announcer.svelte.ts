/** What a screen reader is told politely: milestones of a session, one at a time. */

class Announcer {
  text = $state('');

  say(text: string): void {
    this.text = text;
  }
}

export const announcer = new Announcer();
