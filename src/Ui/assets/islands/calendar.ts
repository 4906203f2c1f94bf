/** The living part of a calendar (Calendar.razor): the hours of a day laid out, events dragged, resized, drawn and moved by keys. */
import { dragging } from '../calendar/drag';
import { keys } from '../calendar/keys';
import { lay, now } from '../calendar/place';

lay();
dragging();
keys();
window.setInterval(now, 30_000);
