namespace Niaga.Journeys;

/// <summary>What is measured on a page, in its own script: each answers with the faults it finds.</summary>
internal static class Boxes
{
    /// <summary>Content wider than its box or the screen, text cut off without a title, buttons that touch, icons beside the middle of their text.</summary>
    public const string Faults = """
        () => {
            const faults = [], root = document.documentElement;
            if (root.scrollWidth > root.clientWidth + 1) faults.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
            const say = (e, what) => faults.push(`${e.tagName}.${e.className}: ${what}: ${e.textContent.trim().slice(0, 30)}`);
            const scrolls = e => e && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
            const shown = e => e.checkVisibility() && e.getBoundingClientRect().width > 2;
            const ownText = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
            for (const e of document.querySelectorAll('body *')) {
                if (!shown(e) || e.closest('svg, .visually-hidden, select, textarea, script, noscript') || scrolls(e)) continue;
                const style = getComputedStyle(e), box = e.getBoundingClientRect();
                const outside = box.right > root.clientWidth + 1 && box.left < root.clientWidth;
                if (outside && style.position !== 'fixed') say(e, 'runs out of the screen');
                const below = ['hidden', 'clip'].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 2 && e.textContent.trim();
                if (below && !e.closest('[title]')) say(e, 'cut off below');
                if (!ownText(e) || style.display === 'inline') continue;
                if (e.scrollWidth <= e.clientWidth + 1) continue;
                if (style.overflowX === 'visible') say(e, 'wider than itself');
                else if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') { if (!e.closest('[title]')) say(e, 'ellipsis without a title'); }
                else say(e, 'cut off');
            }

            // What lies in another layer may lie above.
            const layer = e => e.closest('dialog, .save-bar, .bulk, .toasts, .dropdown-menu, [popover]');
            const joined = e => e.closest('.btn-group, .input-group');
            const buttons = [...document.querySelectorAll('.btn, .chip')].filter(shown);
            for (const [i, e] of buttons.entries()) for (const f of buttons.slice(0, i)) {
                if (layer(e) !== layer(f) || (joined(e) && joined(e) === joined(f))) continue;
                const a = e.getBoundingClientRect(), b = f.getBoundingClientRect();
                const apart = Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
                if (apart < 4 - 0.01) say(e, `${apart.toFixed(1)} px from "${f.textContent.trim().slice(0, 20)}"`);
            }

            for (const icon of document.querySelectorAll('svg.icon')) {
                if (!shown(icon)) continue;
                const range = document.createRange(), text = document.createTreeWalker(icon.parentElement, NodeFilter.SHOW_TEXT), at = icon.getBoundingClientRect();
                const lines = [];
                for (let n = text.nextNode(); n; n = text.nextNode()) {
                    if (!n.textContent.trim() || !shown(n.parentElement) || n.parentElement.closest('.visually-hidden')) continue;
                    if (getComputedStyle(n.parentElement).position === 'absolute') continue;
                    range.selectNodeContents(n);
                    const seen = n.parentElement.getBoundingClientRect();
                    lines.push(...[...range.getClientRects()].filter(l => l.top < seen.bottom - 2));
                }
                // Beside it, not above or below: against the first line, or against all of them.
                if (lines.length === 0 || lines.some(l => l.left < at.right - 1 && l.right > at.left + 1 && l.top < at.bottom)) continue;
                const middle = (at.top + at.bottom) / 2, top = Math.min(...lines.map(l => l.top)), bottom = Math.max(...lines.map(l => l.bottom));
                if (top > at.bottom || bottom < at.top) continue;
                const off = [(lines[0].top + lines[0].bottom) / 2, (top + bottom) / 2].map(y => middle - y).sort((a, b) => Math.abs(a) - Math.abs(b))[0];
                if (Math.abs(off) > 1) say(icon.parentElement, `icon ${off.toFixed(1)} px off the middle of its text`);
            }
            return faults;
        }
        """;

    /// <summary>
    /// Whether the page's heading and what it is there to do can be seen and touched where they stand, and how much of the screen what
    /// the frame says takes.
    /// </summary>
    public const string Covered = """
        () => {
            const faults = [], high = innerHeight;
            const bar = document.querySelector('.frame-bar')?.getBoundingClientRect();
            if (bar && bar.height > high / 6) faults.push(`the frame's line is ${bar.height} px of ${high}`);
            for (const e of [...document.querySelectorAll('main h1:not(.visually-hidden)')].slice(0, 1).concat([...document.querySelectorAll('main .btn-primary')])) {
                let box = e.getBoundingClientRect();
                if (!e.checkVisibility() || box.width < 2 || e.disabled || e.closest('dialog')) continue;
                if (box.top < 0 || box.bottom > high) { e.scrollIntoView({ block: 'center', behavior: 'instant' }); box = e.getBoundingClientRect(); }
                for (const x of [0.1, 0.5, 0.9]) {
                    const at = document.elementFromPoint(box.left + box.width * x, Math.max(0, Math.min(high - 1, box.top + box.height / 2)));
                    if (at && (e.contains(at) || at.contains(e))) continue;
                    faults.push(`${e.tagName}.${e.className}: covered by ${at?.tagName}.${at?.className}: ${e.textContent.trim().slice(0, 30)}`);
                    break;
                }
            }
            scrollTo(0, 0);
            return faults;
        }
        """;
}
