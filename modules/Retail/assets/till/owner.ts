/** One tab of a browser has the cart; the others say so and offer to take it. */
export interface Owner {
  start(): void;
  takeOver(): void;
}

interface Changes { gained(): void; lost(): void }

/** The browser's own locks where it has them; a conversation between tabs where it has none (a site without https). */
export function cartOwner(name: string, changes: Changes): Owner {
  return 'locks' in navigator && navigator.locks ? new LockOwner(name, changes) : new ChannelOwner(name, changes);
}

/** The browser gives the lock to the next tab when this one closes or crashes. */
class LockOwner implements Owner {
  private queue = new AbortController();

  constructor(private readonly name: string, private readonly changes: Changes) {}

  start(): void { void this.hold({ ifAvailable: true }); }

  takeOver(): void {
    this.queue.abort();
    void this.hold({ steal: true });
  }

  private async hold(options: LockOptions): Promise<void> {
    let held = false;
    try {
      await navigator.locks.request(this.name, options, async lock => {
        if (!lock) return;
        held = true;
        this.changes.gained();
        await new Promise<never>(() => {});
      });
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
      // Given up for a better place in the queue, which is no loss.
      if (!held) return;
    }
    this.changes.lost();
    this.queue = new AbortController();
    void this.hold({ signal: this.queue.signal });
  }
}

const longestAnswer = 300;

class ChannelOwner implements Owner {
  private readonly channel: BroadcastChannel;
  private readonly me = Math.random();
  private state: 'asking' | 'owner' | 'other' = 'asking';

  constructor(name: string, private readonly changes: Changes) {
    this.channel = new BroadcastChannel(name);
    this.channel.addEventListener('message', ({ data }: MessageEvent<{ says: string; me: number }>) => this.hear(data.says, data.me));
    window.addEventListener('pagehide', () => { if (this.state === 'owner') this.say('leaves'); });
    window.addEventListener('pageshow', event => { if (event.persisted) this.start(); });
  }

  start(): void {
    this.state = 'asking';
    this.say('asks');
    window.setTimeout(() => { if (this.state === 'asking') this.become('owner'); }, longestAnswer);
  }

  takeOver(): void {
    this.say('takes');
    this.become('owner');
  }

  private hear(says: string, from: number): void {
    if (says === 'leaves') this.start();
    else if (says === 'asks' && this.state === 'owner') this.say('has');
    // Two tabs opened in one moment: the lower number has it.
    else if (says === 'asks' && this.state === 'asking') this.giveWay(from);
    else if (says === 'has' || (says === 'takes' && this.state === 'owner')) this.become('other');
  }

  private giveWay(from: number): void {
    if (this.me < from) this.say('has');
    else this.become('other');
  }

  private become(state: 'owner' | 'other'): void {
    if (this.state === state) return;
    this.state = state;
    if (state === 'owner') this.changes.gained();
    else this.changes.lost();
  }

  private say(says: string): void { this.channel.postMessage({ says, me: this.me }); }
}
