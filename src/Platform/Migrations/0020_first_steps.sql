-- The first steps on the dashboard: null for the two weeks of a new business, false once dismissed, true when asked for again.
ALTER TABLE platform.businesses ADD COLUMN first_steps_shown boolean;
