-- Who agreed that a sale takes more than there is, where the cashier may not by themself.
ALTER TABLE retail.sales ADD COLUMN approved_by_id uuid;
ALTER TABLE retail.sales ADD CONSTRAINT sales_approved_by_another CHECK (approved_by_id <> cashier_id);
