-- Every foreign key has an index, every function a fixed search path; see platform's migration of the same name.
-- With the item, so that whoever looks for one level finds it by either index: without statistics the planner takes any that fits.
CREATE INDEX stock_levels_location ON trade.stock_levels (tenant_id, location_id, item_id);
CREATE INDEX stock_movements_location ON trade.stock_movements (tenant_id, location_id, item_id);
ALTER FUNCTION trade.only_movements_change_levels() SET search_path = '';
ALTER FUNCTION trade.next_number(uuid, text) SET search_path = '';
