-- Whether a business sees its first steps is remembered by every node.
CREATE TRIGGER first_steps_announced AFTER INSERT OR DELETE OR UPDATE OF first_steps_shown, agreed_at ON platform.businesses
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
