-- Customers take fields of the business's own.
CALL fields.allow('trade.customers', 'trade.customer');
