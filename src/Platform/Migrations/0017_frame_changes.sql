-- The workspace frame on every page is cached like access, and dropped by the same notifications: a business's name and logo,
-- a person's name, and which businesses they work in.
CREATE TRIGGER businesses_announced AFTER INSERT OR UPDATE OF name, logo_file_id ON platform.businesses
    FOR EACH ROW EXECUTE FUNCTION platform.announce_access();
CREATE TRIGGER people_named_announced AFTER UPDATE OF display_name ON platform.people
    FOR EACH ROW EXECUTE FUNCTION platform.announce_person('id');
CREATE TRIGGER memberships_of_person_announced AFTER INSERT OR UPDATE OR DELETE ON platform.memberships
    FOR EACH ROW EXECUTE FUNCTION platform.announce_person('person_id');
