-- A data key turns here too, of what is closed and of what is never changed.
CALL platform.reencryptable('privacy.requests', 'name', 'contact', 'details');
CALL platform.reencryptable('privacy.request_events', 'note');
CALL platform.reencryptable('privacy.officers', 'name', 'contact');
CALL platform.reencryptable('privacy.breaches', 'title', 'story', 'affected', 'measures', 'late_commissioner', 'late_people');
CALL platform.reencryptable('privacy.breach_events', 'note');
DROP TRIGGER steps_stay ON privacy.requests;
CREATE TRIGGER steps_stay BEFORE UPDATE ON privacy.requests
    FOR EACH ROW WHEN (NOT platform.is_reencrypting()) EXECUTE FUNCTION privacy.steps_stay();
DROP TRIGGER notices_given_stay ON privacy.breaches;
CREATE TRIGGER notices_given_stay BEFORE UPDATE ON privacy.breaches
    FOR EACH ROW WHEN (NOT platform.is_reencrypting()) EXECUTE FUNCTION privacy.notices_given_stay();
