/** On every page. All of it is comfort: each page works as plain HTML without this file. */
import { confirmations } from './app/confirmations';
import { conflicts } from './app/conflicts';
import { drafts } from './app/drafts';
import { fields } from './app/fields';
import { forms } from './app/forms';
import { help } from './app/help';
import { installing } from './app/installing';
import { limits } from './app/limits';
import { menus } from './app/menus';
import { polling } from './app/polling';
import { preferences } from './app/preferences';
import { previews } from './app/previews';
import { selection } from './app/selection';
import { session } from './app/session';
import { shortcuts } from './app/shortcuts';
import { slugs } from './app/slugs';
import { toasts } from './app/toasts';

for (const start of [menus, preferences, forms, fields, limits, selection, conflicts, drafts, confirmations, toasts, polling, session, shortcuts, slugs, previews, installing, help]) start();
