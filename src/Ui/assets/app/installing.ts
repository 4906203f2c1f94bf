/** Puts Niaga on the screen of a phone or a till, and shows a page of its own where there is no network. */
interface InstallPrompt extends Event { prompt: () => Promise<void>; userChoice: Promise<{ outcome: string }> }

export function installing(): void {
  if ('serviceWorker' in navigator) addEventListener('load', () => void navigator.serviceWorker.register('/service-worker.js').catch(() => { /* a private window has none */ }));

  let asked: InstallPrompt | null = null;
  const buttons = document.querySelectorAll<HTMLButtonElement>('button[data-install]');
  const show = (shown: boolean): void => { for (const button of buttons) button.hidden = !shown; };
  addEventListener('beforeinstallprompt', event => {
    event.preventDefault();
    asked = event as InstallPrompt;
    show(true);
  });
  addEventListener('appinstalled', () => show(false));
  for (const button of buttons) button.addEventListener('click', () => {
    // It may be asked once; the browser sends another event where it still can be installed.
    void asked?.prompt();
    asked = null;
    show(false);
  });

  const again = document.querySelector('[data-try-again]');
  if (!again) return;
  again.addEventListener('click', () => location.reload());
  addEventListener('online', () => location.reload());
  // The network may be there all along and only the server away: browsers say nothing of that.
  setInterval(() => void fetch('/offline', { method: 'HEAD', cache: 'no-store' }).then(answer => { if (answer.ok && !location.pathname.endsWith('/offline')) location.reload(); }, () => { /* still away */ }), 5000);
}
