-- The language a person chose is asked at every request of theirs, cached with their sign-ins and dropped by the same notifications.
CREATE TRIGGER people_language_announced AFTER UPDATE OF language ON platform.people
    FOR EACH ROW WHEN (OLD.language IS DISTINCT FROM NEW.language) EXECUTE FUNCTION platform.announce_person('id');
