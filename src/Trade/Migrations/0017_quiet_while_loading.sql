-- What these work out, or ask of rows that are new, stands in rows that are loaded.
CALL platform.quiet_while_loading('platform.businesses', 'businesses_first_branch');
CALL platform.quiet_while_loading('trade.branches', 'branches_shelved');
CALL platform.quiet_while_loading('trade.stock_levels', 'stock_levels_guard');
CALL platform.quiet_while_loading('trade.stock_movements', 'stock_movements_move');
CALL platform.quiet_while_loading('trade.stock_movements', 'stock_movements_moved_balanced');
CALL platform.quiet_while_loading('trade.work_shifts', 'work_shifts_of_a_member');
CALL platform.quiet_while_loading('trade.customers', 'customers_merge');
CALL platform.quiet_while_loading('trade.customers', 'fields_checked');

-- A customer may be loaded before the one they were merged into.
ALTER TABLE trade.customers ALTER CONSTRAINT customers_tenant_id_merged_into_fkey DEFERRABLE INITIALLY IMMEDIATE;
