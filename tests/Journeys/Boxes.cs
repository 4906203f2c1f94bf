namespace Niaga.Journeys;

/// <summary>What is measured on a page, in its own script: each answers with the faults it finds.</summary>
internal static class Boxes
{
    /// <summary>
    /// Content wider than its box or the screen, text cut off without a title, buttons that touch, icons off the middle of their text.
    /// </summary>
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
                const around = e.closest('dialog')?.getBoundingClientRect();
                if (around && (box.right > around.right + 1 || box.left < around.left - 1)) say(e, 'runs out of its dialog');
                const below = ['hidden', 'clip'].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 2;
                if (below && e.textContent.trim() && !e.closest('[title]')) {
                    const lowest = [...e.querySelectorAll('*')].filter(shown).find(c => c.getBoundingClientRect().bottom > box.bottom + 2);
                    say(e, `cut off below by ${e.scrollHeight - e.clientHeight} px, first ${lowest?.tagName}.${lowest?.className}`);
                }
                if (!ownText(e) || style.display === 'inline') continue;
                if (e.scrollWidth <= e.clientWidth + 1) continue;
                if (style.overflowX === 'visible') say(e, 'wider than itself');
                else if (style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none') say(e, 'cut off');
                else if (!e.closest('[title]')) say(e, 'ellipsis without a title');
            }

            for (const h of document.querySelectorAll('.form-section h2')) {
                const label = h.closest('.form-section').querySelector('label')?.firstChild?.textContent.trim();
                if (label === h.textContent.trim()) say(h, 'said again by the field below');
            }

