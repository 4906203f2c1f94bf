-- How many products there are, and the categories to choose from, are remembered by every node.
CREATE TRIGGER products_announced AFTER INSERT OR DELETE OR UPDATE OF archived_at ON retail.products
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
CREATE TRIGGER categories_announced AFTER INSERT OR DELETE OR UPDATE ON retail.categories
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