            // An amount, a number of a document, a time: broken in two they are read wrong. A unit alone says nothing.
            const whole = /-?RM[\d,]+\.\d\d|\b[A-Z]{1,2}-\d{6}\b|\b\d{1,2}:\d\d[\s\u00a0][AP]M\b|\b\d{1,2}:\d\d[\s\u00a0]P(T)?G\b/g;
            const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), part = document.createRange();
            for (let n = nodes.nextNode(); n; n = nodes.nextNode()) {
                if (!shown(n.parentElement) || n.parentElement.closest('.visually-hidden, script, style, noscript')) continue;
                for (const found of n.textContent.matchAll(whole)) {
                    part.setStart(n, found.index);
                    part.setEnd(n, found.index + found[0].length);
                    const tops = [...part.getClientRects()].map(r => r.top);
                    if (Math.max(...tops) - Math.min(...tops) > 6) say(n.parentElement, `"${found[0]}" broken in two lines`);
                }
            }

            // Under a finger: what is not within a sentence, nor spread over its card, wants a line's height.
            for (const e of matchMedia('(pointer: coarse)').matches ? document.querySelectorAll('a[href], button, summary') : []) {
                const spread = getComputedStyle(e, '::after').position === 'absolute';
                if (spread || !shown(e) || e.closest('p, dd, .receipt, .field-said')) continue;
                const high = e.getBoundingClientRect().height;
                if (high < 24 - 0.5) say(e, `${high.toFixed(0)} px high to press`);
            }

            // What lies in another layer may lie above.
            const layer = e => e.closest('dialog, .save-bar, .bulk, .toasts, .dropdown-menu, .till-lines, .till-cart, [popover]');
            const joined = e => e.closest('.btn-group, .input-group');
            const buttons = [...document.querySelectorAll('.btn, .chip')].filter(shown);
            const pairs = buttons.flatMap((e, i) => buttons.slice(0, i).map(f => [e, f]));
            for (const [e, f] of pairs) {
                if (layer(e) !== layer(f) || (joined(e) && joined(e) === joined(f))) continue;
                const a = e.getBoundingClientRect(), b = f.getBoundingClientRect();
                const apart = Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
                if (apart < 4 - 0.01) say(e, `${apart.toFixed(1)} px from "${f.textContent.trim().slice(0, 20)}"`);
            }

            for (const icon of document.querySelectorAll('svg.icon')) {
                if (!shown(icon)) continue;
                const range = document.createRange(), at = icon.getBoundingClientRect(), lines = [];
                const text = document.createTreeWalker(icon.parentElement, NodeFilter.SHOW_TEXT);
                for (let n = text.nextNode(); n; n = text.nextNode()) {
                    if (!n.textContent.trim() || !shown(n.parentElement) || n.parentElement.closest('.visually-hidden')) continue;
                    if (getComputedStyle(n.parentElement).position === 'absolute') continue;
                    range.selectNodeContents(n);
                    const seen = n.parentElement.getBoundingClientRect();
                    lines.push(...[...range.getClientRects()].filter(l => l.top < seen.bottom - 2));
                }
                // Beside it, not above or below: against the first line, or against all of them.
                const over = l => l.left < at.right - 1 && l.right > at.left + 1 && l.top < at.bottom;
                if (lines.length === 0 || lines.some(over)) continue;
                const top = Math.min(...lines.map(l => l.top)), bottom = Math.max(...lines.map(l => l.bottom));
                if (top > at.bottom || bottom < at.top) continue;
                const middles = [lines[0].top + lines[0].bottom, top + bottom];
                const off = Math.min(...middles.map(m => Math.abs(at.top + at.bottom - m) / 2));
                if (off > 1) say(icon.parentElement, `icon ${off.toFixed(1)} px off the middle of its text`);
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
            const heading = document.querySelector('main h1:not(.visually-hidden)');
            for (const e of [heading, ...document.querySelectorAll('.shell-bar button, main .btn-primary')].filter(e => e)) {
                let box = e.getBoundingClientRect();
                if (!e.checkVisibility() || box.width < 2 || e.disabled || e.closest('dialog')) continue;
                if (box.top < 0 || box.bottom > high) {
                    e.scrollIntoView({ block: 'center', behavior: 'instant' });
                    box = e.getBoundingClientRect();
                }
                const y = Math.max(0, Math.min(high - 1, box.top + box.height / 2));
                for (const x of [0.1, 0.5, 0.9]) {
                    const at = document.elementFromPoint(box.left + box.width * x, y);
                    if (at && (e.contains(at) || at.contains(e))) continue;
                    const what = `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 30)}`;
                    faults.push(`${what}: covered by ${at?.tagName}.${at?.className}`);
                    break;
                }
            }
            scrollTo(0, 0);
            return faults;
        }
        """;

    /// <summary>Buttons of icons that lie over a text.</summary>
    public const string IconsOverText = """
        () => {
            const layer = e => e.closest('dialog, .till-lines, .till-cart, .till-found, .till-over, .till-states, .dropdown-menu');
            const shown = e => e.checkVisibility({ visibilityProperty: true });
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faults = [], range = document.createRange();
            const icons = [...document.querySelectorAll('.btn-icon, svg.icon')].filter(shown);
            for (let n = texts.nextNode(); n; n = texts.nextNode()) {
                const e = n.parentElement;
                if (!n.textContent.trim() || !shown(e) || e.closest('script, style, noscript, .visually-hidden')) continue;
                if (getComputedStyle(e).position === 'absolute') continue;
                range.selectNodeContents(n);
                const seen = e.getBoundingClientRect(), around = e.closest('.till-chips')?.getBoundingClientRect();
                for (const line of range.getClientRects()) for (const icon of icons) {
                    const at = icon.getBoundingClientRect(), right = Math.min(line.right, seen.right);
                    const beside = line.left >= at.right - 1 || right <= at.left + 1;
                    // What is scrolled out of its box is not seen.
                    const top = Math.max(line.top, around?.top ?? line.top), bottom = Math.min(line.bottom, around?.bottom ?? line.bottom);
                    const above = top >= bottom || top >= at.bottom - 1 || bottom <= at.top + 1;
                    if (beside || above || icon.contains(e) || layer(icon) !== layer(e)) continue;
                    faults.push(`icon over ${n.textContent.trim().slice(0, 30)}`);
                }
            }
            return faults;
        }
        """;

    /// <summary>Remembers where everything stands that can be pressed now: on the page, or in the dialog that lies over it.</summary>
    public const string Mark = """
        () => {
            const dialogs = [...document.querySelectorAll('dialog')].filter(d => d.matches(':modal'));
            const within = dialogs.at(-1) ?? document.body;
            window.marked = [...within.querySelectorAll('button, a, input, summary, label, li')]
                .filter(e => e.checkVisibility({ visibilityProperty: true }))
                .map(e => [e, e.getBoundingClientRect(), e.textContent.trim().slice(0, 30)]);
            return window.marked.length;
        }
        """;

    /// <summary>What no longer stands where <see cref="Mark"/> saw it, or was drawn anew, which loses a press under way.</summary>
    /// <remarks>May be asked for nothing but what comes and goes itself: a selector of such elements is its argument.</remarks>
    public const string Moved = """
        (fleeting) => window.marked.filter(([e]) => !e.closest(fleeting)).flatMap(([e, was, text]) => {
            const name = `${e.tagName}.${e.className}: ${text}`, is = e.getBoundingClientRect();
            if (!e.isConnected) return [`${name}: drawn anew`];
            if (!e.checkVisibility({ visibilityProperty: true })) return [`${name}: gone`];
            const off = ['left', 'top', 'width', 'height'].filter(side => Math.abs(was[side] - is[side]) > 0.5);
            return off.map(side => `${name}: ${side} ${was[side].toFixed(1)} → ${is[side].toFixed(1)}`);
        })
        """;
}
